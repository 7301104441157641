package dev.pando.kernel;

import static dev.pando.kernel.Lanes.FLOATS;
import static dev.pando.kernel.Lanes.INTS;
import static dev.pando.kernel.Lanes.LENGTH;
import static dev.pando.kernel.Lanes.SHORTS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/// Inputs of a product in 8 bits: blocks of 32 elements with one scale each, as llama.cpp rounds them for Q8_0.
///
/// `d = max |x| / 127`, `q = rint(x · (127 / max |x|))`; a block of zeros has `d = 0`. Sums of `q` times small
/// integers are exact, so their order is free.
final class Activations {

    private static final float ROUND = 12582912f; // 1.5 · 2²³: adding it leaves the nearest integer in the low bits
    private static final int ROUND_BITS = Float.floatToRawIntBits(ROUND);

    /// Elements of a block.
    static final int BLOCK = 32;

    short[] quants = {}; // (token, column)
    float[] scales = {}; // (token, block)
    short[] sums = {}; // (token, eighth column): Σ q of eight
    float[] totals = {}; // (token, block): d · Σ q of the block

    /// Makes room for `tokens` tokens of `columns` elements.
    void reserve(int tokens, int columns) {
        int elements = tokens * columns, blocks = elements / BLOCK;
        if (quants.length < elements) quants = new short[elements];
        if (scales.length < blocks) scales = new float[blocks];
        if (sums.length < elements / 8) sums = new short[elements / 8];
        if (totals.length < blocks) totals = new float[blocks];
    }

    /// Rounds token `t`, whose elements are `x[at .. at + columns)`.
    void round(int t, int columns, float[] x, int at) {
        for (int k = 0; k < columns; k += BLOCK) {
            int o = t * columns + k;
            FloatVector most = FloatVector.zero(FLOATS);
            for (int i = 0; i < BLOCK; i += LENGTH) {
                most = most.max(FloatVector.fromArray(FLOATS, x, at + k + i).lanewise(VectorOperators.ABS));
            }
            float max = most.reduceLanes(VectorOperators.MAX), factor = max == 0 ? 0 : 127 / max;
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
}
