package dev.pando.kernel;

import static dev.pando.kernel.Lanes.BYTES;
import static dev.pando.kernel.Lanes.FLOATS;
import static dev.pando.kernel.Lanes.HALF_1;
import static dev.pando.kernel.Lanes.LE;
import static dev.pando.kernel.Lanes.LENGTH;
import static dev.pando.kernel.Lanes.PARTS;
import static dev.pando.kernel.Lanes.STEP_1;

import dev.pando.kernel.tensor.Matrix;
import dev.pando.kernel.tensor.TensorType;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// The product of one token: weights come from memory, become floats in registers and are used once.
///
/// Two rows, half a part away from each other, are walked in one loop: two streams of memory. The sum is that of
/// [Vectors#dot] over [Dequantise#row].
final class Gemv {

    private Gemv() {}

    /// Whether there is a kernel for this type.
    static boolean knows(TensorType type) {
        return switch (type) {
            case Q8_0 -> true;
            case F32, F16, BF16, Q4_0, Q4_1, Q5_0, Q5_1, Q4_K, Q5_K, Q6_K -> false;
        };
    }

    /// `y[yAt + r] = w[r] · x` for rows `from ≤ r < to`; `x` is padded with zeros to 16 lanes.
    static void rows(Matrix m, int from, int to, float[] x, int xAt, float[] y, int yAt) {
        int pairs = (to - from) / 2;
        float[] sums = new float[32];
        long bytes = m.rowBytes();
        for (int i = 0; i < pairs; i++) {
            int r = from + i, q = from + pairs + i;
            two(m, r * bytes, q * bytes, x, xAt, sums);
            y[yAt + r] = Fold.one(sums, 0);
            y[yAt + q] = Fold.one(sums, 16);
        }
        if (from + 2 * pairs < to) {
            two(m, (to - 1) * bytes, (to - 1) * bytes, x, xAt, sums);
            y[yAt + to - 1] = Fold.one(sums, 0);
        }
    }

    private static void two(Matrix m, long row0, long row1, float[] x, int xAt, float[] sums) {
        switch (m.type()) {
            case Q8_0 -> q80(m.data(), row0, row1, m.columns(), x, xAt, sums);
            default -> throw new AssertionError(m.type());
        }
    }

    static void q80(MemorySegment s, long p, long q, int n, float[] x, int xAt, float[] sums) {
        FloatVector a0 = FloatVector.zero(FLOATS), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
        for (int k = 0; k < n; k += 32, p += 34, q += 34) {
            float d = Dequantise.half(s, p), e = Dequantise.half(s, q);
            FloatVector v = FloatVector.fromArray(FLOATS, x, xAt + k);
            a0 = ((FloatVector) ByteVector.fromMemorySegment(BYTES, s, p + 2, LE)
                    .convertShape(VectorOperators.B2F, FLOATS, 0)).mul(d).fma(v, a0);
            b0 = ((FloatVector) ByteVector.fromMemorySegment(BYTES, s, q + 2, LE)
                    .convertShape(VectorOperators.B2F, FLOATS, 0)).mul(e).fma(v, b0);
            v = FloatVector.fromArray(FLOATS, x, xAt + k + 16);
            a0 = ((FloatVector) ByteVector.fromMemorySegment(BYTES, s, p + 18, LE)
                    .convertShape(VectorOperators.B2F, FLOATS, 0)).mul(d).fma(v, a0);
            b0 = ((FloatVector) ByteVector.fromMemorySegment(BYTES, s, q + 18, LE)
                    .convertShape(VectorOperators.B2F, FLOATS, 0)).mul(e).fma(v, b0);
            if (PARTS > 1) {
                v = FloatVector.fromArray(FLOATS, x, xAt + k + LENGTH);
                a1 = ((FloatVector) ByteVector.fromMemorySegment(BYTES, s, p + 2 + STEP_1, LE)
                        .convertShape(VectorOperators.B2F, FLOATS, HALF_1)).mul(d).fma(v, a1);
                b1 = ((FloatVector) ByteVector.fromMemorySegment(BYTES, s, q + 2 + STEP_1, LE)
                        .convertShape(VectorOperators.B2F, FLOATS, HALF_1)).mul(e).fma(v, b1);
                v = FloatVector.fromArray(FLOATS, x, xAt + k + 16 + LENGTH);
                a1 = ((FloatVector) ByteVector.fromMemorySegment(BYTES, s, p + 18 + STEP_1, LE)
                        .convertShape(VectorOperators.B2F, FLOATS, HALF_1)).mul(d).fma(v, a1);
                b1 = ((FloatVector) ByteVector.fromMemorySegment(BYTES, s, q + 18 + STEP_1, LE)
                        .convertShape(VectorOperators.B2F, FLOATS, HALF_1)).mul(e).fma(v, b1);
            }
            if (PARTS > 2) {
                v = FloatVector.fromArray(FLOATS, x, xAt + k + 2 * LENGTH);
                a2 = ((FloatVector) ByteVector.fromMemorySegment(BYTES, s, p + 10, LE)
                        .convertShape(VectorOperators.B2F, FLOATS, 0)).mul(d).fma(v, a2);
                b2 = ((FloatVector) ByteVector.fromMemorySegment(BYTES, s, q + 10, LE)
                        .convertShape(VectorOperators.B2F, FLOATS, 0)).mul(e).fma(v, b2);
                v = FloatVector.fromArray(FLOATS, x, xAt + k + 3 * LENGTH);
                a3 = ((FloatVector) ByteVector.fromMemorySegment(BYTES, s, p + 10, LE)
                        .convertShape(VectorOperators.B2F, FLOATS, 1)).mul(d).fma(v, a3);
                b3 = ((FloatVector) ByteVector.fromMemorySegment(BYTES, s, q + 10, LE)
                        .convertShape(VectorOperators.B2F, FLOATS, 1)).mul(e).fma(v, b3);
                v = FloatVector.fromArray(FLOATS, x, xAt + k + 16 + 2 * LENGTH);
                a2 = ((FloatVector) ByteVector.fromMemorySegment(BYTES, s, p + 26, LE)
                        .convertShape(VectorOperators.B2F, FLOATS, 0)).mul(d).fma(v, a2);
                b2 = ((FloatVector) ByteVector.fromMemorySegment(BYTES, s, q + 26, LE)
                        .convertShape(VectorOperators.B2F, FLOATS, 0)).mul(e).fma(v, b2);
                v = FloatVector.fromArray(FLOATS, x, xAt + k + 16 + 3 * LENGTH);
                a3 = ((FloatVector) ByteVector.fromMemorySegment(BYTES, s, p + 26, LE)
                        .convertShape(VectorOperators.B2F, FLOATS, 1)).mul(d).fma(v, a3);
                b3 = ((FloatVector) ByteVector.fromMemorySegment(BYTES, s, q + 26, LE)
                        .convertShape(VectorOperators.B2F, FLOATS, 1)).mul(e).fma(v, b3);
            }
        }
        a0.intoArray(sums, 0);
        b0.intoArray(sums, 16);
        if (PARTS > 1) {
            a1.intoArray(sums, LENGTH);
            b1.intoArray(sums, 16 + LENGTH);
        }
        if (PARTS > 2) {
            a2.intoArray(sums, 2 * LENGTH);
            a3.intoArray(sums, 3 * LENGTH);
            b2.intoArray(sums, 16 + 2 * LENGTH);
            b3.intoArray(sums, 16 + 3 * LENGTH);
        }
    }

}
