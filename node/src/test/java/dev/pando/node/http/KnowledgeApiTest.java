package dev.pando.node.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pando.node.answer.NoModel;
import dev.pando.node.api.InstanceApi;
import dev.pando.node.api.KnowledgeCalls;
import dev.pando.node.api.SharingCalls;
import dev.pando.node.collective.Collective;
import dev.pando.node.collective.Station;
import dev.pando.node.encode.WordEncoder;
import dev.pando.node.exchange.Signing;
import dev.pando.node.gate.Check;
import dev.pando.node.identity.NodeKey;
import dev.pando.node.net.NetConfig;
import dev.pando.node.store.Database;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a node knows and shares, over HTTP; nobody else is there.
class KnowledgeApiTest {

    private static final String KNOWLEDGE = "/knowledge", SHARING = "/sharing", NOTE = KNOWLEDGE + "/notes/{id}";

    @TempDir
    Path folder;
    private Database database;
    private Collective collective;
    private NodeServer node;
    private Documented api;

    @BeforeEach
    void start() throws Exception {
        database = Database.open(folder);
        collective = new Collective(database, new WordEncoder("words"), InstantSource.system(),
                Signing.as(NodeKey.in(folder)));
        Station station = Station.open(collective, new NetConfig(Optional.empty(), List.of()));
        node = NodeServer.start(new NodeServer.Settings(InetAddress.getLoopbackAddress(), 0, ApiTokens.none()),
                new NoModel("none"), NodeServer.Parts.NONE.withOperations(() -> InstanceApi.described(Stream
                        .of(KnowledgeCalls.of(station, new NoModel("none")), SharingCalls.of(station))
                        .flatMap(List::stream).toList())));
        api = new Documented(node.uri());
    }

    @AfterEach
    void stop() {
        node.close();
        collective.close();
        database.close();
    }

    private JsonNode call(String method, String template, String body, Object... named) throws Exception {
        String path = template;
        for (Object value : named) path = path.replaceFirst("\\{[a-z]+}", value.toString());
        return api.call(method, template, path, body);
    }

    private JsonNode get(String template, Object... named) throws Exception {
        return call("GET", template, null, named);
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
        assertEquals(2, get(KNOWLEDGE).get("notes").asInt());
        assertTrue(get(KNOWLEDGE).get("active_cells").asInt() > 18);
        assertEquals(1, api.call("GET", KNOWLEDGE + "/notes", KNOWLEDGE + "/notes?search=frost&limit=5", null)
                .get("notes").size());
        JsonNode answer = call("POST", KNOWLEDGE + "/ask", "{\"question\":\"What does late frost lead to?\"}");
        assertTrue(answer.get("known").asBoolean());
        assertEquals(List.of("late frost", "lost apples", "dear cider"),
                Client.JSON.convertValue(answer.at("/ways/0/names"), List.class));
        assertEquals("you", answer.at("/sources/0/author").asText());
        assertTrue(call("DELETE", NOTE, null, id).get("revoked").asBoolean());
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
        assertFalse(get(SHARING).get("on").asBoolean());
        assertEquals(0, call("POST", SHARING + "/share", "{}").get("leaves").size());
        JsonNode state = call("PUT", SHARING,
                "{\"on\":true,\"rules\":{\"garden\":\"share\"},\"private_words\":[\"rose\"]}");
        assertEquals("share", state.at("/rules/garden").asText());
        assertEquals(Check.values().length, state.get("checks").size());
        JsonNode preview = get(SHARING + "/preview");
        JsonNode shared = call("POST", SHARING + "/share", "{\"at_ms\":" + preview.get("at_ms").asLong() + "}");
        assertEquals(2, shared.get("leaves").size(), "a note and its trace");
        assertEquals(preview.get("leaves"), shared.get("leaves"), "byte for byte");
        assertEquals(2, get(KNOWLEDGE).get("artifacts").asInt());
        assertEquals(0, get(SHARING + "/traffic").get("lines").size(), "nobody is there to take it");
        assertEquals(0, get(SHARING + "/quarantine").get("items").size());
    }

