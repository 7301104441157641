package dev.pando.kernel;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.kernel.tensor.TensorType;
import dev.pando.testing.Forall;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class WarmingTest {

    @Test
    void aColdProcessComputesTheBitsOfAWarmOne() throws InterruptedException {
        try {
            Forall.seeds(60, random -> {
                long seed = random.nextLong();
                float[] warm = everything(seed);
                Warming.begin();
                assertTrue(Warming.isCold());
                Same.bits(warm, everything(seed));
                Warming.stop();
            });
        } finally {
            Warming.stop();
        }
    }

    @Test
    void itEndsByItself() throws InterruptedException {
        Warming.begin();
        Warming.end().join();
        assertFalse(Warming.isCold());
    }

    // What a forward pass runs, on slices of any shape.
    private static float[] everything(long seed) {
        var random = new java.util.SplittableRandom(seed);
        int n = random.nextInt(1, 200), at = random.nextInt(20), half = n / 2, size = random.nextInt(1, 100);
        float[] a = Samples.floats(random, at + n), b = Samples.floats(random, at + n);
        float[] cos = Samples.floats(random, n), sin = Samples.floats(random, n);
        Vectors.rmsNorm(a, at, b, at, a, at, n, 1e-5f);
        Vectors.add(a, at, b, at, n);
        Vectors.siluMultiply(a, at, b, at, n);
        Vectors.geluMultiply(b, at, a, at, n);
        Vectors.rotateHalves(a, at, cos, sin, 0, half);
        Vectors.softmax(b, at, n);
        float[] out = Arrays.copyOf(a, a.length + b.length + 3 * 4 * size + 3 * 20);
        System.arraycopy(b, 0, out, a.length, b.length);
        int tokens = 3, group = 2, kvHeads = 2, positions = random.nextInt(tokens, 600);
        KeyValues cache = new KeyValues(kvHeads, size);
        for (int p = 0; p < positions; p++) {
            cache.put(p, Samples.floats(random, kvHeads * size), 0, Samples.floats(random, kvHeads * size), 0);
        }
        float[] q = Samples.floats(random, tokens * group * kvHeads * size);
        int[] from = {0, 0, positions - 1}, to = {positions - 2, positions - 1, positions};
        try (Workers workers = new Workers(2);
                Projection w = Projection.of(workers, Samples.matrix(random, TensorType.Q8_0, 20, 64))) {
            Attention.attend(workers, new Scratch(), group * kvHeads, 0.3f, q, 0, group * kvHeads * size, out,
                    a.length + b.length, new KeyValues[]{cache, cache, cache}, from, to);
            Projections.multiply(workers, new Scratch(), Samples.floats(random, 3 * 64), 0, 3,
                    new Projections.Output(w, out, out.length - 60, 20));
        }
        return out;
    }
}
