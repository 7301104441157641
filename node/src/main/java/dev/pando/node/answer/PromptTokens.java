package dev.pando.node.answer;

import dev.pando.engine.serve.LoadedModel;
import dev.pando.engine.text.ChatTemplate;
import dev.pando.engine.text.Conversation;
import dev.pando.engine.text.Tokenizer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Turns what a model is asked into the tokens it reads.
///
/// In a conversation only the template may steer the model. Words of people that look like control tokens
/// (`<|im_end|>`) are spelt out: the template is then rendered around marks, and each text between them encoded plainly.
/// The same holds for what stands in tools and in their calls.
final class PromptTokens {

    // Private-use characters around a text's number; whoever writes them gets them back as they are.
    private static final char OPEN = '\uF8F0', CLOSE = '\uF8F1';

    private final Tokenizer tokenizer;
    private final ChatTemplate template;
    private final Clock clock;

    PromptTokens(Tokenizer tokenizer, ChatTemplate template, Clock clock) {
        this.tokenizer = tokenizer;
        this.template = template;
        this.clock = clock;
    }

    static PromptTokens of(LoadedModel loaded) {
        return new PromptTokens(loaded.tokenizer(), ChatTemplate.of(loaded.file(), loaded.tokenizer()),
                Clock.systemDefaultZone());
    }

    /// How the model writes calls of tools.
    CallSyntax callSyntax() {
        return template.knowsTools() ? CallSyntax.of(template.source()) : CallSyntax.HERMES;
    }

    /// @throws dev.pando.engine.text.TextException if the template refuses the conversation
    int[] of(Prompt prompt) {
        return of(prompt, List.of());
    }

    /// @param tools what the model may call
    /// @throws dev.pando.engine.text.TextException if the template refuses the conversation
    int[] of(Prompt prompt, List<Tool> tools) {
        return switch (prompt) {
            case Prompt.Text(String text) -> tokenizer.encodePrompt(text);
            case Prompt.Chat(var messages) when !template.knowsTools() -> of(ToolTurns.inWords(messages, tools),
                    List.of());
            case Prompt.Chat(var messages) when callSyntax() == CallSyntax.MISTRAL -> of(
                    ToolTurns.withShortIds(messages), tools);
            case Prompt.Chat(var messages) -> of(messages, tools);
        };
    }

    private int[] of(List<Message> messages, List<Tool> tools) {
        List<String> spelled = new ArrayList<>();
        String rendered = render(messages, tools, spelled);
        if (spelled.isEmpty()) return tokenizer.encodePrompt(rendered);
        return around(rendered, spelled);
    }

    // Whoever writes our marks gets them back as they are, too.
    private boolean steers(String content) {
        return content.indexOf(OPEN) >= 0 || content.indexOf(CLOSE) >= 0
                || !Arrays.equals(tokenizer.encode(content), tokenizer.encodeMarkup(content));
    }

    private String render(List<Message> messages, List<Tool> tools, List<String> spelled) {
        List<dev.pando.engine.text.Message> told = new ArrayList<>();
        Map<String, String> names = new HashMap<>();
        for (Message message : messages) {
            message.calls().forEach(call -> names.put(call.id(), call.name()));
            told.add(told(message, names, spelled));
        }
        List<Map<String, Object>> functions = new ArrayList<>();
        for (Map<String, Object> function : ToolTurns.functions(tools)) functions.add(harmless(function, spelled));
        return template.render(new Conversation(told, functions, true, Map.of()), clock);
    }

    private dev.pando.engine.text.Message told(Message message, Map<String, String> names, List<String> spelled) {
        List<Map<String, Object>> calls = new ArrayList<>();
        for (ToolCall call : message.calls()) calls.add(harmless(ToolTurns.asCalled(call), spelled));
        boolean answers = message.role().equals("tool");
        return new dev.pando.engine.text.Message(message.role(), harmless(message.content(), spelled), calls,
                answers ? names.get(message.callId()) : null, answers ? harmless(message.callId(), spelled) : null);
    }

    private String harmless(String text, List<String> spelled) {
        return steers(text) ? mark(text, spelled) : text;
    }

    private static String mark(String text, List<String> spelled) {
        spelled.add(text);
        return "" + OPEN + (spelled.size() - 1) + CLOSE;
    }

    private Map<String, Object> harmless(Map<?, ?> json, List<String> spelled) {
        Map<String, Object> map = new LinkedHashMap<>();
        json.forEach((name, value) -> map.put(inJson(String.valueOf(name), spelled), harmlessJson(value, spelled)));
        return map;
    }

    private Object harmlessJson(Object value, List<String> spelled) {
        return switch (value) {
            case String text -> inJson(text, spelled);
            case Map<?, ?> map -> harmless(map, spelled);
            case List<?> list -> list.stream().map(v -> harmlessJson(v, spelled)).toList();
            case null, default -> value;
        };
    }

    // Templates write it as JSON: what stands for the mark later must be JSON too.
    private String inJson(String text, List<String> spelled) {
        if (!steers(text)) return text;
        String quoted = ToolTurns.text(text);
        return mark(quoted.substring(1, quoted.length() - 1), spelled);
    }

    private int[] around(String rendered, List<String> spelled) {
        IntStream tokens = IntStream.empty();
        int at = 0;
        for (int open; (open = rendered.indexOf(OPEN, at)) >= 0;) {
            int close = rendered.indexOf(CLOSE, open);
            tokens = IntStream.concat(tokens, markup(rendered.substring(at, open), at == 0));
            int number = Integer.parseInt(rendered.substring(open + 1, close));
            tokens = IntStream.concat(tokens, Arrays.stream(tokenizer.encode(spelled.get(number))));
            at = close + 1;
        }
        return IntStream.concat(tokens, markup(rendered.substring(at), at == 0)).toArray();
    }

    private IntStream markup(String text, boolean first) {
        return Arrays.stream(first ? tokenizer.encodePrompt(text) : tokenizer.encodeMarkup(text));
    }
}
