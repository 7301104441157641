package dev.pando.kernel;

import static dev.pando.kernel.Lanes.BYTES;
import static dev.pando.kernel.Lanes.FLOATS;
import static dev.pando.kernel.Lanes.INTS;
import static dev.pando.kernel.Lanes.LENGTH;
import static dev.pando.kernel.Lanes.SHORTS;

import dev.pando.kernel.machine.QuadKernel;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/// Inputs of a product in 8 bits: blocks of 32 elements with one scale each, as llama.cpp rounds them for Q8_0.
///
/// `d = max |x| / 127`, `q = rint(x · (127 / max |x|))`; a block of zeros has `d = 0`. Sums of `q` times small
/// integers are exact, so their order is free. Inputs must be finite.
///
/// There are two forms of them, one for the kernels in Java and one for those in machine code.
final class Activations {

    private static final float ROUND = 12582912f; // 1.5 · 2²³: adding it leaves the nearest integer in the low bits
    private static final int ROUND_BITS = Float.floatToRawIntBits(ROUND);
    private static final VarHandle INT_IN = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle FLOAT_IN = MethodHandles.byteArrayViewVarHandle(float[].class,
            ByteOrder.LITTLE_ENDIAN);

    /// Elements of a block.
    static final int BLOCK = 32;

    short[] quants = {}; // (token, column)
    float[] scales = {}; // (token, block)
    short[] sums = {}; // (token, eighth column): Σ q of eight
    float[] totals = {}; // (token, block): d · Σ q of the block

    byte[] quads = {}; // (token, block, 64) as [QuadKernel] draws them

    /// Makes room for `tokens` tokens of `columns` elements, and rounds token `t` by [#round].
    void reserve(int tokens, int columns) {
        int elements = tokens * columns, blocks = elements / BLOCK;
        if (quants.length < elements) quants = new short[elements];
        if (scales.length < blocks) scales = new float[blocks];
        if (sums.length < elements / 8) sums = new short[elements / 8];
        if (totals.length < blocks) totals = new float[blocks];
    }

    /// Makes room for `tokens` tokens of `columns` elements, for [#roundQuads].
    void reserveQuads(int tokens, int columns) {
        int bytes = tokens * columns / BLOCK * QuadKernel.X_BLOCK;
        if (quads.length < bytes) quads = new byte[bytes];
    }

    private static float most(float[] x, int at) {
        if (Warming.isCold()) return Plain.most(x, at, BLOCK);
        FloatVector most = FloatVector.zero(FLOATS);
        for (int i = 0; i < BLOCK; i += LENGTH) {
            most = most.max(FloatVector.fromArray(FLOATS, x, at + i).lanewise(VectorOperators.ABS));
        }
        return most.reduceLanes(VectorOperators.MAX);
    }

    /// Rounds token `t`, whose elements are `x[at .. at + columns)`.
    void round(int t, int columns, float[] x, int at) {
        for (int k = 0; k < columns; k += BLOCK) {
            int o = t * columns + k;
            float max = most(x, at + k), factor = max == 0 ? 0 : 127 / max;
            scales[o / BLOCK] = max / 127;
            for (int i = 0; i < BLOCK; i += LENGTH) {
                IntVector q = FloatVector.fromArray(FLOATS, x, at + k + i).mul(factor).add(ROUND).reinterpretAsInts()
                        .sub(ROUND_BITS);
                ((ShortVector) q.convertShape(VectorOperators.I2S, SHORTS, 0)).intoArray(quants, o + i);
            }
            int total = 0;
            for (int i = o; i < o + BLOCK; i += 8) {
                int sum = quants[i] + quants[i + 1] + quants[i + 2] + quants[i + 3] + quants[i + 4] + quants[i + 5]
                        + quants[i + 6] + quants[i + 7];
                sums[i / 8] = (short) sum;
                total += sum;
            }
            totals[o / BLOCK] = scales[o / BLOCK] * total;
        }
    }

    /// Rounds token `t`, whose elements are `x[at .. at + columns)`, for machine code; at 256 or 512 bits.
    void roundQuads(int t, int columns, float[] x, int at) {
        int o = t * columns / BLOCK * QuadKernel.X_BLOCK;
        for (int k = at; k < at + columns; k += BLOCK, o += QuadKernel.X_BLOCK) {
            float max = most(x, k), factor = max == 0 ? 0 : 127 / max, scale = max / 127;
            int low = half(x, k, factor, o), high = half(x, k + BLOCK / 2, factor, o + BLOCK / 2);
            FLOAT_IN.set(quads, o + QuadKernel.X_SCALE, scale);
            INT_IN.set(quads, o + QuadKernel.X_SUM, -low - high);
            INT_IN.set(quads, o + QuadKernel.X_HALF_SUMS, -low);
            INT_IN.set(quads, o + QuadKernel.X_HALF_SUMS + 4, -high);
            FLOAT_IN.set(quads, o + QuadKernel.X_TOTAL, scale * (low + high));
        }
    }

    private int half(float[] x, int at, float factor, int o) {
        if (Warming.isCold()) return Plain.round(x, at, BLOCK / 2, factor, quads, o);
        IntVector sum = IntVector.zero(INTS);
        for (int i = 0; i < BLOCK / 2; i += LENGTH) {
            IntVector q = FloatVector.fromArray(FLOATS, x, at + i).mul(factor).add(ROUND).reinterpretAsInts()
                    .sub(ROUND_BITS);
            ((ByteVector) q.convertShape(VectorOperators.I2B, BYTES, 0)).intoArray(quads, o + i);
            sum = sum.add(q);
        }
        return sum.reduceLanes(VectorOperators.ADD);
    }
}
