package dev.pando.kernel;

import dev.pando.kernel.tensor.Matrix;
import dev.pando.kernel.tensor.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The scalar twins: what each kernel means, one element at a time, in the order that the law prescribes.
final class Twins {

    private Twins() {}

    static float dot(float[] a, int aAt, float[] b, int bAt, int n) {
        float[] lanes = new float[16];
        for (int i = 0; i < n; i++) lanes[i % 16] = Math.fma(a[aAt + i], b[bAt + i], lanes[i % 16]);
        return fold(lanes, 0);
    }

    static float fold(float[] lanes, int at) {
        float[] s = java.util.Arrays.copyOfRange(lanes, at, at + 16);
        for (int by = 8; by > 0; by /= 2) {
            for (int i = 0; i < by; i++) s[i] += s[i + by];
        }
        return s[0];
    }

    static float sum(float[] a, int at, int n) {
        float[] lanes = new float[16];
        for (int i = 0; i < n; i++) lanes[i % 16] += a[at + i];
        return fold(lanes, 0);
    }

    static void rmsNorm(float[] x, int at, float[] weight, int n, float epsilon) {
        float s = 1 / (float) Math.sqrt(dot(x, at, x, at, n) / n + epsilon);
        for (int i = 0; i < n; i++) x[at + i] = x[at + i] * s * weight[i];
    }

    static void softmax(float[] x, int at, int n) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) max = Math.max(max, x[at + i]);
        for (int i = 0; i < n; i++) x[at + i] = Exp.of(x[at + i] - max);
        float factor = 1 / sum(x, at, n);
        for (int i = 0; i < n; i++) x[at + i] *= factor;
    }

    static float silu(float v) {
        return v / (Exp.of(-v) + 1);
    }

    static float geluSlope(float x, float y) {
        float sigma = Math.abs(x) < 1e-12f ? 0.5f : y / x;
        float inner = 2 * 0.7978845608f * (1 + 3 * 0.044715f * x * x);
        return sigma + y * (1 - sigma) * inner;
    }

    static float gelu(float v) {
        float inner = v * Math.fma(v * v, -2 * 0.7978845608f * 0.044715f, -2 * 0.7978845608f);
        return v / (Exp.of(inner) + 1);
    }

    /// One query head over positions `from ≤ p < to`; keys and values are (position, stride) at `at`.
    static float[] attend(float[] q, int qAt, int size, float[] k, float[] v, int at, int stride, float scale, int from,
            int to) {
        float[] scores = new float[to], lanes = new float[16], out = new float[size];
        float max = Float.NEGATIVE_INFINITY;
        for (int p = from; p < to; p++) {
            for (int d = 0; d < size; d++) scores[p] = Math.fma(q[qAt + d], k[at + p * stride + d], scores[p]);
            max = Math.max(max, scores[p] *= scale);
        }
        for (int p = from; p < to; p++) lanes[p % 16] += scores[p] = Exp.of(scores[p] - max);
        float factor = 1 / fold(lanes, 0);
        for (int d = 0; d < size; d++) {
            for (int p = from; p < to; p++) out[d] = Math.fma(scores[p], v[at + p * stride + d], out[d]);
            out[d] *= factor;
        }
        return out;
    }

    /// One row of a quantised format and one token: exact integers within a run, then chains over runs and blocks.
    static float grouped(Matrix m, int row, float[] x, int at) {
        int n = m.columns(), blocks = n / 32;
        int[] q = new int[n];
        float[] dx = new float[blocks], total = new float[blocks], scale = new float[n], minimum = new float[n];
        for (int b = 0; b < blocks; b++) {
            float max = 0;
            for (int i = 0; i < 32; i++) max = Math.max(max, Math.abs(x[at + b * 32 + i]));
            float factor = max == 0 ? 0 : 127 / max;
            int sum = 0;
            for (int i = b * 32; i < b * 32 + 32; i++) sum += q[i] = (int) Math.rint(x[at + i] * factor);
            dx[b] = max / 127;
            total[b] = dx[b] * sum;
        }
        int[] w = quants(m, row, scale, minimum);
        int zero = switch (m.type()) {
            case Q8_0 -> 0;
            case Q4_0, Q4_1, Q4_K -> 8;
            case Q5_0, Q5_1, Q5_K -> 16;
            default -> 32;
        };
        int run = m.type() == TensorType.Q6_K ? 16 : 32;
        boolean minima = switch (m.type()) {
            case Q4_1, Q5_1, Q4_K, Q5_K -> true;
            default -> false;
        };
        float y = 0;
        for (int k = 0; k < n; k += run) {
            int sum = 0, b = k / 32;
            for (int i = k; i < k + run; i++) sum += (w[i] - zero) * q[i];
            y = Math.fma(sum, scale[k] * dx[b], y);
            if (minima) y = Math.fma(scale[k] * zero - minimum[k], total[b], y);
        }
        return y;
    }

    /// Quants of a row as they are stored, with the scale and the minimum of each: `w = scale · q − minimum`.
    private static int[] quants(Matrix m, int row, float[] scale, float[] minimum) {
        int n = m.columns(), block = m.type().blockElements(), bytes = m.type().blockBytes();
        MemorySegment s = m.row(row);
        int[] q = new int[n];
        for (int k = 0; k < n; k++) {
            long at = (long) (k / block) * bytes;
            int e = k % block, j = e % 16, sub = e / 32;
            switch (m.type()) {
                case Q4_0, Q5_0, Q8_0 -> scale[k] = half(s, at);
                case Q4_1, Q5_1 -> {
                    scale[k] = half(s, at);
                    minimum[k] = -half(s, at + 2);
                }
                case Q4_K, Q5_K -> {
                    scale[k] = half(s, at) * Dequantise.scale6(s, at + 4, sub);
                    minimum[k] = half(s, at + 2) * Dequantise.min6(s, at + 4, sub);
                }
                case Q6_K -> scale[k] = half(s, at + 208) * s.get(ValueLayout.JAVA_BYTE, at + 192 + e / 16);
                default -> throw new IllegalArgumentException();
            }
            q[k] = switch (m.type()) {
                case Q8_0 -> s.get(ValueLayout.JAVA_BYTE, at + 2 + e);
                case Q4_0 -> bits(s, at + 2 + j, e / 16 * 4, 4);
                case Q4_1 -> bits(s, at + 4 + j, e / 16 * 4, 4);
                case Q5_0 -> bits(s, at + 6 + j, e / 16 * 4, 4) | bits(s, at + 2 + e / 8, e % 8, 1) << 4;
                case Q5_1 -> bits(s, at + 8 + j, e / 16 * 4, 4) | bits(s, at + 4 + e / 8, e % 8, 1) << 4;
                case Q4_K -> bits(s, at + 16 + sub / 2 * 32 + e % 32, sub % 2 * 4, 4);
                case Q5_K -> bits(s, at + 48 + sub / 2 * 32 + e % 32, sub % 2 * 4, 4)
                        | bits(s, at + 16 + e % 32, sub, 1) << 4;
                default -> bits(s, at + e / 128 * 64 + sub % 2 * 32 + e % 32, sub % 4 / 2 * 4, 4)
                        | bits(s, at + 128 + e / 128 * 32 + e % 32, sub % 4 * 2, 2) << 4;
            };
        }
        return q;
    }

    private static int bits(MemorySegment s, long at, int shift, int count) {
        return s.get(ValueLayout.JAVA_BYTE, at) >> shift & (1 << count) - 1;
    }

    private static float half(MemorySegment s, long at) {
        return Float.float16ToFloat(s.get(ValueLayout.JAVA_SHORT_UNALIGNED, at));
    }
}
