package dev.pando.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pando.node.answer.LocalEngine;
import dev.pando.node.answer.TinyModelFile;
import java.net.InetAddress;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Schemas that an answer cannot be held to are said to be such, by every interface that takes one: nobody gets an answer
/// that only looks as if it had been held to them.
class SchemaRefusalsTest {

    @TempDir
    private static Path dir;
    private static LocalEngine engine;
    private static NodeServer node;

    @BeforeAll
    static void start() throws Exception {
        engine = LocalEngine.open(TinyModelFile.write(dir.resolve("tiny-F32.gguf"), 2048),
                LocalEngine.Settings.usual().withThreads(1).withSlots(1, 1));
        node = NodeServer.start(new NodeServer.Settings(InetAddress.getLoopbackAddress(), 0, ApiTokens.none()), engine);
    }

    @AfterAll
    static void stop() {
        node.close();
        engine.close();
    }

    private static String refusal(HttpResponse<String> response, String at) throws Exception {
        assertEquals(400, response.statusCode(), response.body());
        String said = Client.json(response).at(at).asText();
        assertEquals(1, said.lines().count(), response.body());
        return said;
    }

    private static String chat(String schema, String more) {
        return "{\"max_tokens\":64,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"response_format\":"
                + "{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"a\",\"strict\":true,\"schema\":" + schema
                + "}}"
                + more + "}";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            {"not":{"type":"string"}}                                                  | schema at the root: not is not supported
            {"type":"object","properties":{"a":{"type":"integer","not":{"const":1}}}}  | schema at #/properties/a: not is not supported
            {"type":"array","items":{"type":"integer"},"uniqueItems":true}             | schema at the root: uniqueItems is not supported
            {"oneOf":[{"type":"integer"},{"type":"number"}]}                           | schema at the root: oneOf: a value may be both number 0 and number 1 of them; anyOf would be supported
            {"oneOf":[{"type":"string","maxLength":4},{"type":"string","minLength":2}]} | schema at the root: oneOf: a value may be both number 0 and number 1 of them; anyOf would be supported
            """)
    void whatCannotBeHeldToIsOneClearLineInEveryInterface(String schema, String line) throws Exception {
        assertEquals(line,
                refusal(Client.post(node.uri(), "/v1/chat/completions", chat(schema, "")), "/error/message"));
        assertEquals(line, refusal(
                Client.post(node.uri(), "/v1/chat/completions", chat(schema, ",\"stream\":true")), "/error/message"));
        assertEquals(line, refusal(Client.post(node.uri(), "/v1/responses",
                "{\"input\":\"x\",\"text\":{\"format\":{\"type\":\"json_schema\",\"name\":\"a\",\"schema\":" + schema
                        + "}}}"),
                "/error/message"));
        assertEquals(line, refusal(Client.post(node.uri(), "/api/chat",
                "{\"model\":\"tiny-F32\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"format\":" + schema
                        + "}"),
                "/error"));
    }

    @Test
    void whatLooksLikeThemAndCanBeHeldToIsAnswered() throws Exception {
        String schema = """
                {"type":"object","properties":{"few":{"type":"array","items":{"type":"boolean"},"maxItems":1,"uniqueItems":true},
                 "one":{"oneOf":[{"type":"boolean"},{"const":7}]}},"required":["few","one"],"additionalProperties":false}""";
        HttpResponse<String> response = Client.post(node.uri(), "/v1/chat/completions",
                chat(schema, ",\"temperature\":1.5,\"seed\":3"));
        assertEquals(200, response.statusCode(), response.body());
        JsonNode said = Client.JSON
                .readTree(Client.json(response).at("/choices/0/message/content").asText());
        assertTrue(said.get("few").size() <= 1 && (said.get("one").isBoolean() || said.get("one").asInt() == 7),
                said.toString());
    }
}
