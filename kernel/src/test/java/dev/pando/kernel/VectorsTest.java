package dev.pando.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.testing.Forall;
import java.util.random.RandomGenerator;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;

class VectorsTest {

    /// Two slices `a` and `b` of `n` elements at `at` inside longer arrays.
    private interface OnSlices {
        void check(float[] a, float[] b, int at, int n, RandomGenerator random);
    }

    private static void onAnySlices(OnSlices property) {
        Forall.seeds(200, random -> {
            int at = random.nextInt(20), n = random.nextInt(200), rest = random.nextInt(20);
            property.check(Samples.floats(random, at + n + rest), Samples.floats(random, at + n + rest), at, n, random);
        });
    }

    @Test
    void sumsHaveTheBitsOfTheirTwins() {
        onAnySlices((a, b, at, n, random) -> {
            Same.bits(Twins.dot(a, at, b, at, n), Vectors.dot(a, at, b, at, n), "dot");
            Same.bits(Twins.sum(a, at, n), Vectors.sum(a, at, n), "sum");
            float max = Float.NEGATIVE_INFINITY;
            for (int i = 0; i < n; i++) max = Math.max(max, a[at + i]);
            Same.bits(max, Vectors.max(a, at, n), "max");
        });
    }

    @Test
    void elementsAreAddedAndScaledInsideTheirSliceOnly() {
        onAnySlices((a, b, at, n, random) -> {
            float f = random.nextFloat();
            float[] sum = a.clone(), scaled = a.clone(), fused = a.clone();
            for (int i = at; i < at + n; i++) {
                sum[i] += b[i];
                scaled[i] *= f;
                fused[i] = Math.fma(f, b[i], fused[i]);
            }
            float[] y = a.clone();
            Vectors.add(y, at, b, at, n);
            Same.bits(sum, y);
            y = a.clone();
            Vectors.scale(y, at, f, n);
            Same.bits(scaled, y);
            y = a.clone();
            Vectors.addScaled(y, at, f, b, at, n);
            Same.bits(fused, y);
        });
    }

    @Test
    void normsHaveTheBitsOfTheirTwins() {
        onAnySlices((a, b, at, n, random) -> {
            float[] twin = a.clone(), y = a.clone();
            Twins.rmsNorm(twin, at, b, n, 1e-5f);
            Vectors.rmsNorm(y, at, y, at, b, 0, n, 1e-5f);
            Same.bits(twin, y);
        });
    }

    @Test
    void aLayerNormHasMeanZeroAndVarianceOne() {
        Forall.seeds(50, random -> {
            int n = random.nextInt(2, 300);
            float[] x = Samples.floats(random, n), y = new float[n], one = new float[n];
            java.util.Arrays.fill(one, 1);
            Vectors.layerNorm(y, 0, x, 0, one, new float[n], 0, n, 0);
            assertEquals(0, Vectors.sum(y, 0, n) / n, 1e-5);
            assertEquals(1, Vectors.dot(y, 0, y, 0, n) / n, 1e-4);
        });
    }

    @Test
    void activationsHaveTheBitsOfTheirTwins() {
        onAnySlices((a, b, at, n, random) -> {
            float wide = random.nextInt(1, 100);
            for (int i = 0; i < a.length; i++) a[i] *= wide;
            float[] silu = a.clone(), gelu = a.clone(), y = a.clone();
            for (int i = at; i < at + n; i++) {
                silu[i] = Twins.silu(a[i]) * b[i];
                gelu[i] = Twins.gelu(a[i]) * b[i];
            }
            Vectors.siluMultiply(y, at, b, at, n);
            Same.bits(silu, y);
            y = a.clone();
            Vectors.geluMultiply(y, at, b, at, n);
            Same.bits(gelu, y);
        });
    }

