package dev.pando.kernel;

import static dev.pando.kernel.Lanes.FLOATS;
import static dev.pando.kernel.Lanes.INTS;
import static dev.pando.kernel.Lanes.LE;
import static dev.pando.kernel.Lanes.LENGTH;
import static dev.pando.kernel.Lanes.PARTS;
import static dev.pando.kernel.Lanes.SHORTS;

import dev.pando.kernel.machine.QuadKernel;
import dev.pando.kernel.machine.RowKernel;
import dev.pando.kernel.machine.RowKernel.Element;
import dev.pando.kernel.tensor.Matrix;
import dev.pando.kernel.tensor.TensorType;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
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
            case F32, F16, BF16 -> true;
            case Q8_0, Q4_0, Q4_1, Q5_0, Q5_1, Q4_K, Q5_K, Q6_K -> false;
        };
    }

    /// `y[yAt + r] = w[r] · x` for rows `from ≤ r < to`; `x` begins at `x[xAt]`.
    ///
    /// @param machine whether machine code may do it, where there is some
    static void rows(Matrix m, int from, int to, float[] x, int xAt, float[] y, int yAt, Scratch.Slot slot,
            boolean machine) {
        int pairs = (to - from) / 2;
        float[] sums = slot.sums(32 * Math.max(1, pairs));
        long bytes = m.rowBytes();
        boolean written = machine && pairs > 0 && isWritten(m);
        if (written) {
            RowKernel.of(m.type() == TensorType.F16 ? Element.F16 : Element.BF16).run(m.data(), from * bytes,
                    (from + pairs) * bytes, pairs, m.columns(), x, xAt, sums, slot.parameters);
            Fold.many(sums, 0, pairs, y, yAt + from);
            Fold.many(sums, 16 * pairs, pairs, y, yAt + from + pairs);
        }
        for (int i = 0; i < pairs && !written; i++) {
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

    private static boolean isWritten(Matrix m) {
        return QuadKernel.isPossible() && m.data().isNative() && m.columns() % Lanes.LANES == 0
                && (m.type() == TensorType.F16 || m.type() == TensorType.BF16);
    }

    private static void two(Matrix m, long row0, long row1, float[] x, int xAt, float[] sums) {
        switch (m.type()) {
            case F32 -> floats(m.data(), row0, row1, m.columns(), x, xAt, sums);
            case F16 -> halves(m.data(), row0, row1, m.columns(), x, xAt, sums);
            case BF16 -> brain(m.data(), row0, row1, m.columns(), x, xAt, sums);
            default -> throw new AssertionError(m.type());
        }
    }

    private static void floats(MemorySegment s, long p, long q, int n, float[] x, int xAt, float[] sums) {
        FloatVector a0 = FloatVector.zero(FLOATS), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
        int k = 0;
        for (; k + 16 <= n; k += 16) {
            FloatVector v = FloatVector.fromArray(FLOATS, x, xAt + k);
            a0 = FloatVector.fromMemorySegment(FLOATS, s, p + 4L * (k), LE).fma(v, a0);
            b0 = FloatVector.fromMemorySegment(FLOATS, s, q + 4L * (k), LE).fma(v, b0);
            if (PARTS > 1) {
                v = FloatVector.fromArray(FLOATS, x, xAt + k + LENGTH);
                a1 = FloatVector.fromMemorySegment(FLOATS, s, p + 4L * (k + LENGTH), LE).fma(v, a1);
                b1 = FloatVector.fromMemorySegment(FLOATS, s, q + 4L * (k + LENGTH), LE).fma(v, b1);
            }
            if (PARTS > 2) {
                v = FloatVector.fromArray(FLOATS, x, xAt + k + 2 * LENGTH);
                a2 = FloatVector.fromMemorySegment(FLOATS, s, p + 4L * (k + 2 * LENGTH), LE).fma(v, a2);
                b2 = FloatVector.fromMemorySegment(FLOATS, s, q + 4L * (k + 2 * LENGTH), LE).fma(v, b2);
                v = FloatVector.fromArray(FLOATS, x, xAt + k + 3 * LENGTH);
                a3 = FloatVector.fromMemorySegment(FLOATS, s, p + 4L * (k + 3 * LENGTH), LE).fma(v, a3);
                b3 = FloatVector.fromMemorySegment(FLOATS, s, q + 4L * (k + 3 * LENGTH), LE).fma(v, b3);
            }
        }
        store(sums, 0, a0, a1, a2, a3);
        store(sums, 16, b0, b1, b2, b3);
        for (int l = 0; k < n; k++, l++) {
            sums[l] = Math.fma(s.get(Dequantise.FLOAT, p + 4L * k), x[xAt + k], sums[l]);
            sums[16 + l] = Math.fma(s.get(Dequantise.FLOAT, q + 4L * k), x[xAt + k], sums[16 + l]);
        }
    }

    private static void halves(MemorySegment s, long p, long q, int n, float[] x, int xAt, float[] sums) {
        FloatVector a0 = FloatVector.zero(FLOATS), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
        int k = 0;
        for (; k + 16 <= n; k += 16) {
            FloatVector v = FloatVector.fromArray(FLOATS, x, xAt + k);
            IntVector h = ((IntVector) ShortVector.fromMemorySegment(SHORTS, s, p + 2L * (k), LE)
                    .convertShape(VectorOperators.S2I, INTS, 0));
            a0 = h.lanewise(VectorOperators.LSHL, 13).and(0x8FFFE000).reinterpretAsFloats().mul(0x1p112f)
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.OR, 0x7F800000, h.and(0x7C00).compare(VectorOperators.EQ, 0x7C00))
                    .reinterpretAsFloats().fma(v, a0);
            h = ((IntVector) ShortVector.fromMemorySegment(SHORTS, s, q + 2L * (k), LE)
                    .convertShape(VectorOperators.S2I, INTS, 0));
            b0 = h.lanewise(VectorOperators.LSHL, 13).and(0x8FFFE000).reinterpretAsFloats().mul(0x1p112f)
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.OR, 0x7F800000, h.and(0x7C00).compare(VectorOperators.EQ, 0x7C00))
                    .reinterpretAsFloats().fma(v, b0);
            if (PARTS > 1) {
                v = FloatVector.fromArray(FLOATS, x, xAt + k + LENGTH);
                h = ((IntVector) ShortVector.fromMemorySegment(SHORTS, s, p + 2L * (k + LENGTH), LE)
                        .convertShape(VectorOperators.S2I, INTS, 0));
                a1 = h.lanewise(VectorOperators.LSHL, 13).and(0x8FFFE000).reinterpretAsFloats().mul(0x1p112f)
                        .reinterpretAsInts()
                        .lanewise(VectorOperators.OR, 0x7F800000, h.and(0x7C00).compare(VectorOperators.EQ, 0x7C00))
                        .reinterpretAsFloats().fma(v, a1);
                h = ((IntVector) ShortVector.fromMemorySegment(SHORTS, s, q + 2L * (k + LENGTH), LE)
                        .convertShape(VectorOperators.S2I, INTS, 0));
                b1 = h.lanewise(VectorOperators.LSHL, 13).and(0x8FFFE000).reinterpretAsFloats().mul(0x1p112f)
                        .reinterpretAsInts()
                        .lanewise(VectorOperators.OR, 0x7F800000, h.and(0x7C00).compare(VectorOperators.EQ, 0x7C00))
                        .reinterpretAsFloats().fma(v, b1);
            }
            if (PARTS > 2) {
                v = FloatVector.fromArray(FLOATS, x, xAt + k + 2 * LENGTH);
                h = ((IntVector) ShortVector.fromMemorySegment(SHORTS, s, p + 2L * (k + 2 * LENGTH), LE)
                        .convertShape(VectorOperators.S2I, INTS, 0));
                a2 = h.lanewise(VectorOperators.LSHL, 13).and(0x8FFFE000).reinterpretAsFloats().mul(0x1p112f)
                        .reinterpretAsInts()
                        .lanewise(VectorOperators.OR, 0x7F800000, h.and(0x7C00).compare(VectorOperators.EQ, 0x7C00))
                        .reinterpretAsFloats().fma(v, a2);
                h = ((IntVector) ShortVector.fromMemorySegment(SHORTS, s, q + 2L * (k + 2 * LENGTH), LE)
                        .convertShape(VectorOperators.S2I, INTS, 0));
                b2 = h.lanewise(VectorOperators.LSHL, 13).and(0x8FFFE000).reinterpretAsFloats().mul(0x1p112f)
                        .reinterpretAsInts()
                        .lanewise(VectorOperators.OR, 0x7F800000, h.and(0x7C00).compare(VectorOperators.EQ, 0x7C00))
                        .reinterpretAsFloats().fma(v, b2);
                v = FloatVector.fromArray(FLOATS, x, xAt + k + 3 * LENGTH);
                h = ((IntVector) ShortVector.fromMemorySegment(SHORTS, s, p + 2L * (k + 3 * LENGTH), LE)
                        .convertShape(VectorOperators.S2I, INTS, 0));
                a3 = h.lanewise(VectorOperators.LSHL, 13).and(0x8FFFE000).reinterpretAsFloats().mul(0x1p112f)
                        .reinterpretAsInts()
                        .lanewise(VectorOperators.OR, 0x7F800000, h.and(0x7C00).compare(VectorOperators.EQ, 0x7C00))
                        .reinterpretAsFloats().fma(v, a3);
                h = ((IntVector) ShortVector.fromMemorySegment(SHORTS, s, q + 2L * (k + 3 * LENGTH), LE)
                        .convertShape(VectorOperators.S2I, INTS, 0));
                b3 = h.lanewise(VectorOperators.LSHL, 13).and(0x8FFFE000).reinterpretAsFloats().mul(0x1p112f)
                        .reinterpretAsInts()
                        .lanewise(VectorOperators.OR, 0x7F800000, h.and(0x7C00).compare(VectorOperators.EQ, 0x7C00))
                        .reinterpretAsFloats().fma(v, b3);
            }
        }
        store(sums, 0, a0, a1, a2, a3);
        store(sums, 16, b0, b1, b2, b3);
        for (int l = 0; k < n; k++, l++) {
            sums[l] = Math.fma(Dequantise.half(s, p + 2L * k), x[xAt + k], sums[l]);
            sums[16 + l] = Math.fma(Dequantise.half(s, q + 2L * k), x[xAt + k], sums[16 + l]);
        }
    }

    private static void brain(MemorySegment s, long p, long q, int n, float[] x, int xAt, float[] sums) {
        FloatVector a0 = FloatVector.zero(FLOATS), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
        int k = 0;
        for (; k + 16 <= n; k += 16) {
            FloatVector v = FloatVector.fromArray(FLOATS, x, xAt + k);
            a0 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, s, p + 2L * (k), LE)
                    .convertShape(VectorOperators.S2I, INTS, 0)).lanewise(VectorOperators.LSHL, 16)
                    .reinterpretAsFloats().fma(v, a0);
            b0 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, s, q + 2L * (k), LE)
                    .convertShape(VectorOperators.S2I, INTS, 0)).lanewise(VectorOperators.LSHL, 16)
                    .reinterpretAsFloats().fma(v, b0);
            if (PARTS > 1) {
                v = FloatVector.fromArray(FLOATS, x, xAt + k + LENGTH);
                a1 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, s, p + 2L * (k + LENGTH), LE)
                        .convertShape(VectorOperators.S2I, INTS, 0)).lanewise(VectorOperators.LSHL, 16)
                        .reinterpretAsFloats().fma(v, a1);
                b1 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, s, q + 2L * (k + LENGTH), LE)
                        .convertShape(VectorOperators.S2I, INTS, 0)).lanewise(VectorOperators.LSHL, 16)
                        .reinterpretAsFloats().fma(v, b1);
            }
            if (PARTS > 2) {
                v = FloatVector.fromArray(FLOATS, x, xAt + k + 2 * LENGTH);
                a2 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, s, p + 2L * (k + 2 * LENGTH), LE)
                        .convertShape(VectorOperators.S2I, INTS, 0)).lanewise(VectorOperators.LSHL, 16)
                        .reinterpretAsFloats().fma(v, a2);
                b2 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, s, q + 2L * (k + 2 * LENGTH), LE)
                        .convertShape(VectorOperators.S2I, INTS, 0)).lanewise(VectorOperators.LSHL, 16)
                        .reinterpretAsFloats().fma(v, b2);
                v = FloatVector.fromArray(FLOATS, x, xAt + k + 3 * LENGTH);
                a3 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, s, p + 2L * (k + 3 * LENGTH), LE)
                        .convertShape(VectorOperators.S2I, INTS, 0)).lanewise(VectorOperators.LSHL, 16)
                        .reinterpretAsFloats().fma(v, a3);
                b3 = ((IntVector) ShortVector.fromMemorySegment(SHORTS, s, q + 2L * (k + 3 * LENGTH), LE)
                        .convertShape(VectorOperators.S2I, INTS, 0)).lanewise(VectorOperators.LSHL, 16)
                        .reinterpretAsFloats().fma(v, b3);
            }
        }
        store(sums, 0, a0, a1, a2, a3);
        store(sums, 16, b0, b1, b2, b3);
        for (int l = 0; k < n; k++, l++) {
            sums[l] = Math.fma(Float.intBitsToFloat(s.get(Dequantise.SHORT, p + 2L * k) << 16), x[xAt + k], sums[l]);
            sums[16 + l] = Math.fma(Float.intBitsToFloat(s.get(Dequantise.SHORT, q + 2L * k) << 16), x[xAt + k],
                    sums[16 + l]);
        }
    }

    private static void store(float[] sums, int at, FloatVector s0, FloatVector s1, FloatVector s2, FloatVector s3) {
        s0.intoArray(sums, at);
        if (PARTS > 1) s1.intoArray(sums, at + LENGTH);
        if (PARTS > 2) {
            s2.intoArray(sums, at + 2 * LENGTH);
            s3.intoArray(sums, at + 3 * LENGTH);
        }
    }
}
