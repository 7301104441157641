package dev.pando.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pando.kernel.Gemm.Form;
import dev.pando.kernel.Gemm.Slice;
import dev.pando.testing.Forall;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class GemmTest {

    @Test
    void everyFormEqualsItsScalarTwinBitForBitOnAnyShapeAndSlice() {
        Forall.seeds(150, random -> {
            check(random, random.nextInt(1, 40), random.nextInt(1, 150), random.nextInt(0, 2_300), 0);
        });
    }

    /// @param stride of both operands, or 0 for any
    private static void check(RandomGenerator random, int m, int n, int k, int stride) {
        Form form = Form.values()[random.nextInt(3)];
        boolean accumulate = random.nextBoolean();
        Slice a = form == Form.AT_B ? slice(random, k, m, stride) : slice(random, m, k, stride);
        Slice b = form == Form.A_BT ? slice(random, n, k, stride) : slice(random, k, n, stride);
        Slice c = slice(random, m, n, 0), expected = new Slice(c.data().clone(), c.offset(), c.stride());
        twin(form, m, n, k, a, b, expected, accumulate);
        try (Workers workers = new Workers(random.nextInt(1, 4))) {
            new Gemm().multiply(workers, form, m, n, k, a, b, c, accumulate);
        }
        for (int i = 0; i < c.data().length; i++) {
            assertEquals(Float.floatToRawIntBits(expected.data()[i]), Float.floatToRawIntBits(c.data()[i]), form + " "
                    + m + " " + n + " " + k + " at " + i);
        }
    }

    @Test
    void productsWithAShortSideEqualTheirScalarTwinBitForBit() {
        Forall.seeds(150, random -> {
            int[] sides = {random.nextInt(1, 40), random.nextInt(1, 150), random.nextInt(1, 600)};
            sides[random.nextInt(3)] = random.nextInt(1, 18);
            check(random, sides[0], sides[1], sides[2], random.nextInt(4) == 0 ? 1_024 : 0);
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
                gemm.multiply(workers, Form.AB, size, size, size, new Slice(a, 0, size), new Slice(b, 0, size),
                        new Slice(c, 0, size), false);
                assertArrayEquals(b, c);
            }
        }
    }

    @Test
    void anOperandThatIsTooShortIsRefusedAndNothingIsWritten() {
        float[] c = {1, 1, 1, 1};
        try (Workers workers = new Workers(1)) {
            Slice good = new Slice(new float[4], 0, 2), result = new Slice(c, 0, 2);
            for (Slice bad : new Slice[]{new Slice(new float[3], 0, 2), new Slice(new float[4], 1, 2),
                    new Slice(new float[9], 0, 1), new Slice(new float[9], -1, 2)}) {
                assertThrows(IndexOutOfBoundsException.class,
                        () -> new Gemm().multiply(workers, Form.AB, 2, 2, 2, bad, good, result, false));
                assertThrows(IndexOutOfBoundsException.class,
                        () -> new Gemm().multiply(workers, Form.AB, 2, 2, 2, good, bad, result, false));
            }
        }
        assertArrayEquals(new float[]{1, 1, 1, 1}, c);
    }

    /// The meaning: one chain of fused multiply-adds per output.
    private static void twin(Form form, int m, int n, int k, Slice a, Slice b, Slice c, boolean accumulate) {
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                int at = c.offset() + i * c.stride() + j;
                float sum = accumulate ? c.data()[at] : 0;
                for (int d = 0; d < k; d++) {
                    float left = form == Form.AT_B ? element(a, d, i) : element(a, i, d);
                    float right = form == Form.A_BT ? element(b, j, d) : element(b, d, j);
                    sum = Math.fma(left, right, sum);
                }
                c.data()[at] = sum;
            }
        }
    }

    private static float element(Slice s, int row, int column) {
        return s.data()[s.offset() + row * s.stride() + column];
    }

    private static Slice slice(RandomGenerator random, int rows, int columns, int fixed) {
        int offset = random.nextInt(9), stride = fixed > 0 ? fixed : columns + random.nextInt(5);
        float[] data = new float[offset + rows * stride + 3];
        for (int i = 0; i < data.length; i++) data[i] = (float) random.nextGaussian();
        return new Slice(data, offset, stride);
    }
}