    @Test
    void theWayBackThroughGeluHasTheBitsOfItsTwin() {
        onAnySlices((a, b, at, n, random) -> {
            float[] x = a.clone(), y = a.clone(), dx = b.clone(), twin = b.clone();
            for (int i = 0; i < x.length; i++) {
                if (random.nextInt(9) == 0) x[i] *= random.nextBoolean() ? 0 : 1e-13f;
                y[i] = Twins.gelu(x[i]);
            }
            for (int i = at; i < at + n; i++) twin[i] += b[i] * Twins.geluSlope(x[i], y[i]);
            Vectors.geluBack(dx, x, y, b, at, n);
            Same.bits(twin, dx);
        });
    }

    @Test
    void aSoftmaxHasTheBitsOfItsTwinAndSumsToOne() {
        onAnySlices((a, b, at, n, random) -> {
            float[] twin = a.clone(), y = a.clone();
            if (n > 0) Twins.softmax(twin, at, n);
            Vectors.softmax(y, at, n);
            Same.bits(twin, y);
            if (n > 0) assertEquals(1, Vectors.sum(y, at, n), 1e-5);
        });
    }

    @Test
    void aRotationKeepsLengthsAndHasTheBitsOfItsTwin() {
        onAnySlices((a, b, at, n, random) -> {
            int half = n / 2;
            float[] cos = new float[half], sin = new float[half], twin = a.clone(), y = a.clone();
            for (int i = 0; i < half; i++) {
                double angle = random.nextDouble(-10, 10);
                cos[i] = (float) Math.cos(angle);
                sin[i] = (float) Math.sin(angle);
                float p = a[at + i], q = a[at + half + i];
                twin[at + i] = Math.fma(p, cos[i], -(q * sin[i]));
                twin[at + half + i] = Math.fma(q, cos[i], p * sin[i]);
            }
            Vectors.rotateHalves(y, at, cos, sin, 0, half);
            Same.bits(twin, y);
            double before = Vectors.dot(a, at, a, at, 2 * half);
            assertEquals(before, Vectors.dot(y, at, y, at, 2 * half), 1e-4 * before);
            y = a.clone();
            Vectors.rotatePairs(y, at, cos, sin, 0, half);
            assertEquals(before, Vectors.dot(y, at, y, at, 2 * half), 1e-4 * before);
        });
    }

    @Test
    void theExponentialIsWithinTwoUlpAndTheSameInVectors() {
        Forall.seeds(50, random -> {
            float[] x = new float[64], y = new float[64];
            for (int i = 0; i < 64; i++) x[i] = random.nextFloat(-100, 100);
            x[0] = Float.NaN;
            x[1] = Float.NEGATIVE_INFINITY;
            x[2] = Float.POSITIVE_INFINITY;
            x[3] = 0;
            for (int i = 0; i < 64; i += Lanes.LENGTH) {
                Exp.of(FloatVector.fromArray(Lanes.FLOATS, x, i)).intoArray(y, i);
            }
            for (int i = 0; i < 64; i++) {
                Same.bits(Exp.of(x[i]), y[i], "exp " + x[i]);
                double exact = StrictMath.exp(x[i]);
                if (x[i] >= -87 && x[i] <= 88.37f)
                    assertEquals(exact, y[i], 2 * Math.ulp((float) exact), "exp " + x[i]);
            }
            assertTrue(Float.isNaN(y[0]));
            assertArrayEquals(new float[]{0, Float.POSITIVE_INFINITY, 1}, new float[]{y[1], y[2], y[3]});
        });
    }

    @Test
    void aSliceThatLeavesItsArrayIsRefused() {
        float[] four = new float[4], eight = new float[8];
        assertThrows(IndexOutOfBoundsException.class, () -> Vectors.dot(four, 1, eight, 0, 4));
        assertThrows(IndexOutOfBoundsException.class, () -> Vectors.add(eight, 0, four, 0, 5));
        assertThrows(IndexOutOfBoundsException.class, () -> Vectors.siluMultiply(four, -1, eight, 0, 4));
        assertThrows(IndexOutOfBoundsException.class, () -> Vectors.max(four, 0, 5));
    }
}
