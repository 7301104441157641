package dev.pando.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pando.node.answer.ScriptedEngine;
import dev.pando.node.answer.Toolset;
import dev.pando.node.pull.ModelShelf;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Collections;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What goes wrong, in the words of each interface.
class InterfacesTest {

    @TempDir
    private static Path dir;
    private static final ScriptedEngine ENGINE = ScriptedEngine.free(4, 16);
    private static NodeServer node;

    @BeforeAll
    static void start() {
        node = NodeServer.start(new NodeServer.Settings(InetAddress.getLoopbackAddress(), 0, ApiTokens.none()), ENGINE,
                NodeServer.Parts.NONE.withEncoder(new Lengths()).withShelf(new ModelShelf(dir)));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            /api/chat          | {"messages":[]}                                               | /error              | model is required
            /api/chat          | {"model":"scripted","messages":[{"role":"king"}]}             | /error              | role
            /api/chat          | {"model":"scripted","messages":[{"role":"user","content":"x"}],"format":"xml"} | /error | format
            /api/chat          | {"model":"scripted","messages":[{"role":"user","content":["x"]}]} | /error         | messages[0].content: must be a string
            /api/chat          | {"model":"scripted","messages":[{"role":"user","content":"x"}],"options":{"seed":0.5}} | /error | options.seed
            /api/generate      | {"model":"scripted","prompt":"x","options":[]}                | /error              | options
            /api/embed         | {"model":"m","input":[]}                                      | /error              | input
            /api/pull          | {"model":"http://169.254.169.254/latest"}                     | /error              | a name on the hub
            /api/pull          | {"model":"../../etc/passwd"}                                  | /error              | a name on the hub
            /v1/messages       | {"model":"scripted","messages":[{"role":"user","content":"x"}]} | /error/message    | max_tokens
            /v1/messages       | {"model":"scripted","max_tokens":1,"messages":[{"role":"user","content":[{"type":"image"}]}]} | /error/message | blocks of text
            /v1/responses      | {"model":"scripted"}                                          | /error/message      | input
            /v1/messages       | {"model":"scripted","max_tokens":1,"messages":[{"role":"user"}]} | /error/message | content
            /v1/responses      | {"model":"scripted","input":[{"role":"user","content":7}]}    | /error/message      | input[0]
            /v1/responses      | {"model":"scripted","input":[{"type":"image"}]}               | /error/message      | input[0].type
            /v1/messages       | {"max_tokens":1,"messages":[{"role":"user","content":[{"type":"text"}]}]} | /error/message | messages.0.content.0.text
            /v1/messages       | {"max_tokens":1,"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"a"}]}]} | /error/message | messages.0.content.0.name
            /v1/messages       | {"max_tokens":1,"messages":[{"role":"user","content":[{"type":"tool_result"}]}]} | /error/message | messages.0.content.0.tool_use_id
            /v1/messages       | {"max_tokens":1,"system":[{"type":"text","text":7}],"messages":[{"role":"user","content":"x"}]} | /error/message | system.0.text
            /v1/responses      | {"input":[{"type":"function_call","call_id":"a","name":"b"}]}  | /error/message      | input[0].arguments
            /v1/responses      | {"input":[{"type":"function_call_output","output":"a"}]}      | /error/message      | input[0].call_id
            /v1/responses      | {"input":[{"type":"function_call_output","call_id":"a"}]}     | /error/message      | input[0].output
            /v1/responses      | {"input":"x","prompt":{"id":"pmpt_1"}}                        | /error/message      | prompt is not supported
            /v1/responses      | {"input":"x","text":{"format":{"type":"json_schema"}}}        | /error/message      | text.format.schema
            /v1/embeddings     | {"model":"m","input":"x","dimensions":5}                      | /error/message      | dimensions
            /v1/embeddings     | {"model":"m","input":[1,2]}                                   | /error/message      | input
            /v1/chat/completions | {"messages":[{"role":"user","content":"x"}],"tools":[{"type":"function","function":{"name":"a b"}}]} | /error/message | tools
            /v1/chat/completions | {"messages":[{"role":"user","content":"x"}],"tool_choice":"required"} | /error/message | tool_choice
            /v1/chat/completions | {"messages":["x"]}                                         | /error/message      | messages[0]: must be an object
            /v1/chat/completions | {"messages":[{"role":"user"}]}                             | /error/message      | messages[0].content: it is missing
            /v1/chat/completions | {"messages":[{"role":"tool","tool_call_id":"a","content":null}]} | /error/message | messages[0].content
            /v1/chat/completions | {"messages":[{"role":"user","content":"x"}],"response_format":"json"} | /error/message | response_format: must be an object
            /v1/chat/completions | {"messages":[{"role":"user","content":"x"}],"response_format":{"type":"xml"}} | /error/message | response_format
            """)
    void aWrongRequestIsRefusedInTheInterfacesOwnShape(String path, String body, String at, String words)
            throws Exception {
        var response = Client.post(node.uri(), path, body);
        assertEquals(400, response.statusCode(), response.body());
        String said = Client.json(response).at(at).asText();
        assertTrue(said.contains(words), response.body());
        assertEquals(1, said.lines().count());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/chat", "/api/generate", "/api/embed", "/api/show", "/v1/messages", "/v1/responses",
            "/v1/embeddings", "/v1/messages/count_tokens"})
    void jsonBombsAreRefusedEverywhere(String path) throws Exception {
        assertEquals(400, Client.post(node.uri(), path, "{\"a\":" + "[".repeat(100_000)).statusCode());
        assertEquals(400, Client.post(node.uri(), path, "{\"a\":" + "9".repeat(100_000) + "}").statusCode());
        String head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
        assertTrue(Client.raw(node.uri(), head + "Content-Length: " + (HttpLimits.BODY_BYTES_MAX + 1) + "\r\n\r\n{")
                .contains(" 413 "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/chat", "/v1/messages", "/v1/responses", "/v1/chat/completions"})
    void aWrongMethodIsNamed(String path) throws Exception {
        var read = Client.get(node.uri(), path);
        assertEquals(404, read.statusCode());
        assertTrue(read.body().contains("method GET"), read.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api/tags", "/api/version"})
    void whoeverAsksWhetherANodeIsThereAsOllamasClientsDoIsTold(String path) throws Exception {
        assertTrue(Client.raw(node.uri(), "HEAD " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                .contains(" 200 "));
    }

    @Test
    void anEmbeddingNamesWhoMadeIt() throws Exception {
        for (String path : new String[]{"/api/embed", "/v1/embeddings"}) {
            assertEquals("lengths", Client.json(Client.post(node.uri(), path, "{\"model\":\"m\",\"input\":\"x\"}"))
                    .get("model").asText());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/tags", "/api/version", "/v1/models"})
    void foreignPagesAreRefusedEverywhere(String path) throws Exception {
        assertEquals(403, Client.get(node.uri(), path, "Origin", "http://evil.example").statusCode());
        assertEquals(200, Client.get(node.uri(), path).statusCode());
    }

    @Test
    void embeddingsStopAtTheirCount() throws Exception {
        assertEquals(200, embed(HttpLimits.EMBEDDINGS_MAX));
        assertEquals(400, embed(HttpLimits.EMBEDDINGS_MAX + 1));
    }

    private static int embed(int count) throws Exception {
        String texts = String.join(",", Collections.nCopies(count, "\"x\""));
        return Client.post(node.uri(), "/v1/embeddings", "{\"model\":\"m\",\"input\":[" + texts + "]}").statusCode();
    }

    @ParameterizedTest
    @CsvSource({"-1,", "0, 0", "7, 7", "-2, -2"})
    void ollamasSeedOfMinusOneIsChance(long asked, Long seed) throws Exception {
        assertEquals(200, Client.post(node.uri(), "/api/chat", """
                {"model":"scripted","messages":[{"role":"user","content":"x"}],"options":{"seed":%d,"top_k":-1}}"""
                .formatted(asked)).statusCode());
        var sampling = ENGINE.lastAsk().sampling();
        assertEquals(seed == null ? OptionalLong.empty() : OptionalLong.of(seed), sampling.seed());
        assertEquals(0, sampling.topK());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            /v1/chat/completions | "messages":[{"role":"user","content":"x"}] | "parallel_tool_calls":false
            /v1/responses        | "input":"x"                                | "parallel_tool_calls":false
            /v1/messages | "max_tokens":9,"messages":[{"role":"user","content":"x"}] | "tool_choice":{"type":"any","disable_parallel_tool_use":true}
            """)
    void whoWantsOneCallAtATimeGetsOne(String path, String fields, String one) throws Exception {
        String body = "{\"tools\":[{\"name\":\"a\"}]," + fields;
        assertEquals(200, Client.post(node.uri(), path, body + "}").statusCode());
        assertEquals(Toolset.CALLS_MAX, ENGINE.lastAsk().tools().callsMax());
        assertEquals(200, Client.post(node.uri(), path, body + "," + one + "}").statusCode());
        assertEquals(1, ENGINE.lastAsk().tools().callsMax());
    }

    @Test
    void ollamaListsAModelOfTheShelfWithItsFilesTime() throws Exception {
        Path file = Files.writeString(Files.createDirectories(dir.resolve("models")).resolve("a-Q8_0.gguf"), "x");
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-03-01T12:30:00Z")));
        JsonNode models = Client.json(Client.get(node.uri(), "/api/tags")).get("models");
        assertEquals("a-Q8_0", models.get(1).get("name").asText());
        assertEquals("2026-03-01T12:30:00Z", models.get(1).get("modified_at").asText());
    }

    @Test
    void onlySoManyResponsesAreKept() throws Exception {
        String first = respond("");
        assertEquals(200, goOn(first));
        for (int i = 0; i < HttpLimits.RESPONSES_KEPT_MAX; i++) respond("");
        assertEquals(404, goOn(first));
        assertEquals(404, goOn(respond(",\"store\":false")));
    }

    private static String respond(String more) throws Exception {
        return Client.json(Client.post(node.uri(), "/v1/responses", "{\"input\":\"x\"" + more + "}")).get("id")
                .asText();
    }

    private static int goOn(String id) throws Exception {
        return Client.post(node.uri(), "/v1/responses", "{\"input\":\"y\",\"previous_response_id\":\"" + id + "\"}")
                .statusCode();
    }
}
