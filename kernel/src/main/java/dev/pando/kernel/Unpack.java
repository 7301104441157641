package dev.pando.kernel;

import static dev.pando.kernel.Lanes.BYTES;
import static dev.pando.kernel.Lanes.BYTES_AS_INTS;
import static dev.pando.kernel.Lanes.FLOATS;
import static dev.pando.kernel.Lanes.HALF_1;
import static dev.pando.kernel.Lanes.INTS;
import static dev.pando.kernel.Lanes.LANES;
import static dev.pando.kernel.Lanes.LE;
import static dev.pando.kernel.Lanes.LENGTH;
import static dev.pando.kernel.Lanes.PARTS;
import static dev.pando.kernel.Lanes.SHORTS;
import static dev.pando.kernel.Lanes.STEP_1;

import dev.pando.kernel.tensor.Matrix;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// [Dequantise] by vectors: the same floats, 16 at a time.
final class Unpack {

    private static final int NIBBLES = 0x0F0F0F0F;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(LE);
    private static final IntVector LANE = IntVector.zero(INTS).addIndex(1);

    private Unpack() {}

    /// Writes row `row` of `m` to `out[at .. at + m.columns())`: the bits of [Dequantise#row], save for the payload of NaN.
    static void row(Matrix m, int row, float[] out, int at) {
        MemorySegment data = m.data();
        long from = row * m.rowBytes();
        int n = m.columns();
        switch (m.type()) {
            case F32 -> MemorySegment.copy(data, Dequantise.FLOAT, from, out, at, n);
            case F16 -> halves(data, from, n, out, at);
            case BF16 -> brain(data, from, n, out, at);
            case Q8_0 -> bytes(data, from, n, out, at);
            case Q4_0 -> nibbles(data, from, n, out, at);
            case Q4_1 -> nibblesWithMinimum(data, from, n, out, at);
            case Q5_0 -> fives(data, from, n, 22, 2, out, at);
            case Q5_1 -> fives(data, from, n, 24, 4, out, at);
            case Q4_K -> q4k(data, from, n, out, at);
            case Q5_K -> q5k(data, from, n, out, at);
            case Q6_K -> q6k(data, from, n, out, at);
        }
    }

    private static void halves(MemorySegment s, long from, int n, float[] out, int at) {
        int k = 0;
        for (; k + LENGTH <= n; k += LENGTH) {
            IntVector i = (IntVector) ShortVector.fromMemorySegment(SHORTS, s, from + 2L * k, LE)
                    .convertShape(VectorOperators.S2I, INTS, 0);
            // exponent and fraction move up by 13 bits, sign stays; the exponent's bias is mended by a product that is exact
            IntVector bits = i.lanewise(VectorOperators.LSHL, 13).and(0x8FFFE000);
            VectorMask<Integer> special = i.and(0x7C00).compare(VectorOperators.EQ, 0x7C00);
            FloatVector f = bits.reinterpretAsFloats().mul(0x1p112f);
            f.reinterpretAsInts().lanewise(VectorOperators.OR, 0x7F800000, special).reinterpretAsFloats()
                    .intoArray(out, at + k);
        }
        for (; k < n; k++) out[at + k] = Dequantise.half(s, from + 2L * k);
    }

    private static void brain(MemorySegment s, long from, int n, float[] out, int at) {
        int k = 0;
        for (; k + LENGTH <= n; k += LENGTH) {
            ((IntVector) ShortVector.fromMemorySegment(SHORTS, s, from + 2L * k, LE)
                    .convertShape(VectorOperators.S2I, INTS, 0)).lanewise(VectorOperators.LSHL, 16)
                    .reinterpretAsFloats().intoArray(out, at + k);
        }
        for (; k < n; k++) out[at + k] = Float.intBitsToFloat(s.get(Dequantise.SHORT, from + 2L * k) << 16);
    }

    private static void bytes(MemorySegment s, long from, int n, float[] out, int at) {
        for (int k = 0; k < n; k += 32, from += 34) {
            float d = Dequantise.half(s, from);
            store(ByteVector.fromMemorySegment(BYTES, s, from + 2, LE), d, out, at + k, 0);
            store(ByteVector.fromMemorySegment(BYTES, s, from + 18, LE), d, out, at + k + 16, 0);
            if (PARTS > 1) {
                store(ByteVector.fromMemorySegment(BYTES, s, from + 2 + STEP_1, LE), d, out, at + k + LENGTH, HALF_1);
                store(ByteVector.fromMemorySegment(BYTES, s, from + 18 + STEP_1, LE), d, out, at + k + 16 + LENGTH,
                        HALF_1);
            }
            if (PARTS > 2) {
                for (int half = 0; half < 2; half++) {
                    int o = at + k + (2 + half) * LENGTH;
                    store(ByteVector.fromMemorySegment(BYTES, s, from + 10, LE), d, out, o, half);
                    store(ByteVector.fromMemorySegment(BYTES, s, from + 26, LE), d, out, o + 16, half);
                }
            }
        }
    }