    @Test
    void anAuthorIsInvitedAndBlockedByKey() throws Exception {
        String author = HexFormat.of().formatHex(new byte[32]);
        JsonNode invited = call("POST", SHARING + "/authors/{author}", "{\"invited\":true}", author);
        assertEquals(0.5, invited.at("/authors/" + author + "/reputation").asDouble());
        JsonNode blocked = call("POST", SHARING + "/authors/{author}", "{\"blocked\":true}", author);
        assertEquals(0, blocked.at("/authors/" + author + "/reputation").asDouble());
    }

    @Test
    void everyRowIsServedAsTheDocumentDescribesIt() throws Exception {
        long id = teach("late frost", "lost apples").get("id").asLong();
        assertEquals(1.0, get(NOTE, id).get("reputation").asDouble());
        assertEquals("good", call("POST", NOTE + "/{verdict}", null, id, "good").get("judged").asText());
        byte[] picture = get(KNOWLEDGE + "/grid/{layer}.png", "activation").binaryValue();
        assertArrayEquals(new byte[]{(byte) 0x89, 'P', 'N', 'G'}, Arrays.copyOf(picture, 4));
        call("POST", KNOWLEDGE + "/learn", "{\"text\":\"Dry soil causes small pears.\",\"source\":\"a book\"}");
        assertEquals(2, get(KNOWLEDGE + "/notes").get("notes").size());
        assertTrue(call("POST", KNOWLEDGE + "/ask", "{\"question\":\"What does late frost lead to?\",\"model\":false}")
                .get("known").asBoolean());
        call("PUT", SHARING, "{\"on\":true,\"rules\":{\"garden\":\"share\"}}");
        get(SHARING + "/preview");
        call("POST", SHARING + "/share", "{\"agreed\":[" + id + "]}");
        get(SHARING + "/traffic");
        get(SHARING + "/quarantine");
        anAuthorIsInvitedAndBlockedByKey();
        get(SHARING);
        get(KNOWLEDGE);
        call("DELETE", NOTE, null, id);
        Set<String> left = new TreeSet<>(api.described());
        left.removeAll(api.called());
        assertEquals(Set.of("POST /sharing/peers"), left, "a node that works alone meets nobody");
        api.refused(409, "POST", "/sharing/peers", "{\"address\":\"nowhere\"}");
    }

    @Test
    void aChoiceIsMadeWholeOrNotAtAll() throws Exception {
        JsonNode before = call("PUT", SHARING, "{\"rules\":{\"garden\":\"ask\"}}");
        for (String bad : new String[]{"{\"on\":true,\"rules\":{\"garden\":\"share\",\"house\":\"perhaps\"}}",
                "{\"on\":true,\"private_words\":[\"rose\",7]}", "{\"on\":\"yes\",\"private_words\":[\"rose\"]}",
                "{\"on\":true,\"private_words\":[\"rose\",\" \"]}", "{\"on\":true,\"rules\":\"share\"}"}) {
            api.refused(400, "PUT", SHARING, bad);
        }
        assertEquals(before, get(SHARING));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"POST|/knowledge/ask|{\"question\":\" \"}|400",
            "POST|/knowledge/learn|{}|400", "POST|/knowledge/notes|{\"subject\":\"x\"}|400",
            "POST|/knowledge/notes|no json|400", "GET|/knowledge/notes?limit=many||400",
            "GET|/knowledge/notes?limit=501||400", "DELETE|/knowledge/notes/99||404",
            "POST|/knowledge/notes/1/great||404", "POST|/knowledge/notes/99/good||404",
            "GET|/knowledge/notes/99||404", "GET|/knowledge/grid/flavour.png||404", "GET|/knowledge/none||404",
            "PUT|/knowledge||404", "GET|/sharing/preview?agreed=all||400",
            "POST|/sharing/share|{\"agreed\":[\"1\"]}|400",
            "POST|/sharing/authors/abc|{\"blocked\":true}|400", "POST|/sharing/peers|{}|400"})
    void whatMakesNoSenseIsRefusedInOneLine(String method, String path, String body, int status) throws Exception {
        api.refused(status, method, path, body);
    }
}
