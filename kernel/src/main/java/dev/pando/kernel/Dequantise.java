package dev.pando.kernel;

import dev.pando.kernel.tensor.Matrix;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// The meaning of every stored format: from bytes to floats, one element at a time.
///
/// Layouts are ggml's (`ggml-common.h`, `dequantize_row_*`). Products are rounded once or twice in `float`, as written
/// here; kernels that keep weights quantised define their own order of rounding, and say so.
public final class Dequantise {

    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);

    private Dequantise() {}

    /// Writes row `row` of `m` as floats to `out[offset .. offset + m.columns())`.
    ///
    /// @throws IndexOutOfBoundsException if the row is not one of the matrix or does not fit
    public static void row(Matrix m, int row, float[] out, int offset) {
        if (row < 0 || row >= m.rows()) throw new IndexOutOfBoundsException(m.name() + ": row " + row);
        MemorySegment bytes = m.row(row);
        int blocks = m.columns() / m.type().blockElements();
        for (int b = 0; b < blocks; b++) {
            long at = (long) b * m.type().blockBytes();
            int o = offset + b * m.type().blockElements();
            switch (m.type()) {
                case F32 -> out[o] = bytes.get(FLOAT, at);
                case F16 -> out[o] = half(bytes, at);
                case BF16 -> out[o] = Float.intBitsToFloat(bytes.get(SHORT, at) << 16);
                case Q4_0 -> q40(bytes, at, out, o);
                case Q4_1 -> q41(bytes, at, out, o);
                case Q5_0 -> q50(bytes, at, out, o);
                case Q5_1 -> q51(bytes, at, out, o);
                case Q8_0 -> q80(bytes, at, out, o);
                case Q4_K -> q4k(bytes, at, out, o);
                case Q5_K -> q5k(bytes, at, out, o);
                case Q6_K -> q6k(bytes, at, out, o);
            }
        }
    }

    // block of 32: | d f16 | 16 × (low nibble: element j, high nibble: element j + 16) |
    private static void q40(MemorySegment s, long at, float[] out, int o) {
        float d = half(s, at);
        for (int j = 0; j < 16; j++) {
            int q = s.get(BYTE, at + 2 + j);
            out[o + j] = d * ((q & 15) - 8);
            out[o + j + 16] = d * ((q >> 4 & 15) - 8);
        }
    }

    // block of 32: | d f16 | m f16 | 16 × nibbles as in Q4_0 |
    private static void q41(MemorySegment s, long at, float[] out, int o) {
        float d = half(s, at), m = half(s, at + 2);
        for (int j = 0; j < 16; j++) {
            int q = s.get(BYTE, at + 4 + j);
            out[o + j] = d * (q & 15) + m;
            out[o + j + 16] = d * (q >> 4 & 15) + m;
        }
    }

    // block of 32: | d f16 | 32 fifth bits | 16 × nibbles as in Q4_0 |
    private static void q50(MemorySegment s, long at, float[] out, int o) {
        float d = half(s, at);
        int high = s.get(INT, at + 2);
        for (int j = 0; j < 16; j++) {
            int q = s.get(BYTE, at + 6 + j);
            out[o + j] = d * ((q & 15 | (high >>> j & 1) << 4) - 16);
            out[o + j + 16] = d * ((q >> 4 & 15 | (high >>> j + 16 & 1) << 4) - 16);
        }
    }

    // block of 32: | d f16 | m f16 | 32 fifth bits | 16 × nibbles as in Q4_0 |
    private static void q51(MemorySegment s, long at, float[] out, int o) {
        float d = half(s, at), m = half(s, at + 2);
        int high = s.get(INT, at + 4);
        for (int j = 0; j < 16; j++) {
            int q = s.get(BYTE, at + 8 + j);
            out[o + j] = d * (q & 15 | (high >>> j & 1) << 4) + m;
            out[o + j + 16] = d * (q >> 4 & 15 | (high >>> j + 16 & 1) << 4) + m;
        }
    }

    // block of 32: | d f16 | 32 × int8 |
    private static void q80(MemorySegment s, long at, float[] out, int o) {
        float d = half(s, at);
        for (int j = 0; j < 32; j++) out[o + j] = d * s.get(BYTE, at + 2 + j);
    }

    // block of 256: | d f16 | dmin f16 | 12 bytes: 8 scales and 8 minima of 6 bits | 128 bytes of nibbles |
    // sub-blocks 2i and 2i+1 share 32 bytes: low nibbles, high nibbles
    private static void q4k(MemorySegment s, long at, float[] out, int o) {
        float d = half(s, at), dmin = half(s, at + 2);
        for (int i = 0; i < 8; i++) {
            float scale = d * scale6(s, at + 4, i), min = dmin * min6(s, at + 4, i);
            for (int j = 0; j < 32; j++) {
                int q = s.get(BYTE, at + 16 + (i / 2) * 32 + j) >> (i & 1) * 4 & 15;
                out[o + i * 32 + j] = scale * q - min;
            }
        }
    }

    // block of 256: | d f16 | dmin f16 | 12 bytes of scales | 32 bytes: bit i is the fifth bit of sub-block i | 128 nibbles |
    private static void q5k(MemorySegment s, long at, float[] out, int o) {
        float d = half(s, at), dmin = half(s, at + 2);
        for (int i = 0; i < 8; i++) {
            float scale = d * scale6(s, at + 4, i), min = dmin * min6(s, at + 4, i);
            for (int j = 0; j < 32; j++) {
                int low = s.get(BYTE, at + 48 + (i / 2) * 32 + j) >> (i & 1) * 4 & 15;
                int high = s.get(BYTE, at + 16 + j) >> i & 1;
                out[o + i * 32 + j] = scale * (low | high << 4) - min;
            }
        }
    }

    // block of 256: | 128 bytes: low 4 bits | 64 bytes: high 2 bits | 16 × int8 scale | d f16 |
    // each half of 128 elements: quarter i of 32 has its low bits in bytes (i & 1)·32 + j, nibble i / 2, its high bits at 2i
    private static void q6k(MemorySegment s, long at, float[] out, int o) {
        float d = half(s, at + 208);
        for (int e = 0; e < 256; e++) {
            int half = e / 128, quarter = e / 32 % 4, j = e % 32;
            int low = s.get(BYTE, at + half * 64 + (quarter & 1) * 32 + j) >> (quarter / 2) * 4 & 15;
            int high = s.get(BYTE, at + 128 + half * 32 + j) >> quarter * 2 & 3;
            out[o + e] = d * s.get(BYTE, at + 192 + e / 16) * ((low | high << 4) - 32);
        }
    }

    /// Scale `i` of the eight 6-bit scales packed in 12 bytes at `at`.
    static int scale6(MemorySegment s, long at, int i) {
        if (i < 4) return s.get(BYTE, at + i) & 63;
        return s.get(BYTE, at + i + 4) & 15 | (s.get(BYTE, at + i - 4) >> 6 & 3) << 4;
    }

    /// Minimum `i` of the eight 6-bit minima packed in 12 bytes at `at`.
    static int min6(MemorySegment s, long at, int i) {
        if (i < 4) return s.get(BYTE, at + i + 4) & 63;
        return s.get(BYTE, at + i + 4) >> 4 & 15 | (s.get(BYTE, at + i) >> 6 & 3) << 4;
    }

    static float half(MemorySegment s, long at) {
        return Float.float16ToFloat(s.get(SHORT, at));
    }
}
