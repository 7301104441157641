package dev.pando.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pando.testing.Forall;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class WorkersTest {

    @Test
    void everyPartRunsExactlyOnceOnAnyNumberOfThreads() {
        Forall.seeds(50, random -> {
            int threads = random.nextInt(1, 5), phases = random.nextInt(1, 200), parts = random.nextInt(0, 40);
            AtomicIntegerArray runs = new AtomicIntegerArray(parts);
            try (Workers workers = new Workers(threads)) {
                for (int i = 0; i < phases; i++) workers.run(parts, runs::incrementAndGet);
            }
            for (int i = 0; i < parts; i++) assertEquals(phases, runs.get(i), "part " + i);
        });
    }

    @Test
    void aPartThatThrowsReachesTheCallerAndTheNextPhaseStillRuns() {
        try (Workers workers = new Workers(2)) {
            assertThrows(IllegalStateException.class, () -> workers.run(8, i -> {
                if (i == 5) throw new IllegalStateException("five");
            }));
            AtomicInteger runs = new AtomicInteger();
            workers.run(8, i -> runs.incrementAndGet());
            assertEquals(8, runs.get());
        }
    }

    @Test
    void whoHasRestedWorksAgain() {
        Forall.seeds(20, random -> {
            AtomicInteger runs = new AtomicInteger();
            int wanted = 0;
            try (Workers workers = new Workers(random.nextInt(1, 5))) {
                for (int i = 0; i < 200; i++) {
                    int parts = random.nextInt(0, 8);
                    workers.run(parts, _ -> runs.incrementAndGet());
                    wanted += parts;
                    if (random.nextBoolean()) workers.rest();
                    if (random.nextInt(4) == 0) workers.rest();
                }
            }
            assertEquals(wanted, runs.get());
        });
    }

    @Test
    void nobodyRestsWhileAnotherWorks() {
        try (Workers workers = new Workers(2)) {
            assertThrows(IllegalStateException.class, () -> workers.run(2, _ -> workers.rest()));
        }
    }

    @Test
    void aClosedPoolRefusesWork() {
        Workers workers = new Workers(2);
        workers.close();
        assertThrows(IllegalStateException.class, () -> workers.run(2, i -> {}));
    }

    @Test
    void aPoolWithoutThreadsIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Workers(0));
    }
}
