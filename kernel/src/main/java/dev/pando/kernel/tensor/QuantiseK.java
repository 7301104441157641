package dev.pando.kernel.tensor;

import java.util.Arrays;

/// ggml's K formats: super-blocks of 256 whose sub-blocks have scales that are quantised themselves.
///
/// A sub-block's scale is searched for, not computed: a few candidates are rounded to, fitted by weighted least squares
/// and the best kept. Order and rounding of every operation are those of `ggml-quants.c`, so that the bytes agree.
final class QuantiseK {

    private static final int SUPER = 256;
    private static final float TINY = 1e-15f;

    private QuantiseK() {}

    /// Q4_K (`steps` 15) and Q5_K (31): `w = d·s·q − dmin·m`, s and m of 6 bits for each 32 elements.
    static void shifted(float[] x, int at, int steps, byte[] out, int o) {
        int[] q = new int[SUPER];
        float[] scales = new float[8];
        float[] minima = new float[8];
        for (int j = 0; j < 8; j++) fitShifted(x, at + 32 * j, steps, q, 32 * j, scales, minima, j);
        float maxScale = largest(scales), maxMinimum = largest(minima);
        Bytes.putHalf(out, o, maxScale / 63);
        Bytes.putHalf(out, o + 2, maxMinimum / 63);
        int[] s = sixBits(scales, maxScale);
        int[] m = sixBits(minima, maxMinimum);
        packScales(s, m, out, o + 4);
        float d = Bytes.half(maxScale / 63), dMinimum = Bytes.half(maxMinimum / 63);
        for (int j = 0; j < SUPER; j++) {
            float step = d * s[j / 32];
            if (step != 0) q[j] = Math.clamp(nearest((x[at + j] + dMinimum * m[j / 32]) / step), 0, steps);
        }
        if (steps == 31) packFifthBits(q, out, o + 16);
        int nibbles = steps == 31 ? o + 48 : o + 16;
        for (int j = 0; j < SUPER; j += 64) {
            for (int l = 0; l < 32; l++) {
                out[nibbles + j / 2 + l] = (byte) (q[j + l] & 15 | (q[j + l + 32] & 15) << 4);
            }
        }
    }

    private static float largest(float[] values) {
        float largest = 0;
        for (float value : values) largest = Math.max(largest, value);
        return largest;
    }

    private static int[] sixBits(float[] values, float max) {
        float inverse = max > 0 ? 63 / max : 0;
        int[] bits = new int[8];
        for (int j = 0; j < 8; j++) bits[j] = Math.min(63, nearest(inverse * values[j]));
        return bits;
    }

    // 12 bytes: | s0…s3 | m0…m3 | low nibbles of (s4, m4)…(s7, m7) |, their upper two bits atop the first eight
    private static void packScales(int[] s, int[] m, byte[] out, int o) {
        for (int j = 0; j < 4; j++) {
            out[o + j] = (byte) (s[j] | s[j + 4] >> 4 << 6);
            out[o + j + 4] = (byte) (m[j] | m[j + 4] >> 4 << 6);
            out[o + j + 8] = (byte) (s[j + 4] & 15 | (m[j + 4] & 15) << 4);
        }
    }

    // Bit k of byte l: the fifth bit of element 32·k + l
    private static void packFifthBits(int[] q, byte[] out, int o) {
        for (int l = 0; l < 32; l++) {
            int bits = 0;
            for (int k = 0; k < 8; k++) bits |= (q[32 * k + l] >> 4) << k;
            out[o + l] = (byte) bits;
        }
    }

    /// Fits `x ≈ scale · q − minimum`, `0 ≤ q ≤ steps`, `minimum ≥ 0`, for 32 elements weighted by √mean(x²) + |x|.
    private static void fitShifted(float[] x, int at, int steps, int[] q, int qAt, float[] scales, float[] minima,
            int index) {
        float[] weights = new float[32];
        float squares = 0;
        for (int l = 0; l < 32; l++) squares += x[at + l] * x[at + l];
        float typical = (float) Math.sqrt(squares / 32);
        for (int l = 0; l < 32; l++) weights[l] = typical + Math.abs(x[at + l]);
        float min = x[at], max = x[at], sumW = weights[0], sumX = weights[0] * x[at];
        for (int l = 1; l < 32; l++) {
            if (x[at + l] < min) min = x[at + l];
            if (x[at + l] > max) max = x[at + l];
            sumW += weights[l];
            sumX += weights[l] * x[at + l];
        }
        if (min > 0) min = 0;
        minima[index] = -min;
        if (max == min) return;
        float inverse = steps / (max - min);
        float scale = 1 / inverse;
        float best = 0;
        for (int l = 0; l < 32; l++) {
            q[qAt + l] = Math.clamp(nearest(inverse * (x[at + l] - min)), 0, steps);
            float miss = scale * q[qAt + l] + min - x[at + l];
            best += weights[l] * (miss * miss);
        }
        float first = steps == 15 ? -1 : -0.5f;
        int tries = steps == 15 ? 20 : 15;
        int[] tried = new int[32];
        for (int t = 0; t <= tries; t++) {
            inverse = (first + 0.1f * t + steps) / (max - min); // from the best minimum so far
            float sumL = 0, sumL2 = 0, sumXL = 0;
            for (int l = 0; l < 32; l++) {
                int level = Math.clamp(nearest(inverse * (x[at + l] - min)), 0, steps);
                tried[l] = level;
                sumL += weights[l] * level;
                sumL2 += weights[l] * level * level;
                sumXL += weights[l] * level * x[at + l];
            }
            float determinant = sumW * sumL2 - sumL * sumL;
            if (!(determinant > 0)) continue;
            float newScale = (sumW * sumXL - sumX * sumL) / determinant;
            float newMin = (sumL2 * sumX - sumL * sumXL) / determinant;
            if (newMin > 0) {
                newMin = 0;
                newScale = sumXL / sumL2;
            }
            float error = 0;
            for (int l = 0; l < 32; l++) {
                float miss = newScale * tried[l] + newMin - x[at + l];
                error += weights[l] * (miss * miss);
            }
            if (error < best) {
                System.arraycopy(tried, 0, q, qAt, 32);
                best = error;
                scale = newScale;
                min = newMin;
            }
        }
        scales[index] = scale;
        minima[index] = -min;
    }

