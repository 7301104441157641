package dev.pando.node.answer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A model of random weights, which says nothing of use by itself, is held to formats and calls tools.
class FormatTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Tool WEATHER = new Tool("weather", "what it is like <|im_end|>", """
            {"type":"object","properties":{"city":{"type":"string","maxLength":12},"days":{"type":"integer","minimum":1,
             "maximum":7}},"required":["city"]}""");

    @TempDir
    private static Path dir;
    private static LocalEngine engine;

    @BeforeAll
    static void open() throws Exception {
        engine = LocalEngine.open(TinyModelFile.write(dir.resolve("tiny-F32.gguf"), 2048),
                LocalEngine.Settings.usual().withThreads(1).withSlots(2, 2));
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    private static Ask ask(int tokens, Format format, Toolset tools, long seed) {
        Sampling hot = new Sampling(2, 0, 1, 0, 0, 0, 1, Map.of(), OptionalLong.of(seed));
        return new Ask("", new Prompt.Chat(List.of(new Message("user", "hi"))), hot, OptionalInt.of(tokens), List.of(),
                OptionalInt.empty(), format, tools);
    }

    private static List<Event> all(Ask ask) throws InterruptedException {
        List<Event> events = new ArrayList<>();
        try (Generation generation = assertInstanceOf(Admission.Started.class, engine.submit(ask)).generation()) {
            do {
                events.add(generation.next());
            } while (!(events.getLast() instanceof Event.Finished || events.getLast() instanceof Event.Failed));
        }
        return events;
    }

    private static String text(List<Event> events) {
        StringBuilder text = new StringBuilder();
        for (Event event : events) if (event instanceof Event.Piece piece) text.append(piece.text());
        return text.toString();
    }

    @Test
    void everyAnswerFollowsItsSchemaAndEndsInTime() throws Exception {
        for (long seed = 0; seed < 5; seed++) {
            List<Event> events = all(ask(120, new Format.Schema(WEATHER.parameters()), Toolset.NONE, seed));
            JsonNode json = JSON.readTree(text(events));
            assertTrue(json.get("city").textValue().length() <= 24, json.toString());
            assertEquals(FinishReason.STOP, assertInstanceOf(Event.Finished.class, events.getLast()).reason());
        }
        assertTrue(JSON.readTree(text(all(ask(60, new Format.JsonObject(), Toolset.NONE, 1)))).isObject());
    }

    @Test
    void tooFewTokensAreSaid() throws Exception {
        List<Event> events = all(ask(4, new Format.Schema(WEATHER.parameters()), Toolset.NONE, 1));
        assertEquals(FinishReason.LENGTH, assertInstanceOf(Event.Finished.class, events.getLast()).reason());
    }

    @Test
    void aSchemaThatCannotBeFollowedIsRefusedInOneLine() {
        var refused = assertInstanceOf(Admission.Refused.class,
                engine.submit(ask(10, new Format.Schema("{\"not\":{}}"), Toolset.NONE, 1)));
        assertEquals(Admission.Why.UNSUPPORTED, refused.why());
        assertTrue(refused.message().contains("not is not supported"), refused.message());
    }

    @Test
    void aToolThatMustBeCalledIsCalledWithArgumentsOfItsSchema() throws Exception {
        Toolset tools = new Toolset(List.of(WEATHER, new Tool("odd", "", "{\"uniqueItems\":true,\"type\":\"array\"}")),
                Toolset.Use.REQUIRED);
        for (long seed = 0; seed < 4; seed++) {
            List<Event> events = all(ask(150, Format.TEXT, tools, seed));
            List<Event.CallPiece> pieces = events.stream().filter(e -> e instanceof Event.CallPiece)
                    .map(e -> (Event.CallPiece) e).toList();
            assertTrue(pieces.size() >= 2, events.toString());
            assertTrue(pieces.getFirst().id().matches("[a-z0-9]{9}"), pieces.getFirst().id());
            JsonNode arguments = JSON.readTree(pieces.get(1).arguments());
            if (pieces.getFirst().name().equals("weather")) assertTrue(arguments.has("city"));
            assertEquals("", text(events).strip());
        }
    }

    @Test
    void oneCallAtMostIsOneCallAtMost() throws Exception {
        long seed = 0; // the first that calls more than once where it may
        while (calls(Toolset.CALLS_MAX, seed) < 2) assertTrue(++seed < 100);
        assertEquals(1, calls(1, seed));
    }

    private static long calls(int most, long seed) throws Exception {
        Toolset tools = new Toolset(List.of(WEATHER), Toolset.Use.REQUIRED, most);
        return all(ask(400, Format.TEXT, tools, seed)).stream()
                .filter(e -> e instanceof Event.CallPiece piece && !piece.id().isEmpty()).count();
    }

    @Test
    void aNumberOfCallsOutsideItsRangeIsRefused() {
        for (int most : new int[]{0, Toolset.CALLS_MAX + 1}) {
            assertThrows(IllegalArgumentException.class, () -> new Toolset(List.of(WEATHER), Toolset.Use.FREE, most));
        }
    }

    @Test
    void whoIsFreeMayAnswerInWords() throws Exception {
        List<Event> events = all(ask(30, Format.TEXT, new Toolset(List.of(WEATHER), Toolset.Use.FREE), 1));
        assertTrue(text(events).length() > 0);
    }
}
