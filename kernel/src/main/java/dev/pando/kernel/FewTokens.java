package dev.pando.kernel;

import static dev.pando.kernel.Lanes.BYTES;
import static dev.pando.kernel.Lanes.FLOATS;
import static dev.pando.kernel.Lanes.LANES;
import static dev.pando.kernel.Lanes.LE;
import static dev.pando.kernel.Lanes.LENGTH;
import static dev.pando.kernel.Lanes.PARTS;

import dev.pando.kernel.tensor.Matrix;
import dev.pando.kernel.tensor.TensorType;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// The product of a few tokens, as several answers at once ask for: weights become floats in registers, as in [Gemv],
/// and meet four tokens there instead of one. The sum is that of [Vectors#dot] over [Dequantise#row].
final class FewTokens {

    /// More tokens than this are for [Panel].
    static final int MOST = 16;

    private static final int TOKENS = 4; // of one walk over the weights
    private static final int ROWS = 32; // stay in the cache from one four of tokens to the next
    private static final int SUMS = 2 * TOKENS; // of two rows: (row, token)

    private FewTokens() {}

    /// Whether there is a kernel for this type at this machine's vector width.
    static boolean knows(TensorType type) {
        return type == TensorType.Q8_0 && PARTS <= 2;
    }

    /// Outputs `y[offset + t · stride + r]` of rows `from ≤ r < to` for all tokens of `input`: by fours, the rest alone.
    static void multiply(Matrix m, int from, int to, Projections.Input input, float[] y, int offset, int stride,
            Scratch.Slot slot) {
        for (int r = from; r < to; r += ROWS) {
            int end = Math.min(to, r + ROWS), t = 0;
            for (; t + TOKENS <= input.tokens(); t += TOKENS) four(m, r, end, input, t, y, offset, stride, slot);
            for (; t < input.tokens(); t++) {
                Gemv.rows(m, r, end, input.x(), input.at() + t * input.stride(), y, offset + t * stride);
            }
        }
    }

    // Two rows and two more, so that 16 sums are folded at once. An odd last row is summed twice: the bits are the same.
    private static void four(Matrix m, int from, int to, Projections.Input input, int t0, float[] y, int offset,
            int stride, Scratch.Slot slot) {
        int x = input.at() + t0 * input.stride(), yAt = offset + t0 * stride, folded = 2 * SUMS * LANES;
        float[] sums = slot.sums(folded + 2 * SUMS);
        for (int r = from; r < to; r += 4) {
            int rows = Math.min(4, to - r);
            two(m, r, Math.min(r + 1, to - 1), input.x(), x, input.stride(), sums, 0);
            if (rows > 2) two(m, r + 2, Math.min(r + 3, to - 1), input.x(), x, input.stride(), sums, SUMS * LANES);
            Fold.many(sums, 0, rows > 2 ? 2 * SUMS : SUMS, sums, folded);
            for (int i = 0; i < rows; i++) {
                for (int t = 0; t < TOKENS; t++) y[yAt + t * stride + r + i] = sums[folded + i * TOKENS + t];
            }
        }
    }

    // With vectors of fewer than 16 lanes, the lanes take turns: one walk over the rows for each part.
    private static void two(Matrix m, int row0, int row1, float[] x, int xAt, int xStride, float[] sums, int at) {
        long bytes = m.rowBytes();
        for (int part = 0; part < LANES; part += LENGTH) {
            q80(m.data(), row0 * bytes, row1 * bytes, m.columns(), part, x, xAt + part, xStride, sums, at + part);
        }
    }

    private static void q80(MemorySegment s, long p, long q, int n, int part, float[] x, int x0, int xStride,
            float[] sums, int at) {
        int x1 = x0 + xStride, x2 = x1 + xStride, x3 = x2 + xStride;
        FloatVector a0, a1, a2, a3, b0, b1, b2, b3;
        a0 = a1 = a2 = a3 = b0 = b1 = b2 = b3 = FloatVector.zero(FLOATS);
        for (int k = 0; k < n; k += 32, p += 34, q += 34) {
            float d = Dequantise.half(s, p), e = Dequantise.half(s, q);
            FloatVector w = ((FloatVector) ByteVector.fromMemorySegment(BYTES, s, p + 2 + part, LE)
                    .convertShape(VectorOperators.B2F, FLOATS, 0)).mul(d);
            FloatVector u = ((FloatVector) ByteVector.fromMemorySegment(BYTES, s, q + 2 + part, LE)
                    .convertShape(VectorOperators.B2F, FLOATS, 0)).mul(e);
            FloatVector v = FloatVector.fromArray(FLOATS, x, x0 + k);
            a0 = w.fma(v, a0);
            b0 = u.fma(v, b0);
            v = FloatVector.fromArray(FLOATS, x, x1 + k);
            a1 = w.fma(v, a1);
            b1 = u.fma(v, b1);
            v = FloatVector.fromArray(FLOATS, x, x2 + k);
            a2 = w.fma(v, a2);
            b2 = u.fma(v, b2);
            v = FloatVector.fromArray(FLOATS, x, x3 + k);
            a3 = w.fma(v, a3);
            b3 = u.fma(v, b3);
            w = ((FloatVector) ByteVector.fromMemorySegment(BYTES, s, p + 18 + part, LE)
                    .convertShape(VectorOperators.B2F, FLOATS, 0)).mul(d);
            u = ((FloatVector) ByteVector.fromMemorySegment(BYTES, s, q + 18 + part, LE)
                    .convertShape(VectorOperators.B2F, FLOATS, 0)).mul(e);
            v = FloatVector.fromArray(FLOATS, x, x0 + k + 16);
            a0 = w.fma(v, a0);
            b0 = u.fma(v, b0);
            v = FloatVector.fromArray(FLOATS, x, x1 + k + 16);
            a1 = w.fma(v, a1);
            b1 = u.fma(v, b1);
            v = FloatVector.fromArray(FLOATS, x, x2 + k + 16);
            a2 = w.fma(v, a2);
            b2 = u.fma(v, b2);
            v = FloatVector.fromArray(FLOATS, x, x3 + k + 16);
            a3 = w.fma(v, a3);
            b3 = u.fma(v, b3);
        }
        a0.intoArray(sums, at);
        a1.intoArray(sums, at + LANES);
        a2.intoArray(sums, at + 2 * LANES);
        a3.intoArray(sums, at + 3 * LANES);
        b0.intoArray(sums, at + 4 * LANES);
        b1.intoArray(sums, at + 5 * LANES);
        b2.intoArray(sums, at + 6 * LANES);
        b3.intoArray(sums, at + 7 * LANES);
    }
}