    /// Q6_K: `w = d·s·q`, s of 8 bits for each 16 elements, q from −32 to 31.
    static void symmetric6(float[] x, int at, byte[] out, int o) {
        int[] q = new int[SUPER];
        float[] scales = new float[16];
        float largest = 0, signed = 0;
        for (int j = 0; j < 16; j++) {
            scales[j] = fitSymmetric(x, at + 16 * j, q, 16 * j);
            if (Math.abs(scales[j]) > largest) {
                largest = Math.abs(scales[j]);
                signed = scales[j];
            }
        }
        Arrays.fill(out, o, o + 210, (byte) 0);
        if (largest < TINY) return;
        float inverse = -128 / signed;
        Bytes.putHalf(out, o + 208, 1 / inverse);
        float d = Bytes.half(1 / inverse);
        for (int j = 0; j < 16; j++) {
            int s = Math.min(127, nearest(inverse * scales[j]));
            out[o + 192 + j] = (byte) s;
            float step = d * (byte) s;
            if (step == 0) continue;
            for (int i = 16 * j; i < 16 * j + 16; i++) q[i] = Math.clamp(nearest(x[at + i] / step), -32, 31) + 32;
        }
        pack6(q, out, o);
    }

    // Two halves of 128 elements: 64 bytes of low nibbles (elements l, l + 32 | l + 64, l + 96), then 32 of upper pairs
    private static void pack6(int[] q, byte[] out, int o) {
        for (int half = 0; half < 2; half++) {
            int i = 128 * half, low = o + 64 * half, high = o + 128 + 32 * half;
            for (int l = 0; l < 32; l++) {
                out[low + l] = (byte) (q[i + l] & 15 | (q[i + l + 64] & 15) << 4);
                out[low + l + 32] = (byte) (q[i + l + 32] & 15 | (q[i + l + 96] & 15) << 4);
                out[high + l] = (byte) (q[i + l] >> 4 | q[i + l + 32] >> 4 << 2 | q[i + l + 64] >> 4 << 4
                        | q[i + l + 96] >> 4 << 6);
            }
        }
    }

    /// Fits `x ≈ scale · (q − 32)` for 16 elements weighted by x²; returns the scale, which has either sign.
    private static float fitSymmetric(float[] x, int at, int[] q, int qAt) {
        float largest = 0, signed = 0;
        for (int l = 0; l < 16; l++) {
            if (Math.abs(x[at + l]) > largest) {
                largest = Math.abs(x[at + l]);
                signed = x[at + l];
            }
        }
        if (largest < TINY) return 0;
        float scale = 0, best = 0;
        for (int t : TRIES) {
            float inverse = -(32 + 0.1f * t) / signed;
            float sumXL = 0, sumL2 = 0;
            for (int l = 0; l < 16; l++) {
                int level = Math.clamp(nearest(inverse * x[at + l]), -32, 31);
                float weight = x[at + l] * x[at + l];
                sumXL += weight * x[at + l] * level;
                sumL2 += weight * level * level;
            }
            boolean first = t == 0;
            if (!first && !(sumL2 > 0 && sumXL * sumXL > best * sumL2)) continue;
            for (int l = 0; l < 16; l++) q[qAt + l] = 32 + Math.clamp(nearest(inverse * x[at + l]), -32, 31);
            scale = first && sumL2 == 0 ? 0 : sumXL / sumL2;
            best = scale * sumXL;
        }
        return scale;
    }

    // The plain scale first, then its neighbours in tenths of a level.
    private static final int[] TRIES = {0, -9, -8, -7, -6, -5, -4, -3, -2, -1, 1, 2, 3, 4, 5, 6, 7, 8, 9};

    // To the nearest, ties to even: ggml adds and removes 1.5 · 2^23.
    private static int nearest(float x) {
        return (int) Math.rint(x);
    }
}
