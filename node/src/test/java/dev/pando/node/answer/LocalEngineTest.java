package dev.pando.node.answer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real file, a real forward pass, words in and out.
class LocalEngineTest {

    @TempDir
    private static Path dir;
    private static LocalEngine engine;

    @BeforeAll
    static void open() throws Exception {
        Path file = TinyModelFile.write(dir.resolve("tiny-F32.gguf"));
        engine = LocalEngine.open(file, LocalEngine.Settings.usual().withThreads(1).withSlots(2, 2));
    }

    @AfterAll
    static void close() {
        engine.close();
        engine.close(); // does nothing
    }

    private static Ask text(String prompt, int tokens) {
        return new Ask("", new Prompt.Text(prompt), Sampling.GREEDY, OptionalInt.of(tokens), List.of(),
                OptionalInt.of(2));
    }

    private static List<Event> all(Ask ask) throws InterruptedException {
        List<Event> events = new ArrayList<>();
        try (Generation generation = assertInstanceOf(Admission.Started.class, engine.submit(ask)).generation()) {
            do {
                events.add(generation.next());
            } while (events.getLast() instanceof Event.Piece);
        }
        return events;
    }

    @Test
    void itIsNamedAfterItsFileAndHasItsContext() {
        assertEquals("tiny-F32", engine.models().getFirst().id());
        assertEquals(TinyModelFile.CONTEXT, engine.models().getFirst().contextTokens());
    }

    @Test
    void anAnswerEndsAtItsTokenLimitWithItsCounts() throws Exception {
        List<Event> events = all(text("abc", 5));
        Event.Finished end = assertInstanceOf(Event.Finished.class, events.getLast());
        if (end.reason() == FinishReason.LENGTH) assertEquals(5, end.usage().completionTokens());
        assertEquals(4, end.usage().promptTokens(), "BOS and three bytes");
        long scored = events.stream().filter(e -> e instanceof Event.Piece)
                .mapToLong(e -> ((Event.Piece) e).scores().size()).sum();
        assertEquals(end.usage().completionTokens(), scored);
    }

    @Test
    void theSameSeedGivesTheSameAnswerAndTheBestTokenIsTheGreedyOne() throws Exception {
        Sampling warm = new Sampling(1, 0, 1, 0, 0, 0, 1, java.util.Map.of(), java.util.OptionalLong.of(7));
        Ask ask = new Ask("tiny-F32", new Prompt.Text("x"), warm, OptionalInt.of(20), List.of(), OptionalInt.empty());
        assertEquals(words(all(ask)), words(all(ask)));
        for (Event event : all(text("x", 5))) {
            if (event instanceof Event.Piece piece) {
                for (TokenScore score : piece.scores()) assertEquals(score.id(), score.top().getFirst().id());
            }
        }
    }

    @Test
    void anAnswerThatAStopTextEndedSaysWhich() throws Exception {
        String free = words(all(text("abc", 12)));
        String stop = free.substring(2, 4);
        Ask ask = new Ask("", new Prompt.Text("abc"), Sampling.GREEDY, OptionalInt.of(12), List.of("never said", stop),
                OptionalInt.empty());
        List<Event> events = all(ask);
        Event.Finished end = assertInstanceOf(Event.Finished.class, events.getLast());
        assertEquals(FinishReason.STOP, end.reason());
        assertEquals(Optional.of(stop), end.stop());
        assertEquals(free.substring(0, free.indexOf(stop)), words(events));
    }

    private static String words(List<Event> events) {
        StringBuilder text = new StringBuilder();
        for (Event event : events) if (event instanceof Event.Piece piece) text.append(piece.text());
        return text.toString();
    }

    @Test
    void aConversationIsAnswered() throws Exception {
        Ask ask = new Ask("", new Prompt.Chat(List.of(new Message("user", "hi"))), Sampling.GREEDY, OptionalInt.of(4),
                List.of(), OptionalInt.empty());
        assertInstanceOf(Event.Finished.class, all(ask).getLast());
    }

    @Test
    void whatCannotBeAnsweredIsRefusedWithItsKind() {
        var other = new Ask("gpt-4", new Prompt.Text("x"), Sampling.GREEDY, OptionalInt.empty(), List.of(),
                OptionalInt.empty());
        assertEquals(Admission.Why.UNKNOWN_MODEL,
                assertInstanceOf(Admission.Refused.class, engine.submit(other)).why());
        var tooLong = assertInstanceOf(Admission.Refused.class,
                engine.submit(text("x".repeat(TinyModelFile.CONTEXT), 1)));
        assertEquals(Admission.Why.CONTEXT_TOO_SHORT, tooLong.why());
        assertEquals(1, tooLong.message().lines().count());
    }

    @Test
    void aFullQueueIsBusyAndACancelledAnswerFreesItsPlace() throws Exception {
        List<Generation> generations = new ArrayList<>();
        Admission last = engine.submit(text("x", 250));
        while (last instanceof Admission.Started(Generation generation)) {
            generations.add(generation);
            last = engine.submit(text("x", 250));
        }
        assertTrue(assertInstanceOf(Admission.Busy.class, last).retryAfterMs() > 0);
        for (Generation generation : generations) generation.cancel();
        for (Generation generation : generations) {
            Event event;
            do {
                event = generation.next();
            } while (event instanceof Event.Piece);
            assertInstanceOf(Event.Finished.class, event);
        }
        assertFalse(engine.submit(text("x", 1)) instanceof Admission.Busy);
    }
}
