package dev.pando.engine.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Templates in the shape that real models have, retyped small; the expected prompts are Jinja2 3.1.6's.
class ChatTemplateTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-07-04T13:05:09Z"), ZoneOffset.UTC);
    private static final Message SYSTEM = Message.system("Be brief.\n");
    private static final Message HI = Message.user("Hi");
    private static final Message HELLO = Message.assistant(" Hello! ");
    private static final Message MORE = Message.user("And?\nMore");

    private static Map<String, Object> map(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) map.put((String) pairs[i], pairs[i + 1]);
        return map;
    }

    private static final Map<String, Object> TOOL = map("type", "function", "function",
            map("name", "weather", "description", "Get \"it\"", "parameters",
                    map("type", "object", "required", List.of("city"))));
    private static final Message CALL = new Message("assistant", null,
            List.of(map("id", "abc", "function",
                    map("name", "weather", "arguments", map("city", "Zürich", "days", 2)))),
            null, null);
    private static final Message THOUGHT = Message.assistant("<think>\nhm\n</think>\n\nYo");
    private static final Message ANSWER = new Message("tool", "21 °C", List.of(), "weather", "abc");

    private static String render(String name, List<Message> messages, boolean tools, boolean generate)
            throws IOException {
        String source;
        try (var in = ChatTemplateTest.class.getResourceAsStream("templates/" + name + ".jinja")) {
            source = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        return new ChatTemplate(source, "<s>", "</s>").render(
                new Conversation(messages, tools ? List.of(TOOL) : List.of(), generate, Collections.emptyMap()), CLOCK);
    }

    @Test
    void chatMlTellsWhichToolsThereAreAndWhatTheySaid() throws IOException {
        assertEquals(
                "<|im_start|>system\nBe brief.\n<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n"
                        + " Hello! <|im_end|>\n<|im_start|>user\nAnd?\nMore<|im_end|>\n<|im_start|>assistant\n",
                render("chatml-tools", List.of(SYSTEM, HI, HELLO, MORE), false, true));
        assertEquals("<|im_start|>system\nYou are a helpful assistant.\n\n# Tools\n\n<tools>\n"
                + "{\"type\": \"function\", \"function\": {\"name\": \"weather\", \"description\": \"Get \\\"it\\\"\", \"parameters\": {\"type\": \"object\", \"required\": [\"city\"]}}}\n"
                + "</tools>\n{\"name\": <function-name>, \"arguments\": {<args>}}<|im_end|>\n<|im_start|>user\n"
                + "Hi<|im_end|>\n<|im_start|>assistant\n<tool_call>\n"
                + "{\"name\": \"weather\", \"arguments\": {\"city\": \"Zürich\", \"days\": 2}}\n"
                + "</tool_call><|im_end|>\n<|im_start|>user\n<tool_response>\n21 °C\n</tool_response><|im_end|>\n"
                + "<|im_start|>assistant\n",
                render("chatml-tools", List.of(HI, CALL, ANSWER), true, true));
    }

    @Test
    void qwen3DropsThoughtsBeforeTheLastQuestion() throws IOException {
        assertEquals("<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\nYo<|im_end|>\n<|im_start|>user\nAnd?\n"
                + "More<|im_end|>\n<|im_start|>assistant\n",
                render("qwen3", List.of(HI, THOUGHT, MORE), false, true));
        assertEquals("<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n<think>\nhm\n</think>\n\nYo<|im_end|>\n",
                render("qwen3", List.of(HI, THOUGHT), false, false));
    }

    @Test
    void llama3DatesItsSystemMessage() throws IOException {
        assertEquals("<s><|start_header_id|>system<|end_header_id|>\n\nToday Date: 04 Jul 2026\n\n"
                + "<|eot_id|><|start_header_id|>user<|end_header_id|>\n\n"
                + "Hi<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n"
                + "Hello!<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nAnd?\n"
                + "More<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n",
                render("llama3", List.of(HI, HELLO, MORE), false, true));
        assertEquals(
                "<s><|start_header_id|>system<|end_header_id|>\n\nEnvironment: ipython\nToday Date: 04 Jul 2026\n\n"
                        + "{\n    \"type\": \"function\",\n    \"function\": {\n        \"name\": \"weather\",\n"
                        + "        \"description\": \"Get \\\"it\\\"\",\n        \"parameters\": {\n"
                        + "            \"type\": \"object\",\n            \"required\": [\n                \"city\"\n"
                        + "            ]\n        }\n    }\n}\n\n"
                        + "Be brief.<|eot_id|><|start_header_id|>user<|end_header_id|>\n\n"
                        + "Hi<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n"
                        + "{\"name\": \"weather\", \"parameters\": {\"city\": \"Zürich\", \"days\": 2}}<|eot_id|><|start_header_id|>ipython<|end_header_id|>\n\n\"21 °C\"<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n",
                render("llama3", List.of(SYSTEM, HI, CALL, ANSWER), true, true));
    }

    @Test
    void mistralPutsTheSystemMessageBeforeTheLastQuestion() throws IOException {
        assertEquals("<s>[INST] Hi[/INST] Hello!</s>[INST] Be brief.\n\n\nAnd?\nMore[/INST]",
                render("mistral", List.of(SYSTEM, HI, HELLO, MORE), false, true));
    }

    @Test
    void gemmaCallsTheAssistantModel() throws IOException {
        assertEquals("<s><start_of_turn>user\nHi<end_of_turn>\n<start_of_turn>model\nHello!<end_of_turn>\n"
                + "<start_of_turn>user\nAnd?\nMore<end_of_turn>\n<start_of_turn>model\n",
                render("gemma", List.of(HI, HELLO, MORE), false, true));
    }

    @Test
    void phi3EndsTurns() throws IOException {
        assertEquals("<|system|>\nBe brief.\n<|end|>\n<|user|>\nHi<|end|>\n<|assistant|>\n Hello! <|end|>\n<|user|>\n"
                + "And?\nMore<|end|>\n<|assistant|>\n",
                render("phi3", List.of(SYSTEM, HI, HELLO, MORE), false, true));
        assertEquals("<|user|>\nHi<|end|>\n<|assistant|>\n Hello! <|end|>\n</s>",
                render("phi3", List.of(HI, HELLO), false, false));
    }

    @Test
    void zephyrWritesTagsOnLines() throws IOException {
        assertEquals("<|system|>\nBe brief.\n</s>\n<|user|>\nHi</s>\n<|assistant|>\n Hello! </s>\n<|user|>\nAnd?\n"
                + "More</s>\n<|assistant|>\n",
                render("zephyr", List.of(SYSTEM, HI, HELLO, MORE), false, true));
    }

    @Test
    void smolLmSpeaksForItselfWithoutASystemMessage() throws IOException {
        assertEquals("<|im_start|>system\nYou are a helpful AI assistant named SmolLM<|im_end|>\n<|im_start|>user\n"
                + "Hi<|im_end|>\n<|im_start|>assistant\n Hello! <|im_end|>\n<|im_start|>user\nAnd?\nMore<|im_end|>\n"
                + "<|im_start|>assistant\n",
                render("smollm", List.of(HI, HELLO, MORE), false, true));
    }

    @Test
    void whatTheModelShouldLearnIsMarkedAndRenderedAsItIs() throws IOException {
        assertEquals("[U] Hi\n[A]Hello!</s>[U] And?\nMore\n[A]",
                render("generation", List.of(HI, HELLO, MORE), false, true));
    }

    @Test
    void gemmaRefusesSystemMessagesAndTurnsOutOfOrder() {
        assertEquals("chat template: System role not supported",
                assertThrows(TextException.class, () -> render("gemma", List.of(SYSTEM, HI), false, true))
                        .getMessage());
        assertTrue(assertThrows(TextException.class, () -> render("gemma", List.of(HI, HI), false, true)).getMessage()
                .contains("alternate"));
        assertTrue(assertThrows(TextException.class, () -> render("mistral", List.of(HI, HI), false, true)).getMessage()
                .contains("alternate"));
    }

    @Test
    void aFileWithoutTemplateGetsOneThatItsVocabularyKnows() throws IOException {
        String prompt = new SmallGguf().text("tokenizer.ggml.model", "llama")
                .texts("tokenizer.ggml.tokens", "<unk>", "<s>", "</s>", "a")
                .opened(file -> ChatTemplate.of(file, Tokenizer.of(file)).render(Conversation.of(SYSTEM, HI), CLOCK));
        assertEquals("System: Be brief.\n\nUser: Hi\nAssistant:", prompt);
        String chatMl = new SmallGguf().text("tokenizer.ggml.model", "llama")
                .texts("tokenizer.ggml.tokens", "<unk>", "<s>", "</s>", "<|im_start|>")
                .opened(file -> ChatTemplate.of(file, Tokenizer.of(file)).render(Conversation.of(HI), CLOCK));
        assertEquals("<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n", chatMl);
    }

    @Test
    void theTemplateOfTheFileIsUsedWithItsOwnSpecialTokens() throws IOException {
        String prompt = new SmallGguf().text("tokenizer.ggml.model", "llama")
                .texts("tokenizer.ggml.tokens", "<unk>", "<bos>", "<eos>")
                .text("tokenizer.chat_template",
                        "{{ bos_token }}{{ messages[0].content }}{{ eos_token }}{{ thinking }}")
                .opened(file -> ChatTemplate.of(file, Tokenizer.of(file))
                        .render(new Conversation(List.of(HI), List.of(), true, Map.of("thinking", "!")), CLOCK));
        assertEquals("<bos>Hi<eos>!", prompt);
    }

    @Test
    void templatesSayWhetherTheyKnowTools() {
        assertTrue(new ChatTemplate("{% if tools %}{% endif %}", "", "").knowsTools());
        assertFalse(new ChatTemplate(ChatTemplate.CHAT_ML, "", "").knowsTools());
    }

    @Test
    void aBrokenTemplateIsRefusedWhenItIsRead() {
        assertThrows(TextException.class, () -> new ChatTemplate("{% if %}", "", ""));
        assertThrows(TextException.class, () -> new ChatTemplate("x".repeat(1 << 20), "", ""));
    }

    @Test
    void tooManyMessagesAreRefused() {
        ChatTemplate template = new ChatTemplate(ChatTemplate.PLAIN, "", "");
        Message[] most = Collections.nCopies(TemplateLimits.MESSAGES_MAX, HI).toArray(Message[]::new);
        assertEquals(TemplateLimits.MESSAGES_MAX + 1, template.render(Conversation.of(most), CLOCK).lines().count());
        Message[] more = Collections.nCopies(TemplateLimits.MESSAGES_MAX + 1, HI).toArray(Message[]::new);
        assertEquals("chat template: 8193 messages, limit 8192",
                assertThrows(TextException.class, () -> template.render(Conversation.of(more), CLOCK)).getMessage());
    }

    @Test
    void aLongDocumentIsStillRendered() {
        String document = "All work and no play. ".repeat(40_000);
        assertTrue(new ChatTemplate(ChatTemplate.CHAT_ML, "", "").render(Conversation.of(Message.user(document)), CLOCK)
                .contains(document));
    }
}
