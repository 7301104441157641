package dev.pando.engine.learn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.model.Architecture;
import dev.pando.engine.model.Batch;
import dev.pando.engine.model.Forward;
import dev.pando.engine.model.Model;
import dev.pando.engine.model.Site;
import dev.pando.engine.model.TinyModel;
import dev.pando.engine.model.TinyModel.Shape;
import dev.pando.engine.train.AdamW;
import dev.pando.engine.train.Tape;
import dev.pando.engine.weights.ModelFile;
import dev.pando.kernel.Workers;
import dev.pando.kernel.tensor.TensorType;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DecoderTest {

    private static final int LENGTH = 20;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void theLossOnATapeIsTheLossOfTheEngine(Architecture architecture) {
        TinyModel tiny = new TinyModel(Shape.of(architecture), 3);
        int[] tokens = tiny.tokens(LENGTH, 3), targets = next(tokens);
        try (ModelFile file = ModelFile.open(tiny.write(folder.resolve("tiny.gguf")));
                Workers workers = new Workers(1)) {
            float loss = Decoder.frozen(file, LENGTH).loss(new Tape(workers), tokens, targets, LENGTH, null, false);
            assertEquals(engineLoss(file, workers, tokens, targets), loss, 1e-4);
        }
    }

    private static int[] next(int[] tokens) {
        int[] targets = Arrays.copyOfRange(tokens, 1, tokens.length + 1);
        targets[targets.length - 1] = -1;
        return targets;
    }

    private static double engineLoss(ModelFile file, Workers workers, int[] tokens, int[] targets) {
        try (Model model = Model.load(file, workers)) {
            Forward forward = new Forward(model, workers);
            int n = model.config().vocabulary();
            float[] hidden = new float[tokens.length * model.config().width()], logits = new float[tokens.length * n];
            forward.embed(tokens, hidden);
            forward.run(model.range(), Batch.of(model.newCache(tokens.length), tokens.length), hidden);
            int[] rows = new int[tokens.length];
            for (int i = 0; i < rows.length; i++) rows[i] = i;
            forward.head(hidden, rows, logits);
            double loss = 0;
            for (int row = 0; row < tokens.length - 1; row++) {
                double sum = 0;
                for (int i = 0; i < n; i++) sum += Math.exp(logits[row * n + i]);
                loss += Math.log(sum) - logits[row * n + targets[row]];
            }
            return loss / (tokens.length - 1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LLAMA", "GEMMA3"})
    void anAdapterLearnsOnAQuantisedBaseAndTheSameBitsComeOutHoweverItIsComputed(Architecture architecture) {
        TinyModel tiny = new TinyModel(Shape.quantisable(architecture), 5);
        Path path = tiny.write(folder.resolve("tiny.gguf"), TensorType.Q8_0);
        try (ModelFile file = ModelFile.open(path)) {
            float[] one = learn(file, tiny.tokens(2 * LENGTH, 1), 1, false);
            assertArrayEquals(one, learn(file, tiny.tokens(2 * LENGTH, 1), 2, true));
            assertTrue(one[one.length - 1] < 0.8 * one[one.length - 2],
                    "loss " + one[one.length - 2] + " → " + one[one.length - 1]);
        }
    }

    /// The learned matrices, then the first and the last loss.
    private static float[] learn(ModelFile file, int[] tokens, int threads, boolean recompute) {
        try (Workers workers = new Workers(threads)) {
            Decoder decoder = Decoder.frozen(file, LENGTH);
            Lora lora = new Lora(decoder.config(), new Lora.Settings(4, 8, false, EnumSet.allOf(Site.class)), 9);
            AdamW adam = new AdamW(workers, AdamW.Settings.usual(), lora.parameters());
            Tape tape = new Tape(workers);
            float first = 0, last = 0;
            for (int step = 0; step < 15; step++) {
                tape.reset();
                last = decoder.loss(tape, tokens, next(tokens), LENGTH, lora, recompute);
                if (step == 0) first = last;
                tape.backward();
                adam.step(0.01f);
            }
            int length = lora.parameters().stream().mapToInt(p -> p.value().length).sum(), at = 0;
            float[] all = new float[length + 2];
            for (var p : lora.parameters()) {
                System.arraycopy(p.value(), 0, all, at, p.value().length);
                at += p.value().length;
            }
            all[length] = first;
            all[length + 1] = last;
            return all;
        }
    }
}
