package dev.pando.engine.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.reference.ByteGpt.Shape;
import dev.pando.engine.train.AdamW;
import dev.pando.engine.train.Tape;
import dev.pando.engine.train.Weight.Parameter;
import dev.pando.kernel.Workers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ByteGptTest {

    private static final Shape SMALL = new Shape(2, 16, 2, 24);
    private static final byte[] TEXT = "the quaking aspen spreads by its roots; ".repeat(20)
            .getBytes(StandardCharsets.US_ASCII);

    private static int[][] batch(int step, int rows, int length) {
        int[] tokens = new int[rows * length], targets = new int[rows * length];
        SplittableRandom random = new SplittableRandom(step);
        for (int row = 0; row < rows; row++) {
            int from = random.nextInt(TEXT.length - length);
            for (int i = 0; i < length; i++) {
                tokens[row * length + i] = TEXT[from + i];
                targets[row * length + i] = TEXT[from + i + 1];
            }
        }
        return new int[][]{tokens, targets};
    }

    private static float train(ByteGpt model, ByteLora lora, int steps, Workers workers) {
        List<Parameter> learns = lora == null ? model.parameters() : lora.parameters();
        AdamW adam = new AdamW(workers, new AdamW.Settings(0.9f, 0.99f, 1e-8f, 0, 1), learns);
        Tape tape = new Tape(workers);
        float loss = 0;
        for (int step = 0; step < steps; step++) {
            int[][] batch = batch(step, 4, 24);
            tape.reset();
            loss = model.loss(tape, batch[0], batch[1], 24, lora);
            tape.backward();
            adam.step(0.01f);
        }
        return loss;
    }

    @Test
    void centramsModelHasAsManyNumbersAsItSays() {
        assertEquals(842_496, ByteGpt.begin(Shape.centram(), 1).size());
        assertEquals(65_536, ByteLora.begin(Shape.centram(), 8, 1).size());
    }

    @Test
    void itLearnsASentence() {
        try (Workers workers = new Workers(2)) {
            assertTrue(train(ByteGpt.begin(SMALL, 1), null, 150, workers) < 1);
        }
    }

    @Test
    void anAdapterLearnsWhileTheBaseStaysAsItIs() {
        try (Workers workers = new Workers(2)) {
            ByteGpt base = ByteGpt.begin(SMALL, 1);
            train(base, null, 20, workers);
            float[] before = base.parameters().getFirst().value().clone();
            ByteLora lora = ByteLora.begin(SMALL, 4, 2);
            int[][] batch = batch(99, 4, 24);
            float alone = base.loss(Tape.measuring(workers), batch[0], batch[1], 24, null);
            assertEquals(alone, base.loss(Tape.measuring(workers), batch[0], batch[1], 24, lora));
            assertTrue(train(base.frozen(), lora, 100, workers) < alone - 0.1);
            assertArrayEquals(before, base.parameters().getFirst().value());
            assertNull(base.frozen().parameters().getFirst().grad());
        }
    }

    @Test
    void whatAnAdapterChangesIsTheAdapter() {
        try (Workers workers = new Workers(1)) {
            ByteGpt base = ByteGpt.begin(SMALL, 1);
            ByteLora lora = ByteLora.begin(SMALL, 4, 2);
            train(base.frozen(), lora, 10, workers);
            int[][] batch = batch(7, 2, 24);
            float learned = base.loss(Tape.measuring(workers), batch[0], batch[1], 24, lora);
            float again = base.loss(Tape.measuring(workers), batch[0], batch[1], 24, ByteLora.of(lora.changes()));
            assertEquals(learned, again, 1e-5f);
        }
    }

    @Test
    void theSameSeedGivesTheSameBitsOnOneThreadAndOnTwo() {
        ByteLora one = trained(1), two = trained(2);
        for (int i = 0; i < one.parameters().size(); i++) {
            assertArrayEquals(one.parameters().get(i).value(), two.parameters().get(i).value());
        }
    }

    private static ByteLora trained(int threads) {
        try (Workers workers = new Workers(threads)) {
            ByteLora lora = ByteLora.begin(SMALL, 4, 2);
            train(ByteGpt.begin(SMALL, 1).frozen(), lora, 15, workers);
            return lora;
        }
    }

    @Test
    void theGradientIsTheSlope() {
        try (Workers workers = new Workers(1)) {
            ByteGpt model = ByteGpt.begin(new Shape(1, 8, 2, 6), 4);
            for (Parameter p : model.parameters()) for (int i = 0; i < p.value().length; i++) p.value()[i] *= 2;
            int[] tokens = {1, 2, 3, 4, 5, 6}, targets = {2, 3, 4, 5, 6, 7};
            Tape tape = new Tape(workers);
            model.loss(tape, tokens, targets, 6, null);
            tape.backward();
            for (Parameter p : model.parameters()) {
                int at = p.name().equals("token") ? 3 * 8 : p.value().length / 2;
                float was = p.value()[at], step = 5e-3f;
                p.value()[at] = was + step;
                float up = model.loss(Tape.measuring(workers), tokens, targets, 6, null);
                p.value()[at] = was - step;
                float down = model.loss(Tape.measuring(workers), tokens, targets, 6, null);
                p.value()[at] = was;
                assertEquals((up - down) / (2 * step), p.grad()[at], 3e-3 + 0.02 * Math.abs(p.grad()[at]), p.name());
            }
        }
    }

    @Test
    void aContextHasAnEnd() {
        try (Workers workers = new Workers(1)) {
            assertThrows(IllegalArgumentException.class, () -> ByteGpt.begin(SMALL, 1)
                    .loss(Tape.measuring(workers), new int[25], new int[25], 25, null));
        }
    }
}
