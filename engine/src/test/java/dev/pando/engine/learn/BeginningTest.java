package dev.pando.engine.learn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.train.Tape;
import dev.pando.engine.train.Weight.Parameter;
import dev.pando.engine.vocabulary.BpeTrainer;
import dev.pando.engine.weights.ModelFile;
import dev.pando.kernel.Workers;
import dev.pando.kernel.tensor.TensorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BeginningTest {

    private static final NewModel.Shape SHAPE = new NewModel.Shape(5, 192, 6, 6, 64, 256);
    private static final int BYTES = 256;

    @TempDir
    Path folder;

    @Test
    void aModelThatHasLearnedNothingContinuesWhatItHasSeen() throws IOException {
        int[] tokens = new SplittableRandom(4).ints(120, 0, BYTES).toArray();
        System.arraycopy(tokens, 0, tokens, 60, 60);
        float[] logits = logits(SHAPE, tokens);
        int right = 0, asked = 0;
        for (int i = 62; i < 119; i++) {
            asked++;
            if (best(logits, i) == tokens[i + 1]) right++;
        }
        assertTrue(right > asked / 2, right + " of " + asked);
    }

    @Test
    void aModelWithoutRoomForTheCircuitsBeginsWithNoise() {
        var small = new NewModel("x", new NewModel.Shape(1, 64, 2, 2, 64, 64), BpeTrainer.train(Map.of(), BYTES));
        Parameter q = small.beginning(1).get("blk.0.attn_q.weight");
        for (float w : q.value()) assertTrue(Math.abs(w) < 0.2 && w != 0);
        assertArrayEquals(q.value(), small.beginning(1).get("blk.0.attn_q.weight").value());
    }

    private int best(float[] logits, int row) {
        int n = logits.length / 120, best = 0;
        for (int i = 1; i < n; i++) if (logits[row * n + i] > logits[row * n + best]) best = i;
        return best;
    }

    private float[] logits(NewModel.Shape shape, int[] tokens) throws IOException {
        NewModel model = new NewModel("x", shape, BpeTrainer.train(Map.of(), BYTES));
        GgufExport.write(model, model.beginning(1).values(), TensorType.F32, folder.resolve("m.gguf"));
        try (ModelFile file = ModelFile.open(folder.resolve("m.gguf")); Workers workers = new Workers(1)) {
            return Decoder.learning(file, tokens.length).logits(Tape.measuring(workers), tokens, tokens.length, null);
        }
    }
}
