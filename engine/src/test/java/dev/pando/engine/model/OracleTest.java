package dev.pando.engine.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.pando.engine.model.TinyModel.Shape;
import dev.pando.engine.weights.ModelFile;
import dev.pando.kernel.Workers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every architecture against the naive float64 twin, on weights of our own making.
class OracleTest {

    @TempDir
    Path folder;

    @Test
    void everyArchitectureAgreesWithTheNaiveTwin() {
        for (Architecture a : Architecture.values()) {
            for (long seed = 1; seed <= 3; seed++) agree(Shape.of(a), seed);
        }
    }

    @Test
    void everyWayOfStretchingAContextAgreesWithTheNaiveTwin() {
        for (String scaling : List.of("linear", "llama3", "yarn")) agree(Shape.of(Architecture.LLAMA).with(scaling), 5);
        agree(Shape.of(Architecture.PHI3).with("longrope"), 6);
        agree(Shape.of(Architecture.QWEN2).with("yarn"), 7);
        agree(Shape.of(Architecture.GEMMA3).with("linear"), 8); // windowed layers are not stretched
    }

    private void agree(Shape shape, long seed) {
        TinyModel tiny = new TinyModel(shape, seed);
        int[] tokens = tiny.tokens(24, seed);
        double[][] expected = new NaiveTransformer(tiny).logits(tokens);
        try (ModelFile file = ModelFile.open(tiny.write(folder.resolve(shape.architecture() + ".gguf")));
                Workers workers = new Workers(1);
                Model model = Model.load(file, workers)) {
            float[] logits = Whole.logits(model, workers, tokens);
            int n = shape.vocabulary();
            for (int i = 0; i < logits.length; i++) {
                int at = i;
                assertEquals(expected[i / n][i % n], logits[i], 1e-4, () -> shape + " seed " + seed + " row " + at / n);
            }
        }
    }

    @Test
    void anAdapterIsWhatAddingItsProductToTheWeightsIs() {
        for (Architecture a : List.of(Architecture.LLAMA, Architecture.QWEN2, Architecture.GEMMA3)) {
            TinyModel base = new TinyModel(Shape.of(a), 11), merged = new TinyModel(Shape.of(a), 11);
            int[] tokens = base.tokens(12, 3);
            try (ModelFile file = ModelFile.open(base.write(folder.resolve("base.gguf")));
                    Workers workers = new Workers(1);
                    Model model = Model.load(file, workers)) {
                Adapter adapter = adapter(model.config(), merged);
                double[][] expected = new NaiveTransformer(merged).logits(tokens);
                Forward forward = new Forward(model, workers);
                float[] hidden = new float[tokens.length * model.config().width()];
                forward.embed(tokens, hidden);
                KvCache cache = model.newCache(tokens.length);
                forward.run(model.range(), new Batch(List.of(new Batch.Span(cache, 0, tokens.length, adapter))),
                        hidden);
                float[] logits = Whole.head(forward, model, hidden, tokens.length);
                int n = model.config().vocabulary();
                for (int i = 0; i < logits.length; i++) assertEquals(expected[i / n][i % n], logits[i], 1e-4, a.name());
            }
        }
    }

    @Test
    void sequencesWithDifferentAdaptersShareABatchAndKeepTheirBits() {
        TinyModel tiny = new TinyModel(Shape.of(Architecture.LLAMA), 2);
        try (ModelFile file = ModelFile.open(tiny.write(folder.resolve("shared.gguf")));
                Workers workers = new Workers(2);
                Model model = Model.load(file, workers)) {
            Adapter adapter = adapter(model.config(), new TinyModel(Shape.of(Architecture.LLAMA), 3));
            int[] tokens = tiny.tokens(10, 5), twice = new int[20];
            System.arraycopy(tokens, 0, twice, 0, 10);
            System.arraycopy(tokens, 0, twice, 10, 10);
            Forward forward = new Forward(model, workers);
            float[] with = alone(forward, model, tokens, adapter), without = alone(forward, model, tokens, null);
            float[] both = new float[with.length * 2];
            forward.embed(twice, both);
            forward.run(model.range(), new Batch(List.of(new Batch.Span(model.newCache(10), 0, 10, adapter),
                    new Batch.Span(model.newCache(10), 10))), both);
            assertArrayEquals(with, Arrays.copyOf(both, with.length));
            assertArrayEquals(without, Arrays.copyOfRange(both, with.length, both.length));
            assertFalse(Arrays.equals(with, without));
        }
    }

    private static float[] alone(Forward forward, Model model, int[] tokens, Adapter adapter) {
        float[] hidden = new float[tokens.length * model.config().width()];
        forward.embed(tokens, hidden);
        forward.run(model.range(), new Batch(List.of(new Batch.Span(model.newCache(10), 0, tokens.length, adapter))),
                hidden);
        return hidden;
    }

    @Test
    void anObserverSeesEveryLayerAndTheLogits() {
        TinyModel tiny = new TinyModel(Shape.of(Architecture.QWEN3), 2);
        try (ModelFile file = ModelFile.open(tiny.write(folder.resolve("observed.gguf")));
                Workers workers = new Workers(1);
                Model model = Model.load(file, workers)) {
            List<String> seen = new ArrayList<>();
            Forward forward = new Forward(model, workers);
            forward.observe(new Observer() {
                @Override
                public void hidden(int layer, Batch batch, float[] hidden) {
                    seen.add("layer " + layer + ", " + batch.rows() + " rows, " + hidden.length);
                }

                @Override
                public void logits(int rows, float[] logits) {
                    seen.add("logits of " + rows + ", " + logits.length);
                }
            });
            float[] hidden = new float[3 * 20];
            forward.embed(new int[]{1, 2, 3}, hidden);
            forward.run(model.range(), Batch.of(model.newCache(3), 3), hidden);
            forward.head(hidden, new int[]{2}, new float[50]);
            assertEquals(List.of("layer 0, 3 rows, 60", "layer 1, 3 rows, 60", "logits of 1, 50"), seen);
        }
    }

    // An adapter of random matrices; `merged` gets the same change in its weights.
    private static Adapter adapter(ModelConfig c, TinyModel merged) {
        java.util.SplittableRandom random = new java.util.SplittableRandom(17);
        List<Adapter.Delta> deltas = new ArrayList<>();
        for (int layer = 0; layer < c.layers(); layer++) {
            for (Site site : Site.values()) {
                if (random.nextInt(4) == 0) continue;
                int rank = random.nextInt(1, 6), in = site.inputs(c), out = site.outputs(c);
                float[] a = gaussian(random, rank * in), b = gaussian(random, out * rank);
                float[] w = merged.tensors.get("blk." + layer + "." + site.tensor() + ".weight");
                for (int o = 0; o < out; o++) {
                    for (int i = 0; i < in; i++) {
                        double sum = 0;
                        for (int r = 0; r < rank; r++) sum += (double) b[o * rank + r] * a[r * in + i];
                        w[o * in + i] += (float) (0.5 * sum);
                    }
                }
                deltas.add(new Adapter.Delta(layer, site, rank, 0.5f, a, b));
            }
        }
        return new Adapter("random", c, deltas);
    }

    private static float[] gaussian(java.util.SplittableRandom random, int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) values[i] = (float) random.nextGaussian() * 0.1f;
        return values;
    }
}
