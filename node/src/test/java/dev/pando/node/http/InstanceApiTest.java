package dev.pando.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pando.node.answer.Event;
import dev.pando.node.answer.FunctionEngine;
import dev.pando.node.answer.NoModel;
import dev.pando.node.answer.Prompt;
import dev.pando.node.api.InstanceApi;
import dev.pando.node.api.Operation;
import dev.pando.node.conversation.Conversation;
import dev.pando.node.encode.WordEncoder;
import dev.pando.node.instance.Instance;
import dev.pando.node.rules.Action;
import dev.pando.node.rules.NamedAction;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `/api/v1`: every reply is held to the schema that the document names for it.
class InstanceApiTest {

    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    private static Path folder;
    private static final NamedAction BURN = new NamedAction("burn", Action.Effect.IRREVERSIBLE);
    private static Instance instance;
    private static NodeServer node;
    private static Documented api;

    private static List<Event> script(dev.pando.node.answer.Ask ask) {
        var last = ((Prompt.Chat) ask.prompt()).messages().getLast();
        if (last.content().endsWith("burn it")) return FunctionEngine.called("burn", "{\"what\":\"it\"}");
        if (last.content().endsWith("for ever")) return List.of(new Event.Piece("on and on", List.of()));
        return FunctionEngine.said(last.role().equals("tool") ? "I have asked." : "Said: it is so [1].");
    }

    @BeforeAll
    static void start() throws Exception {
        FunctionEngine engine = new FunctionEngine("any", 4096, InstanceApiTest::script);
        instance = Instance.open(folder, engine, new WordEncoder("w"), InstantSource.system(), List.of(BURN));
        node = NodeServer.start(new NodeServer.Settings(InetAddress.getLoopbackAddress(), 0, ApiTokens.none()), engine,
                NodeServer.Parts.NONE.withOperations(() -> InstanceApi.of(instance)));
        api = new Documented(node.uri());
    }

    @AfterAll
    static void stop() {
        node.close();
        instance.close();
    }

    private static JsonNode call(String method, String template, String path, String body) throws Exception {
        return api.call(method, template, path, body);
    }

    private static JsonNode refused(int status, String method, String path, String body) throws Exception {
        return api.refused(status, method, path, body);
    }

    private static long begin() throws Exception {
        return call("POST", "/conversations", "/conversations", "{}").get("id").asLong();
    }

    private static JsonNode say(long conversation, String words) throws Exception {
        return call("POST", "/conversations/{id}/messages", "/conversations/" + conversation + "/messages",
                Client.JSON.createObjectNode().put("content", words).toString());
    }

    @Test
    void everyRowOfTheInstanceIsServedAsTheDocumentDescribesIt() throws Exception {
        long id = begin();
        call("PATCH", "/conversations/{id}", "/conversations/" + id,
                "{\"title\":\"Zoo\",\"instructions\":\"Be brief.\"}");
        long told = say(id, "The zebra lives in the third house.").at("/said/id").asLong();
        JsonNode asked = say(begin(), "Where does the zebra live?");
        long answer = asked.at("/message/id").asLong();
        assertEquals("The zebra lives in the third house.", asked.at("/evidence/sources/0/text").asText());
        assertTrue(asked.at("/evidence/sources/0/cited").asBoolean());
        JsonNode sources = call("GET", "/messages/{id}/sources", "/messages/" + answer + "/sources", null);
        assertEquals(told, sources.at("/sources/0/message").asLong());
        call("GET", "/messages/{id}", "/messages/" + answer, null);
        call("GET", "/conversations", "/conversations?limit=5&offset=0", null);
        assertEquals(2, call("GET", "/conversations/{id}", "/conversations/" + id, null).get("messages").size());
        assertTrue(call("GET", "/search", "/search?query=zebra", null).get("hits").size() >= 2);
        JsonNode edited = call("POST", "/messages/{id}/edit", "/messages/" + told + "/edit",
                "{\"content\":\"The zebra moved out.\"}");
        assertEquals(told, edited.at("/said/replaces").asLong());
        call("PATCH", "/conversations/{id}", "/conversations/" + id, "{\"leaf\":" + told + "}");
        JsonNode again = call("POST", "/messages/{id}/answer", "/messages/" + answer + "/answer",
                "{\"temperature\":0,\"seed\":7,\"max_tokens\":9}");
        assertEquals(answer, again.at("/message/replaces").asLong());
        assertTrue(again.at("/evidence/sampling").asText().contains("\"seed\":7"));
        assertEquals(1, call("PUT", "/messages/{id}/thumb", "/messages/" + answer + "/thumb", "{\"thumb\":\"up\"}")
                .get("thumb").asInt());
        call("POST", "/messages/{id}/correction", "/messages/" + answer + "/correction",
                "{\"content\":\"It moved out.\"}");
        assertFalse(
                call("POST", "/messages/{id}/stop", "/messages/" + answer + "/stop", null).get("stopped").asBoolean());
        signals();
        memories();
        person();
        rules(id);
        call("GET", "/openapi.json", "/openapi.json", null);
        call("DELETE", "/conversations/{id}", "/conversations/" + id, null);
        assertEquals(api.described(), api.called());
    }

