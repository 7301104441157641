package dev.pando.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pando.node.answer.NoModel;
import dev.pando.node.collective.Collective;
import dev.pando.node.collective.Station;
import dev.pando.node.encode.WordEncoder;
import dev.pando.node.exchange.Signing;
import dev.pando.node.gate.Check;
import dev.pando.node.identity.NodeKey;
import dev.pando.node.net.NetConfig;
import dev.pando.node.store.Database;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a node knows and shares, over HTTP; nobody else is there.
class KnowledgeApiTest {

    private static final String KNOWLEDGE = "/api/v1/knowledge", SHARING = "/api/v1/sharing";
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    Path folder;
    private Database database;
    private Collective collective;
    private NodeServer node;

    @BeforeEach
    void start() {
        database = Database.open(folder);
        collective = new Collective(database, new WordEncoder("words"), InstantSource.system(),
                Signing.as(NodeKey.in(folder)));
        Station station = Station.open(collective, new NetConfig(Optional.empty(), List.of()));
        node = NodeServer.start(new NodeServer.Settings(InetAddress.getLoopbackAddress(), 0, ApiTokens.none()),
                new NoModel("none"), NodeServer.Parts.NONE.withRooms(Map.of(KNOWLEDGE,
                        new KnowledgeApi(() -> station, new NoModel("none")), SHARING, new SharingApi(() -> station))));
    }

    @AfterEach
    void stop() {
        node.close();
        collective.close();
        database.close();
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(node.uri() + path)).header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode call(String method, String path, String body) throws Exception {
        HttpResponse<String> response = send(method, path, body);
        assertEquals(200, response.statusCode(), response.body());
        return Client.JSON.readTree(response.body());
    }

    private JsonNode teach(String subject, String object) throws Exception {
        return call("POST", KNOWLEDGE + "/notes",
                "{\"subject\":\"" + subject + "\",\"object\":\"" + object + "\",\"sentence\":\"" + subject
                        + " leads to "
                        + object + ".\",\"topic\":\"garden\"}")
                .at("/notes/0");
    }

    @Test
    void whatIsTaughtIsCountedFoundAskedForAndTakenBack() throws Exception {
        long id = teach("late frost", "lost apples").get("id").asLong();
        teach("lost apples", "dear cider");
        assertEquals(2, call("GET", KNOWLEDGE, "").get("notes").asInt());
        assertTrue(call("GET", KNOWLEDGE, "").get("active_cells").asInt() > 18);
        assertEquals(1, call("GET", KNOWLEDGE + "/notes?search=frost&limit=5", "").get("notes").size());
        JsonNode answer = call("POST", KNOWLEDGE + "/ask", "{\"question\":\"What does late frost lead to?\"}");
        assertTrue(answer.get("known").asBoolean());
        assertEquals(List.of("late frost", "lost apples", "dear cider"),
                Client.JSON.convertValue(answer.at("/ways/0/names"), List.class));
        assertEquals("you", answer.at("/sources/0/author").asText());
        assertTrue(call("DELETE", KNOWLEDGE + "/notes/" + id, "").get("revoked").asBoolean());
        assertFalse(call("POST", KNOWLEDGE + "/ask", "{\"question\":\"What does late frost lead to?\"}").get("known")
                .asBoolean());
    }

    @Test
    void aTextIsReadIntoStatements() throws Exception {
        JsonNode notes = call("POST", KNOWLEDGE + "/learn",
                "{\"text\":\"Late frost causes lost apples. What a day!\"}");
        assertEquals("late frost", notes.at("/notes/0/subject").asText());
        assertEquals(1, notes.get("notes").size());
    }

    @Test
    void nothingLeavesUntilSharingIsOnAndThePreviewIsWhatLeaves() throws Exception {
        teach("late frost", "lost apples");
        assertFalse(call("GET", SHARING, "").get("on").asBoolean());
        assertEquals(0, call("POST", SHARING + "/share", "{}").get("leaves").size());
        JsonNode state = call("PUT", SHARING,
                "{\"on\":true,\"rules\":{\"garden\":\"share\"},\"private_words\":[\"rose\"]}");
        assertEquals("share", state.at("/rules/garden").asText());
        assertEquals(Check.values().length, state.get("checks").size());
        JsonNode preview = call("GET", SHARING + "/preview", "");
        JsonNode shared = call("POST", SHARING + "/share", "{\"at_ms\":" + preview.get("at_ms").asLong() + "}");
        assertEquals(2, shared.get("leaves").size(), "a note and its trace");
        assertEquals(preview.get("leaves"), shared.get("leaves"), "byte for byte");
        assertEquals(2, call("GET", KNOWLEDGE, "").get("artifacts").asInt());
        assertEquals(0, call("GET", SHARING + "/traffic", "").get("lines").size(), "nobody is there to take it");
        assertEquals(0, call("GET", SHARING + "/quarantine", "").get("items").size());
    }

    @Test
    void anAuthorIsInvitedAndBlockedByKey() throws Exception {
        String author = HexFormat.of().formatHex(new byte[32]);
        JsonNode invited = call("POST", SHARING + "/authors/" + author, "{\"invited\":true}");
        assertEquals(0.5, invited.at("/authors/" + author + "/reputation").asDouble());
        JsonNode blocked = call("POST", SHARING + "/authors/" + author, "{\"blocked\":true}");
        assertEquals(0, blocked.at("/authors/" + author + "/reputation").asDouble());
    }

    @Test
    void thePictureOfTheGridIsAPicture() throws Exception {
        teach("late frost", "lost apples");
        HttpResponse<String> response = send("GET", KNOWLEDGE + "/grid/activation.png", "");
        assertEquals("image/png", response.headers().firstValue("content-type").orElseThrow());
        assertEquals(404, send("GET", KNOWLEDGE + "/grid/flavour.png", "").statusCode());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"POST|/api/v1/knowledge/ask|{\"question\":\" \"}|400",
            "POST|/api/v1/knowledge/learn|{}|400", "POST|/api/v1/knowledge/notes|{\"subject\":\"x\"}|400",
            "POST|/api/v1/knowledge/notes|no json|400", "GET|/api/v1/knowledge/notes?limit=many||400",
            "DELETE|/api/v1/knowledge/notes/99||404", "POST|/api/v1/knowledge/notes/1/great|{}|404",
            "PUT|/api/v1/sharing|{\"rules\":{\"garden\":\"perhaps\"}}|400",
            "POST|/api/v1/sharing/authors/abc|{\"blocked\":true}|400",
            "POST|/api/v1/sharing/peers|{\"address\":\"nowhere\"}|409"})
    void whatMakesNoSenseIsRefusedInOneLine(String method, String path, String body, int status) throws Exception {
        HttpResponse<String> response = send(method, path, body == null ? "" : body);
        assertEquals(status, response.statusCode(), response.body());
        assertEquals(1, Client.JSON.readTree(response.body()).at("/error/message").asText().lines().count());
    }
}
