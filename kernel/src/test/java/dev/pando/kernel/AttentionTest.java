package dev.pando.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pando.testing.Forall;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AttentionTest {

    @Test
    void eachHeadMixesTheValuesItSeesBySoftmaxOfItsScores() {
        Forall.seeds(60, random -> {
            int kvHeads = random.nextInt(1, 4), group = random.nextInt(1, 5), size = random.nextInt(1, 100);
            int heads = kvHeads * group, length = random.nextInt(1, 600), at = random.nextInt(length);
            int from = random.nextInt(at + 1);
            float[] k = Samples.floats(random, length * kvHeads * size);
            float[] v = Samples.floats(random, length * kvHeads * size);
            float[] q = Samples.floats(random, heads * size), out = new float[heads * size];
            float scale = (float) (1 / Math.sqrt(size));
            KeyValues cache = filled(kvHeads, size, k, v, length);
            try (Workers workers = new Workers(2)) {
                Attention.attend(workers, new Scratch(), heads, scale, q, 0, q.length, out, 0, new KeyValues[]{cache},
                        new int[]{from}, new int[]{at + 1});
            }
            for (int h = 0; h < heads; h++) {
                double[] exact = exact(q, h, h / group, kvHeads, size, k, v, scale, from, at + 1);
                for (int d = 0; d < size; d++) assertEquals(exact[d], out[h * size + d], 2e-5);
            }
        });
    }

    @Test
    void aHeadHasTheBitsOfItsTwin() {
        Forall.seeds(60, random -> {
            int kvHeads = random.nextInt(1, 4), group = random.nextInt(1, 9), size = random.nextInt(1, 140);
            int heads = kvHeads * group, n = kvHeads * size, tokens = random.nextInt(1, 9), odd = random.nextInt(3);
            int length = random.nextInt(tokens, 600), window = random.nextInt(1, 700);
            float[] k = Samples.floats(random, length * n), v = Samples.floats(random, length * n);
            int width = heads * size, stride = width + random.nextInt(5);
            float[] q = Samples.floats(random, odd + tokens * stride), out = new float[odd + tokens * width];
            KeyValues[] caches = new KeyValues[tokens];
            Arrays.fill(caches, filled(kvHeads, size, k, v, length));
            int[] from = new int[tokens], to = new int[tokens];
            for (int t = 0; t < tokens; t++) {
                to[t] = length - tokens + t + 1;
                from[t] = Math.max(0, to[t] - window);
            }
            try (Workers workers = new Workers(2)) {
                Attention.attend(workers, new Scratch(), heads, 0.3f, q, odd, stride, out, odd, caches, from, to);
            }
            for (int t = 0; t < tokens; t++) {
                for (int h = 0; h < heads; h++) {
                    int at = odd + t * width + h * size;
                    float[] twin = Twins.attend(q, odd + t * stride + h * size, size, k, v, h / group * size, n, 0.3f,
                            from[t], to[t]);
                    Same.bits(twin, Arrays.copyOfRange(out, at, at + size));
                }
            }
        });
    }

    @Test
    void manyTokensOfManySequencesGiveTheBitsOfEachAlone() {
        Forall.seeds(20, random -> {
            int kvHeads = random.nextInt(1, 4), heads = kvHeads * random.nextInt(1, 8),
                    size = 8 * random.nextInt(1, 17);
            int tokens = random.nextInt(1, 40), length = random.nextInt(tokens, 400);
            int n = kvHeads * size, width = heads * size;
            KeyValues[] caches = new KeyValues[tokens];
            int[] from = new int[tokens], to = new int[tokens];
            float[] q = Samples.floats(random, tokens * width), together = new float[tokens * width];
            for (int t = 0; t < tokens; t++) {
                boolean same = t > 0 && random.nextInt(5) > 0;
                caches[t] = same
                        ? caches[t - 1]
                        : filled(kvHeads, size, Samples.floats(random, length * n),
                                Samples.floats(random, length * n), length);
                to[t] = same ? Math.min(length, to[t - 1] + 1) : random.nextInt(1, length + 1);
                from[t] = random.nextBoolean() ? 0 : random.nextInt(to[t]);
            }
            try (Workers three = new Workers(3); Workers one = new Workers(1)) {
                Attention.attend(three, new Scratch(), heads, 0.125f, q, 0, width, together, 0, caches, from, to);
                for (int t = 0; t < tokens; t++) {
                    float[] alone = new float[width];
                    Attention.attend(one, new Scratch(), heads, 0.125f, q, t * width, width, alone, 0,
                            new KeyValues[]{caches[t]}, new int[]{from[t]}, new int[]{to[t]});
                    Same.bits(alone, Arrays.copyOfRange(together, t * width, (t + 1) * width));
                }
            }
        });
    }

    @Test
    void aPositionThatWasNeverPutIsRefused() {
        KeyValues cache = new KeyValues(1, 4);
        cache.put(0, new float[4], 0, new float[4], 0);
        try (Workers workers = new Workers(1)) {
            assertThrows(IndexOutOfBoundsException.class,
                    () -> Attention.attend(workers, new Scratch(), 1, 1, new float[4], 0, 4, new float[4], 0,
                            new KeyValues[]{cache}, new int[]{0}, new int[]{100_000}));
        }
    }

    @Test
    void aSharedPrefixAnswersAsItsOriginal() {
        Forall.seeds(20, random -> {
            int length = random.nextInt(1, 700);
            KeyValues a = filled(2, 8, Samples.floats(random, length * 16), Samples.floats(random, length * 16),
                    length);
            KeyValues b = new KeyValues(2, 8);
            b.copyPrefix(a, length);
            float[] q = Samples.floats(random, 32), outA = new float[32], outB = new float[32];
            try (Workers workers = new Workers(1)) {
                for (KeyValues cache : new KeyValues[]{a, b}) {
                    Attention.attend(workers, new Scratch(), 4, 1, q, 0, 32, cache == a ? outA : outB, 0,
                            new KeyValues[]{cache}, new int[]{0}, new int[]{length});
                }
            }
            Same.bits(outA, outB);
        });
    }

    private static KeyValues filled(int kvHeads, int size, float[] k, float[] v, int length) {
        KeyValues cache = new KeyValues(kvHeads, size);
        for (int p = 0; p < length; p++) cache.put(p, k, p * kvHeads * size, v, p * kvHeads * size);
        return cache;
    }

    private static double[] exact(float[] q, int h, int kvHead, int kvHeads, int size, float[] k, float[] v,
            float scale, int from, int to) {
        double[] scores = new double[to - from], out = new double[size];
        for (int p = from; p < to; p++) {
            for (int d = 0; d < size; d++) {
                scores[p - from] += scale * q[h * size + d] * (double) k[(p * kvHeads + kvHead) * size + d];
            }
        }
        double max = Arrays.stream(scores).max().getAsDouble(), sum = 0;
        for (int i = 0; i < scores.length; i++) sum += scores[i] = Math.exp(scores[i] - max);
        for (int p = from; p < to; p++) {
            for (int d = 0; d < size; d++) {
                out[d] += scores[p - from] / sum * v[(p * kvHeads + kvHead) * size + d];
            }
        }
        return out;
    }
}