    private static void signals() throws Exception {
        JsonNode signals = call("GET", "/signals", "/signals?type=corrected_answer&limit=5", null).get("signals");
        assertEquals("It moved out.", signals.at("/0/lesson/right").asText());
        String path = "/signals/" + signals.at("/0/id").asLong();
        assertEquals("Gone.",
                call("PATCH", "/signals/{id}", path, "{\"right\":\"Gone.\"}").at("/lesson/right").asText());
        call("GET", "/signals/{id}", path, null);
        call("DELETE", "/signals/{id}", path, null);
        refused(404, "DELETE", path, null);
    }

    private static void memories() throws Exception {
        long id = call("POST", "/memories", "/memories", "{\"text\":\"The lion sleeps.\"}").get("id").asLong();
        assertEquals("The lion sleeps.",
                call("GET", "/memories", "/memories?query=lion%20sleep&limit=1", null).at("/memories/0/text").asText());
        call("GET", "/memories", "/memories?before=" + (id + 1), null);
        call("PATCH", "/memories/{id}", "/memories/" + id, "{\"text\":\"The lion woke up.\"}");
        assertEquals("The lion woke up.", call("GET", "/memories/{id}", "/memories/" + id, null).get("text").asText());
        call("DELETE", "/memories/{id}", "/memories/" + id, null);
        refused(404, "GET", "/memories/" + id, null);
    }

    private static void person() throws Exception {
        assertEquals(64, call("GET", "/identity", "/identity", null).get("public_key").asText().length());
        long id = call("PUT", "/profile", "/profile", "{\"name\":\"name\",\"value\":\"Ada\"}").get("id").asLong();
        call("PATCH", "/profile/{id}", "/profile/" + id, "{\"value\":\"Ada L.\"}");
        assertEquals("Ada L.", call("GET", "/profile", "/profile", null).at("/facts/0/value").asText());
        call("DELETE", "/profile/{id}", "/profile/" + id, null);
    }

    private static void rules(long conversation) throws Exception {
        call("PUT", "/tools/{name}", "/tools/burn", "{\"allowed\":true}");
        assertTrue(call("GET", "/tools", "/tools", null).get("tools").toString().contains("irreversible"));
        assertEquals("I have asked.", say(conversation, "burn it").at("/message/content").asText());
        assertEquals(List.of(), BURN.runs());
        long id = call("GET", "/approvals", "/approvals?state=pending", null).at("/approvals/0/id").asLong();
        assertEquals("done", call("POST", "/approvals/{id}", "/approvals/" + id, "{\"decision\":\"approve\"}")
                .get("state").asText());
        refused(409, "POST", "/approvals/" + id, "{\"decision\":\"deny\"}");
        JsonNode end = call("GET", "/conversations/{id}", "/conversations/" + conversation, null);
        long told = end.at("/conversation/leaf").asLong();
        assertTrue(
                call("GET", "/messages/{id}", "/messages/" + told, null).get("content").asText().contains("is over"));
        JsonNode on = call("POST", "/messages/{id}/answer", "/messages/" + told + "/answer", "{}");
        assertEquals(told, on.at("/message/parent").asLong());
        assertEquals(List.of("{\"what\":\"it\"}"), BURN.runs());
        JsonNode audit = call("GET", "/audit", "/audit?limit=3", null);
        assertEquals("done", audit.at("/lines/0/what").asText());
        assertTrue(audit.get("first_broken").isNull());
    }

    @Test
    void aStreamSaysWhatIsStoredBeforeItSaysDone() throws Exception {
        long id = begin();
        HttpResponse<String> response = Client.post(node.uri(),
                InstanceApi.BASE + "/conversations/" + id + "/messages", "{\"content\":\"hello\",\"stream\":true}");
        assertEquals("text/event-stream; charset=utf-8", response.headers().firstValue("Content-Type").orElseThrow());
        List<String> types = new ArrayList<>();
        for (String line : response.body().split("\n\n")) {
            JsonNode event = Client.JSON.readTree(line.substring("data: ".length()));
            Schemas.check(api.document(), api.document().at("/components/schemas/ExchangeEvent"), event, "event");
            types.add(event.get("type").asText());
            if (types.getLast().equals("done"))
                assertEquals("Said: it is so [1].", event.at("/message/content").asText());
        }
        assertEquals(List.of("said", "begun", "piece", "done", "end"), types);
    }