    private static void nibbles(MemorySegment s, long from, int n, float[] out, int at) {
        for (int k = 0; k < n; k += 32, from += 18) {
            float d = Dequantise.half(s, from);
            for (int step = 0; step < LANES; step += BYTES.length()) {
                IntVector q = ByteVector.fromMemorySegment(BYTES, s, from + 2 + step, LE).reinterpretAsInts();
                ByteVector low = q.and(NIBBLES).reinterpretAsBytes().sub((byte) 8);
                ByteVector high = q.lanewise(VectorOperators.LSHR, 4).and(NIBBLES).reinterpretAsBytes().sub((byte) 8);
                int o = at + k + step;
                store(low, d, out, o, 0);
                store(high, d, out, o + 16, 0);
                if (PARTS == 4) {
                    store(low, d, out, o + LENGTH, 1);
                    store(high, d, out, o + 16 + LENGTH, 1);
                }
            }
        }
    }

    private static void nibblesWithMinimum(MemorySegment s, long from, int n, float[] out, int at) {
        for (int k = 0; k < n; k += 32, from += 20) {
            float d = Dequantise.half(s, from), m = Dequantise.half(s, from + 2);
            for (int step = 0; step < LANES; step += BYTES.length()) {
                IntVector q = ByteVector.fromMemorySegment(BYTES, s, from + 4 + step, LE).reinterpretAsInts();
                ByteVector low = q.and(NIBBLES).reinterpretAsBytes();
                ByteVector high = q.lanewise(VectorOperators.LSHR, 4).and(NIBBLES).reinterpretAsBytes();
                int o = at + k + step;
                store(low, d, m, out, o, 0);
                store(high, d, m, out, o + 16, 0);
                if (PARTS == 4) {
                    store(low, d, m, out, o + LENGTH, 1);
                    store(high, d, m, out, o + 16 + LENGTH, 1);
                }
            }
        }
    }

    // Q5_0 and Q5_1: they differ in the size of a block and in what is added
    private static void fives(MemorySegment s, long from, int n, int blockBytes, int header, float[] out, int at) {
        boolean minimum = header == 4;
        for (int k = 0; k < n; k += 32, from += blockBytes) {
            float d = Dequantise.half(s, from), m = minimum ? Dequantise.half(s, from + 2) : 0;
            int fifths = s.get(INT, from + header);
            for (int lane = 0; lane < LANES; lane += LENGTH) {
                // at 128 bits 8 bytes are loaded and one half of them used
                ByteVector loaded = ByteVector.fromMemorySegment(BYTES, s,
                        from + header + 4 + lane / BYTES.length() * BYTES.length(), LE);
                int half = lane % BYTES.length() / LENGTH;
                IntVector q = (IntVector) loaded.convertShape(VectorOperators.B2I, INTS, half);
                IntVector bits = IntVector.broadcast(INTS, fifths).lanewise(VectorOperators.LSHR, LANE.add(lane));
                IntVector low = q.and(15).or(bits.and(1).lanewise(VectorOperators.LSHL, 4));
                IntVector high = q.lanewise(VectorOperators.LSHR, 4).and(15)
                        .or(bits.lanewise(VectorOperators.LSHR, 16).and(1).lanewise(VectorOperators.LSHL, 4));
                if (minimum) {
                    floats(low).mul(d).add(m).intoArray(out, at + k + lane);
                    floats(high).mul(d).add(m).intoArray(out, at + k + 16 + lane);
                } else {
                    floats(low.sub(16)).mul(d).intoArray(out, at + k + lane);
                    floats(high.sub(16)).mul(d).intoArray(out, at + k + 16 + lane);
                }
            }
        }
    }

