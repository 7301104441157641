package dev.pando.kernel;

import static dev.pando.kernel.Lanes.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/// The end of every sum: 16 lanes become one number, always as the same tree.
///
/// `s8[l] = s[l] + s[l + 8]` for `l < 8`, then the same by 4, by 2 and by 1.
final class Fold {

    private Fold() {}

    /// One sum, its lanes at `lanes[at .. at + 16)`.
    static float one(float[] lanes, int at) {
        float a0 = lanes[at] + lanes[at + 8], a1 = lanes[at + 1] + lanes[at + 9];
        float a2 = lanes[at + 2] + lanes[at + 10], a3 = lanes[at + 3] + lanes[at + 11];
        float a4 = lanes[at + 4] + lanes[at + 12], a5 = lanes[at + 5] + lanes[at + 13];
        float a6 = lanes[at + 6] + lanes[at + 14], a7 = lanes[at + 7] + lanes[at + 15];
        return ((a0 + a4) + (a2 + a6)) + ((a1 + a5) + (a3 + a7));
    }

    /// `count` sums, each with its lanes 16 floats after the one before.
    static void many(float[] lanes, int at, int count, float[] out, int outAt) {
        int i = 0;
        if (Lanes.PARTS == 1) {
            for (; i + 16 <= count; i += 16) Wide.sixteen(lanes, at + i * LANES, out, outAt + i);
        }
        for (; i < count; i++) out[outAt + i] = one(lanes, at + i * LANES);
    }

    /// Sixteen sums at once at 512 bits: two vectors are blended half by half, so that one addition folds both.
    private static final class Wide {

        private static final VectorMask<Float> BY_8 = mask(8), BY_4 = mask(4), BY_2 = mask(2), BY_1 = mask(1);
        private static final VectorShuffle<Float> SWAP_8 = swap(8), SWAP_4 = swap(4), SWAP_2 = swap(2),
                SWAP_1 = swap(1);

        private static VectorMask<Float> mask(int by) {
            boolean[] set = new boolean[LANES];
            for (int i = 0; i < LANES; i++) set[i] = (i & by) != 0;
            return VectorMask.fromArray(FloatVector.SPECIES_512, set, 0);
        }

        private static VectorShuffle<Float> swap(int by) {
            return VectorShuffle.fromOp(FloatVector.SPECIES_512, i -> i ^ by);
        }

        /// Sum `j` lands in lane `j`: its bit `by` chooses the half it is folded into at step `by`.
        static void sixteen(float[] s, int at, float[] out, int outAt) {
            FloatVector a, b, q0, q1, q2, q3, h0, h1;
            a = pair8(s, at, 0);
            b = pair8(s, at, 4);
            q0 = a.blend(b, BY_4).add(b.blend(a, BY_4).rearrange(SWAP_4));
            a = pair8(s, at, 2);
            b = pair8(s, at, 6);
            q2 = a.blend(b, BY_4).add(b.blend(a, BY_4).rearrange(SWAP_4));
            h0 = q0.blend(q2, BY_2).add(q2.blend(q0, BY_2).rearrange(SWAP_2));
            a = pair8(s, at, 1);
            b = pair8(s, at, 5);
            q1 = a.blend(b, BY_4).add(b.blend(a, BY_4).rearrange(SWAP_4));
            a = pair8(s, at, 3);
            b = pair8(s, at, 7);
            q3 = a.blend(b, BY_4).add(b.blend(a, BY_4).rearrange(SWAP_4));
            h1 = q1.blend(q3, BY_2).add(q3.blend(q1, BY_2).rearrange(SWAP_2));
            h0.blend(h1, BY_1).add(h1.blend(h0, BY_1).rearrange(SWAP_1)).intoArray(out, outAt);
        }

        private static FloatVector pair8(float[] s, int at, int j) {
            FloatVector a = FloatVector.fromArray(FloatVector.SPECIES_512, s, at + j * LANES);
            FloatVector b = FloatVector.fromArray(FloatVector.SPECIES_512, s, at + (j + 8) * LANES);
            return a.blend(b, BY_8).add(b.blend(a, BY_8).rearrange(SWAP_8));
        }
    }
}
