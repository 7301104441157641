package dev.pando.kernel;

import static dev.pando.kernel.Grouped.GROUP;
import static dev.pando.kernel.Lanes.BYTES;
import static dev.pando.kernel.Lanes.FLOATS;
import static dev.pando.kernel.Lanes.HALF_1;
import static dev.pando.kernel.Lanes.INTS;
import static dev.pando.kernel.Lanes.LE;
import static dev.pando.kernel.Lanes.LENGTH;
import static dev.pando.kernel.Lanes.SHORTS;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/// Headers of a group of [Grouped] weights become floats: scales of each run, offsets of each block.
///
/// Stored halves must be finite; what an infinity becomes is not what [Dequantise] makes of it.
final class GroupedScales {

    private GroupedScales() {}

    /// `scale = d`.
    static void halves(MemorySegment s, long p, int blocks, int at, float[] scales) {
        for (int b = 0; b < blocks; b++, p += 2 * GROUP) {
            for (int i = 0; i < GROUP; i += LENGTH) {
                half(s, p + 2 * i).intoArray(scales, b * 2 * GROUP + at + i);
            }
        }
    }

    /// `scale = d`, `offset = zero · d + m`.
    static void halvesAndMinima(MemorySegment s, long p, int blocks, int zero, int at, float[] scales,
            float[] offsets) {
        for (int b = 0; b < blocks; b++, p += 4 * GROUP) {
            for (int i = 0; i < GROUP; i += LENGTH) {
                FloatVector d = half(s, p + 2 * i), m = half(s, p + 2 * GROUP + 2 * i);
                d.intoArray(scales, b * 2 * GROUP + at + i);
                d.mul(zero).add(m).intoArray(offsets, b * 2 * GROUP + at + i);
            }
        }
    }

    /// `scale = d · scale6`, `offset = zero · scale − dmin · min6`; `d` and `dmin` are of eight blocks.
    static void bytesAndMinima(MemorySegment s, long p, int blocks, int zero, int at, float[] scales,
            float[] offsets) {
        for (int b = 0; b < blocks; b += 8, p += 20 * GROUP) {
            for (int i = 0; i < GROUP; i += LENGTH) {
                FloatVector d = half(s, p + 2 * i), dmin = half(s, p + 2 * GROUP + 2 * i);
                for (int e = 0; e < 8; e++) {
                    FloatVector scale = d.mul(eight(s, p + (4 + 2 * e) * GROUP, i));
                    FloatVector minimum = dmin.mul(eight(s, p + (5 + 2 * e) * GROUP, i));
                    int o = (b + e) * 2 * GROUP + at + i;
                    scale.intoArray(scales, o);
                    scale.mul(zero).sub(minimum).intoArray(offsets, o);
                }
            }
        }
    }

    /// `scale = d · scale8`, another for each half of a block; `d` is of eight blocks.
    static void bytes(MemorySegment s, long p, int blocks, int at, float[] scales) {
        for (int b = 0; b < blocks; b += 8, p += 18 * GROUP) {
            for (int i = 0; i < GROUP; i += LENGTH) {
                FloatVector d = half(s, p + 2 * i);
                for (int e = 0; e < 16; e++) {
                    d.mul(eight(s, p + (2 + e) * GROUP, i)).intoArray(scales, (2 * b + e) * 2 * GROUP + at + i);
                }
            }
        }
    }

    private static FloatVector half(MemorySegment s, long p) {
        return ((IntVector) ShortVector.fromMemorySegment(SHORTS, s, p, LE).convertShape(VectorOperators.S2I, INTS, 0))
                .lanewise(VectorOperators.LSHL, 13).and(0x8FFFE000).reinterpretAsFloats().mul(0x1p112f);
    }

    // at 128 bits, 8 bytes are loaded and one half of them is used
    private static FloatVector eight(MemorySegment s, long p, int i) {
        ByteVector loaded = ByteVector.fromMemorySegment(BYTES, s, p + i / BYTES.length() * BYTES.length(), LE);
        if (HALF_1 == 1 && i % BYTES.length() != 0) {
            return (FloatVector) loaded.convertShape(VectorOperators.B2F, FLOATS, 1);
        }
        return (FloatVector) loaded.convertShape(VectorOperators.B2F, FLOATS, 0);
    }
}