    @Test
    void aClientThatLeavesStopsItsAnswer() throws Exception {
        long id = begin();
        try (var socket = new java.net.Socket(node.uri().getHost(), node.port())) {
            String body = "{\"content\":\"for ever\",\"stream\":true}";
            socket.getOutputStream()
                    .write(("POST " + InstanceApi.BASE + "/conversations/" + id
                            + "/messages HTTP/1.1\r\nHost: localhost\r\n"
                            + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                            .getBytes(java.nio.charset.StandardCharsets.UTF_8));
            byte[] seen = new byte[0];
            while (!new String(seen, java.nio.charset.StandardCharsets.UTF_8).contains("on and on")) {
                byte[] more = new byte[4096];
                int n = socket.getInputStream().read(more);
                byte[] all = java.util.Arrays.copyOf(seen, seen.length + n);
                System.arraycopy(more, 0, all, seen.length, n);
                seen = all;
            }
        }
        for (int i = 0; i < 2000 && state(id).equals("growing"); i++) Thread.onSpinWait();
        while (state(id).equals("growing")) Thread.yield();
        assertEquals("stopped", state(id));
    }

    private static String state(long conversation) {
        return instance.conversations().turns(conversation).getLast().state().word();
    }

    @Test
    void aRequestThatIsRefusedLeavesNothingBehind() throws Exception {
        long id = begin();
        long question = say(id, "hello").at("/said/id").asLong();
        JsonNode before = call("GET", "/conversations/{id}", "/conversations/" + id, null);
        refused(400, "POST", "/conversations/" + id + "/messages", "{\"content\":\"x\",\"stream\":\"yes\"}");
        refused(400, "POST", "/messages/" + question + "/edit", "{\"content\":\"x\",\"seed\":0.5}");
        String tooLong = "t".repeat(Conversation.TITLE_CHARS_MAX + 1);
        refused(400, "PATCH", "/conversations/" + id, "{\"leaf\":" + question + ",\"title\":\"" + tooLong + "\"}");
        refused(404, "PATCH", "/conversations/" + id, "{\"leaf\":999999,\"title\":\"t\"}");
        refused(400, "PATCH", "/conversations/" + id, "{\"title\":\"t\",\"private\":\"yes\"}");
        assertEquals(before, call("GET", "/conversations/{id}", "/conversations/" + id, null));
    }

    @Test
    void whatIsWrongIsSaidWithItsField() throws Exception {
        long id = begin();
        assertEquals("content",
                refused(400, "POST", "/conversations/" + id + "/messages", "{}").at("/error/param").asText());
        refused(400, "POST", "/conversations/" + id + "/messages", "{\"content\":\"  \"}");
        refused(400, "POST", "/conversations/" + id + "/messages", "{\"content\":7}");
        refused(400, "POST", "/conversations/" + id + "/messages", "{\"content\":\"x\",\"temperature\":9}");
        refused(400, "POST", "/conversations/" + id + "/messages", "[]");
        assertEquals("titel", refused(400, "POST", "/conversations", "{\"titel\":\"x\"}").at("/error/param").asText());
        refused(404, "POST", "/conversations/999999/messages", "{\"content\":\"x\"}");
        refused(404, "POST", "/conversations/" + id + "/messages", "{\"content\":\"x\",\"parent\":999999}");
        refused(404, "GET", "/conversations/abc", null);
        refused(404, "GET", "/conversations/99999999999999999999", null);
        refused(404, "GET", "/messages/..%2f..%2fetc%2fpasswd", null);
        refused(400, "GET", "/memories?limit=101&query=x", null);
        refused(400, "GET", "/memories?limit=x", null);
        refused(400, "GET", "/approvals?state=lost", null);
        refused(400, "PUT", "/messages/" + say(id, "x").at("/said/id").asLong() + "/thumb", "{\"thumb\":\"up\"}");
        refused(404, "PUT", "/tools/none", "{\"allowed\":true}");
        refused(404, "GET", "/nothing", null);
        assertEquals(403, HTTP.send(HttpRequest.newBuilder(URI.create(node.uri() + InstanceApi.BASE + "/memories"))
                .header("Origin", "https://evil.example").build(), HttpResponse.BodyHandlers.ofString()).statusCode());
    }

    @Test
    void whoeverComesBeforeTheInstanceWaitsForItAndNobodyElseDoes() throws Exception {
        CompletableFuture<List<Operation>> later = new CompletableFuture<>();
        var settings = new NodeServer.Settings(InetAddress.getLoopbackAddress(), 0, ApiTokens.none());
        try (NodeServer early = NodeServer.start(settings, new NoModel("none"),
                NodeServer.Parts.NONE.withOperations(later::join))) {
            var asked = HTTP.sendAsync(HttpRequest.newBuilder(URI.create(early.uri() + "/api/v1/identity")).build(),
                    HttpResponse.BodyHandlers.ofString());
            assertEquals(200, HTTP.send(HttpRequest.newBuilder(URI.create(early.uri() + "/health")).build(),
                    HttpResponse.BodyHandlers.ofString()).statusCode());
            assertFalse(asked.isDone());
            later.complete(InstanceApi.of(instance));
            assertEquals(200, asked.get(120, TimeUnit.SECONDS).statusCode());
        }
    }
}
