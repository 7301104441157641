package dev.pando.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pando.node.answer.Message;
import dev.pando.node.answer.Prompt;
import dev.pando.node.answer.ToolCall;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// OpenAI's responses: what is asked, in which order a stream tells it, and what is kept.
class ResponsesTest {

    private static final String TOOL = "\"tools\":[{\"type\":\"function\",\"name\":\"weather\"}]";
    @RegisterExtension
    private static final ScriptedNode NODE = new ScriptedNode();

    private static JsonNode ask(String fields) throws Exception {
        return Client.json(Client.post(NODE.uri(), "/v1/responses", "{" + fields + "}"));
    }

    private static List<JsonNode> events(String fields) throws Exception {
        List<JsonNode> events = new ArrayList<>();
        for (String line : Client.post(NODE.uri(), "/v1/responses", "{\"stream\":true," + fields + "}").body()
                .split("\n")) {
            if (line.startsWith("data: ")) events.add(new ObjectMapper().readTree(line.substring(6)));
        }
        return events;
    }

    private static List<Message> told() {
        return assertInstanceOf(Prompt.Chat.class, NODE.engine().lastAsk().prompt()).messages();
    }

    @Test
    void wordsAndCallsOfOneAnswerAreOneTurn() throws Exception {
        ask("""
                "instructions":"be brief","input":[{"role":"user","content":"x"},
                {"type":"message","role":"assistant","content":[{"type":"output_text","text":"I look"}]},
                {"type":"function_call","call_id":"c1","name":"weather","arguments":"{}"},
                {"type":"function_call","call_id":"c2","name":"weather","arguments":"{\\"a\\":1}"},
                {"type":"function_call_output","call_id":"c1","output":"sunny"},
                {"type":"function_call_output","call_id":"c2","output":"rainy"}],""" + TOOL);
        assertEquals(List.of(new Message("system", "be brief"), new Message("user", "x"),
                new Message("assistant", "I look",
                        List.of(new ToolCall("c1", "weather", "{}"), new ToolCall("c2", "weather", "{\"a\":1}")), ""),
                new Message("tool", "sunny", List.of(), "c1"), new Message("tool", "rainy", List.of(), "c2")), told());
    }

    @Test
    void aStreamOpensFillsAndClosesEachItemInOrder() throws Exception {
        List<JsonNode> events = events("\"input\":\"count 2\"");
        assertEquals(List.of("response.created", "response.in_progress", "response.output_item.added",
                "response.content_part.added", "response.output_text.delta", "response.output_text.delta",
                "response.output_text.done", "response.content_part.done", "response.output_item.done",
                "response.completed"), events.stream().map(e -> e.get("type").asText()).toList());
        for (int i = 0; i < events.size(); i++) assertEquals(i, events.get(i).get("sequence_number").asInt());
        List<JsonNode> called = events("\"input\":\"call weather {}\"," + TOOL);
        assertEquals(List.of("response.output_item.added", "response.function_call_arguments.delta",
                "response.function_call_arguments.delta", "response.function_call_arguments.done",
                "response.output_item.done", "response.completed"),
                called.stream().skip(2).map(e -> e.get("type").asText()).toList());
        assertEquals(called.getLast().at("/response/output/0"), called.get(called.size() - 2).get("item"));
    }

    @Test
    void whatBrokeOffIsIncomplete() throws Exception {
        JsonNode whole = ask("\"input\":\"count 9\",\"max_output_tokens\":2");
        List<JsonNode> events = events("\"input\":\"count 9\",\"max_output_tokens\":2");
        assertEquals("response.incomplete", events.getLast().get("type").asText());
        for (JsonNode response : List.of(whole, events.getLast().get("response"))) {
            assertEquals("incomplete", response.get("status").asText());
            assertEquals("max_output_tokens", response.at("/incomplete_details/reason").asText());
            assertEquals("incomplete", response.at("/output/0/status").asText());
        }
        assertEquals("incomplete", events.get(events.size() - 2).at("/item/status").asText());
        assertEquals("completed", ask("\"input\":\"count 2\"").at("/output/0/status").asText());
    }

    @Test
    void whatWasAskedIsRepeatedAsItWasAsked() throws Exception {
        JsonNode response = ask("\"input\":\"x\",\"store\":false,\"parallel_tool_calls\":false");
        assertFalse(response.get("store").booleanValue());
        assertFalse(response.get("parallel_tool_calls").booleanValue());
    }

    @Test
    void aKeptResponseIsReadAgainAndDeleted() throws Exception {
        JsonNode response = ask("\"input\":\"count 3\"");
        String path = "/v1/responses/" + response.get("id").asText();
        assertEquals(response, Client.json(Client.get(NODE.uri(), path)));
        assertEquals(404, Client.get(NODE.uri(), path + "0").statusCode());
        JsonNode streamed = events("\"input\":\"count 3\"").getLast().get("response");
        assertEquals(streamed,
                Client.json(Client.get(NODE.uri(), "/v1/responses/" + streamed.get("id").asText())));
        String unkept = ask("\"input\":\"x\",\"store\":false").get("id").asText();
        assertEquals(404, Client.get(NODE.uri(), "/v1/responses/" + unkept).statusCode());
    }

    @Test
    void aResponseIsKeptUpToItsLimit() throws Exception {
        int around = ask("\"input\":\"x\"").toString().length() - 1; // an answer's words stand in it as well
        int most = (HttpLimits.RESPONSE_KEPT_CHARS_MAX - around) / 3;
        for (int chars : new int[]{most, most + 1}) {
            JsonNode response = ask("\"input\":\"" + "x".repeat(chars) + "\"");
            assertEquals(chars == most ? 200 : 404,
                    Client.get(NODE.uri(), "/v1/responses/" + response.get("id").asText()).statusCode());
        }
    }
}
