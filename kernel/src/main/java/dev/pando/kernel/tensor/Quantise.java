package dev.pando.kernel.tensor;

import java.util.Objects;

/// Floats to stored elements, one row at a time; deterministic, and byte for byte what ggml's reference quantisers write.
///
/// Source: `quantize_row_*_ref` in ggml's `ggml-quants.c`. Only for writing files: nothing here is meant to be fast.
public final class Quantise {

    private static final int BLOCK = 32;

    private Quantise() {}

    /// Stores `x[offset .. offset + length)` as `type` in `out`, from `outOffset` on.
    ///
    /// @param x         finite values; what becomes of others is undefined
    /// @param length    elements, a multiple of the type's block
    /// @param out       `type.bytes(length)` bytes are written
    /// @throws IllegalArgumentException  if `length` is no whole number of blocks
    /// @throws IndexOutOfBoundsException if a slice leaves its array
    public static void row(TensorType type, float[] x, int offset, int length, byte[] out, int outOffset) {
        Objects.checkFromIndexSize(offset, length, x.length);
        Objects.checkFromIndexSize(outOffset, (int) type.bytes(length), out.length);
        for (int i = offset, o = outOffset; i < offset + length; i += type.blockElements(), o += type.blockBytes()) {
            switch (type) {
                case F32 -> Bytes.putInt(out, o, Float.floatToRawIntBits(x[i]));
                case F16 -> Bytes.putHalf(out, o, x[i]);
                case BF16 -> Bytes.putShort(out, o, bfloat(x[i]));
                case Q8_0 -> q80(x, i, out, o);
                case Q4_0 -> symmetric(x, i, 8, out, o);
                case Q5_0 -> symmetric(x, i, 16, out, o);
                case Q4_1 -> shifted(x, i, 15, out, o);
                case Q5_1 -> shifted(x, i, 31, out, o);
                case Q4_K -> QuantiseK.shifted(x, i, 15, out, o);
                case Q5_K -> QuantiseK.shifted(x, i, 31, out, o);
                case Q6_K -> QuantiseK.symmetric6(x, i, out, o);
            }
        }
    }

    /// The upper half of a float, rounded to the nearest, ties to even.
    private static short bfloat(float x) {
        int bits = Float.floatToRawIntBits(x);
        if (Float.isNaN(x)) return (short) (bits >> 16 | 64);
        return (short) (bits + 0x7fff + (bits >> 16 & 1) >> 16);
    }

    // | d f16 | 32 × int8 |, d = max |x| / 127
    private static void q80(float[] x, int at, byte[] out, int o) {
        float largest = 0;
        for (int j = 0; j < BLOCK; j++) largest = Math.max(largest, Math.abs(x[at + j]));
        float d = largest / 127;
        float inverse = d == 0 ? 0 : 1 / d;
        Bytes.putHalf(out, o, d);
        for (int j = 0; j < BLOCK; j++) out[o + 2 + j] = (byte) awayFromZero(x[at + j] * inverse);
    }

    // C's roundf: halves go away from zero. In double, where adding a half is exact.
    private static int awayFromZero(float x) {
        int rounded = (int) (Math.abs((double) x) + 0.5);
        return x < 0 ? -rounded : rounded;
    }

    // Q4_0, Q5_0: d such that the element largest in magnitude becomes −half, whatever its sign.
    private static void symmetric(float[] x, int at, int half, byte[] out, int o) {
        float largest = 0, signed = 0;
        for (int j = 0; j < BLOCK; j++) {
            float magnitude = Math.abs(x[at + j]);
            if (largest < magnitude) {
                largest = magnitude;
                signed = x[at + j];
            }
        }
        float d = signed / -half;
        float inverse = d == 0 ? 0 : 1 / d;
        Bytes.putHalf(out, o, d);
        int[] q = new int[BLOCK];
        for (int j = 0; j < BLOCK; j++) q[j] = Math.min(2 * half - 1, (byte) (x[at + j] * inverse + (half + 0.5f)));
        pack(q, half == 16, out, o + 2);
    }

    // Q4_1, Q5_1: from the smallest element to the largest in `steps` equal steps.
    private static void shifted(float[] x, int at, int steps, byte[] out, int o) {
        float min = Float.MAX_VALUE, max = -Float.MAX_VALUE;
        for (int j = 0; j < BLOCK; j++) {
            if (x[at + j] < min) min = x[at + j];
            if (x[at + j] > max) max = x[at + j];
        }
        float d = (max - min) / steps;
        float inverse = d == 0 ? 0 : 1 / d;
        Bytes.putHalf(out, o, d);
        Bytes.putHalf(out, o + 2, min);
        int[] q = new int[BLOCK];
        for (int j = 0; j < BLOCK; j++) q[j] = Math.min(steps, (byte) ((x[at + j] - min) * inverse + 0.5f));
        pack(q, steps == 31, out, o + 4);
    }

    // [32 fifth bits] then 16 × (low nibble: element j, high nibble: element j + 16)
    private static void pack(int[] q, boolean fiveBits, byte[] out, int o) {
        int high = 0;
        for (int j = 0; j < BLOCK; j++) high |= (q[j] >> 4 & 1) << j;
        if (fiveBits) Bytes.putInt(out, o, high);
        int nibbles = fiveBits ? o + 4 : o;
        for (int j = 0; j < BLOCK / 2; j++) out[nibbles + j] = (byte) (q[j] & 15 | (q[j + 16] & 15) << 4);
    }
}
