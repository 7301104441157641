package dev.pando.kernel;

import static dev.pando.kernel.KeyValues.CHUNK;
import static dev.pando.kernel.KeyValues.TILE;
import static dev.pando.kernel.Lanes.LANES;

/// Kernels one element at a time, with the bits of those in vectors: what a process runs while it is [Warming].
///
/// Code with the Vector API is a hundred times slower than this until C2 has compiled it. Arguments are checked by the caller.
final class Plain {

    private static final float ROUND = 12582912f; // 1.5 · 2²³: adding it leaves the nearest integer in the low bits

    private Plain() {}

    static float dot(float[] a, int aAt, float[] b, int bAt, int length) {
        float[] lanes = new float[LANES];
        for (int i = 0; i < length; i++) lanes[i & 15] = Math.fma(a[aAt + i], b[bAt + i], lanes[i & 15]);
        return Fold.one(lanes, 0);
    }

    static float sum(float[] a, int at, int length) {
        float[] lanes = new float[LANES];
        for (int i = 0; i < length; i++) lanes[i & 15] += a[at + i];
        return Fold.one(lanes, 0);
    }

    static float max(float[] a, int at, int length) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = at; i < at + length; i++) max = Math.max(max, a[i]);
        return max;
    }

    static void add(float[] y, int yAt, float[] x, int xAt, int length) {
        for (int i = 0; i < length; i++) y[yAt + i] += x[xAt + i];
    }

    static void scale(float[] y, int at, float factor, int length) {
        for (int i = at; i < at + length; i++) y[i] *= factor;
    }

    static void normed(float[] y, int yAt, float[] x, int xAt, float s, float[] weight, int weightAt, int length) {
        for (int i = 0; i < length; i++) y[yAt + i] = x[xAt + i] * s * weight[weightAt + i];
    }

    static void exponentials(float[] x, int at, float max, int length) {
        for (int i = at; i < at + length; i++) x[i] = Exp.of(x[i] - max);
    }

    static void siluMultiply(float[] gate, int gateAt, float[] up, int upAt, int length) {
        for (int i = 0; i < length; i++) {
            float v = gate[gateAt + i];
            gate[gateAt + i] = v / (Exp.of(-v) + 1) * up[upAt + i];
        }
    }

    static void geluMultiply(float[] gate, int gateAt, float[] up, int upAt, float linear, float cubic, int length) {
        for (int i = 0; i < length; i++) {
            float v = gate[gateAt + i], inner = v * Math.fma(v * v, cubic, linear);
            gate[gateAt + i] = v / (Exp.of(inner) + 1) * up[upAt + i];
        }
    }

    static void rotateHalves(float[] x, int at, float[] cos, float[] sin, int tableAt, int half) {
        for (int i = 0; i < half; i++) {
            float a = x[at + i], b = x[at + half + i], c = cos[tableAt + i], s = sin[tableAt + i];
            x[at + i] = Math.fma(a, c, -(b * s));
            x[at + half + i] = Math.fma(b, c, a * s);
        }
    }

    static float most(float[] x, int at, int length) {
        float most = 0;
        for (int i = at; i < at + length; i++) most = Math.max(most, Math.abs(x[i]));
        return most;
    }

    /// Rounds `length` elements to bytes.
    ///
    /// @return their sum
    static int round(float[] x, int at, int length, float factor, byte[] quants, int quantsAt) {
        int sum = 0, zero = Float.floatToRawIntBits(ROUND);
        for (int i = 0; i < length; i++) {
            int q = Float.floatToRawIntBits(x[at + i] * factor + ROUND) - zero;
            quants[quantsAt + i] = (byte) q;
            sum += q;
        }
        return sum;
    }

    static float min(float[] x, int at, int length) {
        float min = Float.POSITIVE_INFINITY;
        for (int i = at; i < at + length; i++) min = Math.min(min, x[i]);
        return min;
    }

    /// Rounds `length` elements as [ByteInputs] are.
    static void round(float[] x, int at, int length, float scale, int zero, byte[] bytes, int to) {
        for (int i = 0; i < length; i++) {
            int q = Float.floatToRawIntBits(x[at + i] / scale + ROUND) - Float.floatToRawIntBits(ROUND) + zero;
            bytes[to + i] = (byte) Math.clamp(q, 0, 255);
        }
    }

    /// As [Scores#all], for positions `base .. to` alone.
    static void scores(KeyValues cache, int kvHead, float[] q, int[] at, int queries, int base, int to, float scale,
            float[] scores, int stride) {
        for (int p = base; p < to; p++) {
            float[] keys = cache.keys[p / CHUNK];
            int key = cache.keyAt(kvHead, p);
            for (int i = 0; i < queries; i++) {
                float score = 0;
                for (int d = 0; d < cache.headSize; d++) score = Math.fma(q[at[i] + d], keys[key + d * TILE], score);
                scores[i * stride + p - base] = score * scale;
            }
        }
    }

    /// Adds the weighted values of positions `from .. to` to one query's sums.
    static void mix(KeyValues cache, int kvHead, float[] weights, int row, int from, int to, float[] sums, int sum) {
        for (int p = from; p < to; p++) {
            float[] values = cache.values[p / CHUNK];
            int value = cache.valueAt(kvHead, p);
            float weight = weights[row + p - from];
            for (int d = 0; d < cache.valueSize; d++) {
                sums[sum + d] = Math.fma(weight, values[value + d], sums[sum + d]);
            }
        }
    }
}