    private static void q4k(MemorySegment s, long from, int n, float[] out, int at) {
        for (int k = 0; k < n; k += 256, from += 144) {
            float d = Dequantise.half(s, from), dmin = Dequantise.half(s, from + 2);
            for (int i = 0; i < 8; i += 2) {
                float d0 = d * Dequantise.scale6(s, from + 4, i), m0 = -(dmin * Dequantise.min6(s, from + 4, i));
                float d1 = d * Dequantise.scale6(s, from + 4, i + 1);
                float m1 = -(dmin * Dequantise.min6(s, from + 4, i + 1));
                for (int step = 0; step < 32; step += BYTES.length()) {
                    IntVector q = ByteVector.fromMemorySegment(BYTES, s, from + 16 + i * 16 + step, LE)
                            .reinterpretAsInts();
                    ByteVector low = q.and(NIBBLES).reinterpretAsBytes();
                    ByteVector high = q.lanewise(VectorOperators.LSHR, 4).and(NIBBLES).reinterpretAsBytes();
                    int o = at + k + i * 32 + step;
                    store(low, d0, m0, out, o, 0);
                    store(high, d1, m1, out, o + 32, 0);
                    if (PARTS == 4) {
                        store(low, d0, m0, out, o + LENGTH, 1);
                        store(high, d1, m1, out, o + 32 + LENGTH, 1);
                    }
                }
            }
        }
    }

    private static void q5k(MemorySegment s, long from, int n, float[] out, int at) {
        for (int k = 0; k < n; k += 256, from += 176) {
            float d = Dequantise.half(s, from), dmin = Dequantise.half(s, from + 2);
            for (int i = 0; i < 8; i++) {
                float scale = d * Dequantise.scale6(s, from + 4, i), min = -(dmin * Dequantise.min6(s, from + 4, i));
                for (int step = 0; step < 32; step += BYTES.length()) {
                    IntVector q = ByteVector.fromMemorySegment(BYTES, s, from + 48 + i / 2 * 32 + step, LE)
                            .reinterpretAsInts().lanewise(VectorOperators.LSHR, (i & 1) * 4).and(NIBBLES);
                    IntVector h = ByteVector.fromMemorySegment(BYTES, s, from + 16 + step, LE).reinterpretAsInts()
                            .lanewise(VectorOperators.LSHR, i).and(0x01010101).lanewise(VectorOperators.LSHL, 4);
                    int o = at + k + i * 32 + step;
                    store(q.or(h).reinterpretAsBytes(), scale, min, out, o, 0);
                    if (PARTS == 4) store(q.or(h).reinterpretAsBytes(), scale, min, out, o + LENGTH, 1);
                }
            }
        }
    }

    private static void q6k(MemorySegment s, long from, int n, float[] out, int at) {
        for (int k = 0; k < n; k += 256, from += 210) {
            float d = Dequantise.half(s, from + 208);
            for (int e = 0; e < 256; e += 16) {
                int half = e / 128, quarter = e / 32 % 4, j = e % 32;
                float scale = d * s.get(ValueLayout.JAVA_BYTE, from + 192 + e / 16);
                for (int step = 0; step < LANES; step += BYTES.length()) {
                    IntVector q = ByteVector
                            .fromMemorySegment(BYTES, s, from + half * 64 + (quarter & 1) * 32 + j + step, LE)
                            .reinterpretAsInts().lanewise(VectorOperators.LSHR, quarter / 2 * 4).and(NIBBLES);
                    IntVector h = ByteVector.fromMemorySegment(BYTES, s, from + 128 + half * 32 + j + step, LE)
                            .reinterpretAsInts().lanewise(VectorOperators.LSHR, quarter * 2).and(0x03030303)
                            .lanewise(VectorOperators.LSHL, 4);
                    ByteVector w = q.or(h).reinterpretAsBytes().sub((byte) 32);
                    int o = at + k + e + step;
                    store(w, scale, out, o, 0);
                    if (PARTS == 4) store(w, scale, out, o + LENGTH, 1);
                }
            }
        }
    }

    private static FloatVector floats(IntVector q) {
        return (FloatVector) q.convertShape(VectorOperators.I2F, FLOATS, 0);
    }

    private static void store(ByteVector q, float d, float[] out, int o, int half) {
        ((FloatVector) q.convertShape(VectorOperators.B2F, FLOATS, half)).mul(d).intoArray(out, o);
    }

    private static void store(ByteVector q, float d, float m, float[] out, int o, int half) {
        ((FloatVector) q.convertShape(VectorOperators.B2F, FLOATS, half)).mul(d).add(m).intoArray(out, o);
    }
}
