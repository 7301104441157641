package dev.pando.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pando.kernel.Gemm.Form;
import dev.pando.testing.Forall;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class GemmTest {

    @Test
    void everyFormEqualsItsScalarTwinBitForBitOnAnyShapeAndSlice() {
        Forall.seeds(150, random -> {
            int m = random.nextInt(1, 40), n = random.nextInt(1, 150), k = random.nextInt(0, 900);
            Form form = Form.values()[random.nextInt(3)];
            boolean accumulate = random.nextBoolean();
            int aOffset = random.nextInt(9), bOffset = random.nextInt(9), cOffset = random.nextInt(9);
            float[] a = numbers(random, aOffset + m * k), b = numbers(random, bOffset + k * n);
            float[] c = numbers(random, cOffset + m * n + 3), expected = c.clone();
            twin(form, m, n, k, a, aOffset, b, bOffset, expected, cOffset, accumulate);
            try (Workers workers = new Workers(random.nextInt(1, 4))) {
                new Gemm().multiply(workers, form, m, n, k, a, aOffset, b, bOffset, c, cOffset, accumulate);
            }
            for (int i = 0; i < c.length; i++) {
                assertEquals(Float.floatToRawIntBits(expected[i]), Float.floatToRawIntBits(c[i]), "element " + i);
            }
        });
    }

    @Test
    void oneGemmServesShapesOfAnyOrder() {
        Gemm gemm = new Gemm();
        try (Workers workers = new Workers(1)) {
            for (int size : new int[]{70, 3, 100}) {
                float[] a = new float[size * size], b = new float[size * size], c = new float[size * size];
                for (int i = 0; i < size; i++) a[i * size + i] = 1;
                for (int i = 0; i < b.length; i++) b[i] = i;
                gemm.multiply(workers, Form.AB, size, size, size, a, 0, b, 0, c, 0, false);
                assertArrayEquals(b, c);
            }
        }
    }

    @Test
    void anOperandThatIsTooShortIsRefusedAndNothingIsWritten() {
        float[] c = {1, 1, 1, 1};
        try (Workers workers = new Workers(1)) {
            assertThrows(IndexOutOfBoundsException.class, () -> new Gemm().multiply(workers, Form.AB, 2, 2, 2,
                    new float[3], 0, new float[4], 0, c, 0, false));
        }
        assertArrayEquals(new float[]{1, 1, 1, 1}, c);
    }

    /// The meaning: one chain of fused multiply-adds per output.
    private static void twin(Form form, int m, int n, int k, float[] a, int aOffset, float[] b, int bOffset, float[] c,
            int cOffset, boolean accumulate) {
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                float sum = accumulate ? c[cOffset + i * n + j] : 0;
                for (int d = 0; d < k; d++) {
                    float left = form == Form.AT_B ? a[aOffset + d * m + i] : a[aOffset + i * k + d];
                    float right = form == Form.A_BT ? b[bOffset + j * k + d] : b[bOffset + d * n + j];
                    sum = Math.fma(left, right, sum);
                }
                c[cOffset + i * n + j] = sum;
            }
        }
    }

    private static float[] numbers(RandomGenerator random, int length) {
        float[] numbers = new float[length];
        for (int i = 0; i < length; i++) numbers[i] = (float) random.nextGaussian();
        return numbers;
    }
}
