package dev.pando.engine.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.corpus.TrainingException;
import dev.pando.engine.model.Architecture;
import dev.pando.engine.model.TinyModel;
import dev.pando.engine.model.TinyModel.Shape;
import dev.pando.engine.train.AdamW;
import dev.pando.engine.train.Schedule;
import dev.pando.engine.train.Tape;
import dev.pando.engine.weights.ModelFile;
import dev.pando.kernel.Workers;
import dev.pando.kernel.tensor.TensorType;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryEstimateTest {

    @TempDir
    Path folder;

    @Test
    void whatATapeHoldsIsLittleLessThanWasEstimated() {
        Path path = new TinyModel(Shape.quantisable(Architecture.LLAMA), 3).write(folder.resolve("t.gguf"),
                TensorType.Q8_0);
        try (ModelFile file = ModelFile.open(path); Workers workers = new Workers(1)) {
            for (boolean recompute : new boolean[]{false, true}) {
                Decoder decoder = Decoder.frozen(file, 96);
                within(new Learner(decoder, new Lora(decoder.config(), Lora.Settings.ofRank(4), 1)), recompute,
                        workers);
                within(Learner.of(Decoder.learning(file, 96)), recompute, workers);
            }
        }
    }

    private static void within(Learner learner, boolean recompute, Workers workers) {
        var settings = new TrainingSettings(96, 4, 4, new Schedule(1, 1, 0, 1), AdamW.Settings.usual(), 1, recompute, 1,
                1);
        Tape tape = new Tape(workers);
        int[] tokens = new int[4 * 96];
        for (int step = 0; step < 2; step++) {
            tape.reset();
            learner.loss(tape, tokens, tokens, tokens.length, 96, recompute);
            tape.backward();
        }
        MemoryEstimate estimate = MemoryEstimate.of(learner, settings, 1);
        double ratio = (double) estimate.activations() / tape.heldBytes();
        assertTrue(ratio > 0.8 && ratio < 1.6, "recompute " + recompute + ": estimated " + estimate.activations()
                + ", held " + tape.heldBytes());
        assertTrue(estimate.activations() + estimate.workspace() >= tape.heldBytes());
    }

    @Test
    void garbageIsNoReasonToRefuse() {
        long before = MemoryEstimate.heapLeft();
        byte[][] living = new byte[32][1 << 20];
        long beside = MemoryEstimate.heapLeft();
        assertTrue(beside <= before - (24L << 20), before + " before, " + beside + " beside " + living.length + " MiB");
        for (int i = 0; i < 512; i++) living[i % 32] = new byte[1 << 20];
        assertTrue(Math.abs(MemoryEstimate.heapLeft() - beside) < 8L << 20, "garbage counts");
    }

    @Test
    void whatDoesNotFitIsRefusedWithNumbers() {
        MemoryEstimate estimate = new MemoryEstimate(300L << 20, 2_000L << 20, 100L << 20);
        estimate.mustFit(2_400L << 20);
        var e = assertThrows(TrainingException.class, () -> estimate.mustFit((2_400L << 20) - 1));
        assertEquals(
                "training needs 2400 MiB (weights and optimiser 300 MiB, activations 2000 MiB, workspace 100 MiB), "
                        + "2399 MiB is there: shorter sequences or smaller micro-batches need less, -Xmx gives more",
                e.getMessage());
    }
}
