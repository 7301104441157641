package dev.pando.kernel;

import dev.pando.kernel.tensor.Matrix;
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

    /// Row `row` of a Q4_0 matrix and one token: integers within a block, one chain of fused multiply-adds over blocks.
    static float nibbles(Matrix m, int row, float[] x, int at) {
        float y = 0;
        for (int b = 0; b < m.columns() / 32; b++) {
            float max = 0;
            for (int i = 0; i < 32; i++) max = Math.max(max, Math.abs(x[at + b * 32 + i]));
            float factor = max == 0 ? 0 : 127 / max, dx = max / 127;
            int sum = 0;
            for (int i = 0; i < 32; i++) {
                int q = m.row(row).get(ValueLayout.JAVA_BYTE, b * 18L + 2 + i % 16) >> i / 16 * 4 & 15;
                sum += (q - 8) * (int) Math.rint(x[at + b * 32 + i] * factor);
            }
            float d = Float.float16ToFloat(m.row(row).get(ValueLayout.JAVA_SHORT_UNALIGNED, b * 18L));
            y = Math.fma(sum, d * dx, y);
        }
        return y;
    }
}
