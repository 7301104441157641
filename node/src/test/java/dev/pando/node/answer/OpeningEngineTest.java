package dev.pando.node.answer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class OpeningEngineTest {

    private static final Ask ASK = new Ask("", new Prompt.Text("x"), Sampling.GREEDY, OptionalInt.of(1), List.of(),
            OptionalInt.empty());

    @Test
    void aQuestionWaitsUntilTheModelIsThere() throws InterruptedException {
        CountDownLatch loaded = new CountDownLatch(1);
        ChatEngine engine = new OpeningEngine(() -> {
            await(loaded);
            return new NoModel("there is none");
        });
        AtomicReference<Admission> admission = new AtomicReference<>();
        Thread asker = Thread.ofPlatform().start(() -> admission.set(engine.submit(ASK)));
        while (asker.getState() != Thread.State.WAITING) Thread.onSpinWait();
        loaded.countDown();
        asker.join();
        assertInstanceOf(Admission.Refused.class, admission.get());
        assertEquals(new Load(0, 0, 0, 0), engine.load());
        assertTrue(engine.models().isEmpty());
    }

    @Test
    void whatKeptItFromOpeningIsToldToEverybody() {
        OpeningEngine engine = new OpeningEngine(() -> {
            throw new IllegalArgumentException("broken at byte 7");
        });
        assertEquals("broken at byte 7", assertThrows(IllegalArgumentException.class, engine::opened).getMessage());
        assertThrows(IllegalArgumentException.class, () -> engine.submit(ASK));
        engine.close();
    }

    @Test
    void closingWaitsForTheModelAndClosesIt() {
        AtomicBoolean open = new AtomicBoolean(true);
        ChatEngine engine = new OpeningEngine(() -> new ChatEngine() {
            @Override
            public List<ModelCard> models() {
                return List.of();
            }

            @Override
            public Admission submit(Ask ask) {
                return new Admission.Refused(Admission.Why.NO_MODEL, "none");
            }

            @Override
            public Load load() {
                return new Load(0, 0, 0, 0);
            }

            @Override
            public void close() {
                open.set(false);
            }
        });
        engine.close();
        assertFalse(open.get());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
