package dev.pando.engine.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.train.Weight.Parameter;
import dev.pando.kernel.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AdamWTest {

    @Test
    void theFirstStepMovesEachWeightByTheRateAgainstItsGradient() {
        Parameter p = Parameter.vector("p", 2, 1);
        p.grad()[0] = 0.3f;
        p.grad()[1] = -20;
        try (Workers workers = new Workers(1)) {
            var settings = new AdamW.Settings(0.9f, 0.999f, 1e-8f, 0, 0);
            assertEquals(20.002f, new AdamW(workers, settings, List.of(p)).step(0.1f), 1e-2);
        }
        assertArrayEquals(new float[]{0.9f, 1.1f}, p.value(), 1e-6f);
        assertArrayEquals(new float[2], p.grad());
    }

    @Test
    void aSmallNetworkLearnsAndTheSameSeedGivesTheSameBitsOnAnyNumberOfThreads() {
        float[] one = learn(1), two = learn(2);
        assertArrayEquals(one, two);
        assertTrue(one[one.length - 1] < 0.3f * one[one.length - 2],
                "loss " + one[one.length - 2] + " → " + one[one.length - 1]);
    }

    /// Weights of a tiny byte-pair predictor after 60 steps, then its first and last loss.
    private static float[] learn(int threads) {
        SplittableRandom random = new SplittableRandom(1);
        int n = 12, width = 16, rows = 40;
        Parameter table = filled(random, "table", n, width), w = filled(random, "w", width, width);
        Parameter norm = Parameter.vector("norm", width, 1), head = filled(random, "head", n, width);
        int[] tokens = random.ints(rows, 0, n).toArray(), targets = new int[rows];
        for (int i = 0; i < rows; i++) targets[i] = (tokens[i] * 5 + 3) % n;
        float first = 0, last = 0;
        try (Workers workers = new Workers(threads)) {
            Tape tape = new Tape(workers);
            AdamW adam = new AdamW(workers, AdamW.Settings.usual(), List.of(table, w, norm, head));
            Schedule schedule = new Schedule(0.02f, 0.002f, 5, 60);
            for (int step = 0; step < 60; step++) {
                tape.reset();
                Node x = tape.embedding(table, tokens);
                Node y = tape.add(x, tape.gelu(tape.linear(tape.rmsNorm(x, norm, 1e-5f), w, null)));
                last = tape.crossEntropy(y, head, targets);
                if (step == 0) first = last;
                tape.backward();
                adam.step(schedule.rate(step));
            }
        }
        List<Float> all = new ArrayList<>();
        for (Parameter p : List.of(table, w, norm, head)) for (float value : p.value()) all.add(value);
        all.add(first);
        all.add(last);
        float[] result = new float[all.size()];
        for (int i = 0; i < result.length; i++) result[i] = all.get(i);
        return result;
    }

    private static Parameter filled(SplittableRandom random, String name, int rows, int columns) {
        Parameter p = Parameter.matrix(name, rows, columns);
        for (int i = 0; i < p.value().length; i++) p.value()[i] = (float) (random.nextGaussian() / Math.sqrt(columns));
        return p;
    }

    @Test
    void aRunThatIsRestoredGoesOnWithTheSameBits() {
        try (Workers workers = new Workers(1)) {
            Parameter a = Parameter.vector("p", 3, 1), b = Parameter.vector("p", 3, 1);
            AdamW whole = new AdamW(workers, AdamW.Settings.usual(), List.of(a));
            AdamW early = new AdamW(workers, AdamW.Settings.usual(), List.of(b)), late;
            for (int i = 0; i < 3; i++) step(whole, a, i);
            for (int i = 0; i < 2; i++) step(early, b, i);
            late = new AdamW(workers, AdamW.Settings.usual(), List.of(b));
            late.restore(early.steps(), early.state());
            step(late, b, 2);
            assertArrayEquals(a.value(), b.value());
            assertThrows(IllegalArgumentException.class, () -> late.restore(1, List.of(new float[3])));
        }
    }

    private static void step(AdamW adam, Parameter p, int step) {
        for (int i = 0; i < p.grad().length; i++) p.grad()[i] = step - i * 0.7f;
        adam.step(0.01f);
    }

    @Test
    void theRateRisesInALineAndFallsInHalfACosine() {
        Schedule schedule = new Schedule(1, 0.1f, 10, 110);
        assertEquals(0.1f, schedule.rate(0), 1e-6);
        assertEquals(1, schedule.rate(9), 1e-6);
        assertEquals(0.55f, schedule.rate(60), 1e-3);
        assertEquals(0.1f, schedule.rate(110), 1e-6);
        assertThrows(IllegalArgumentException.class, () -> new Schedule(1, 0, 11, 10));
    }
}
