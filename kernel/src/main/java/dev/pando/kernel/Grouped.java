package dev.pando.kernel;

import static dev.pando.kernel.Lanes.FLOATS;

import dev.pando.kernel.tensor.Matrix;
import dev.pando.kernel.tensor.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.VectorSpecies;

/// Weights of 4, 5, 6 and 8 bits against inputs of 8 bits, a lane for each row: nothing is ever summed across lanes.
/// This is the form for kernels in Java; [Quads] has the same meaning.
///
/// Rows are repacked in groups of [#GROUP], the shorts of one vector. A group holds the headers of all its blocks of 32
/// columns, then their quants:
/// ```
/// header of one block
///   Q4_0 Q5_0 Q8_0   | d f16 |                       one of each for every row
///   Q4_1 Q5_1   | d f16 | m f16 |
///   Q4_K Q5_K   | d f16 | dmin f16 | scale u8 | minimum u8 |    d and dmin in the first block of eight only
///   Q6_K        | d f16 | scale of columns 0–15 i8 | of 16–31 i8 |    d in the first block of eight only
/// quants of one block
///   8 bits: 16 × short: byte j of short i is column 2i + j; otherwise
///   8 × short: nibble j of short i is the low part of column 4i + j
///   5 bits: 2 × short: bit j of short i is bit 4 of column 16i + j
///   6 bits: 4 × short: bits 2j and 2j + 1 of short i are bits 4 and 5 of column 8i + j
/// ```
/// In the quants lane `2i` is row `i`, lane `2i + 1` is row `i + GROUP / 2`, so that even and odd shorts widen to rows side
/// by side; headers have rows in order.
///
/// Meaning: columns go by runs that have one scale, of 32, or of 16 for Q6_K; the sum of integers `S = Σ (q − zero) · x`
/// is exact, so its order is free, and wrapping on the way is harmless. Then `y = fma(S, scale · dx, y)`, runs rising
/// from `y = 0`; and after the run of each block, where there are minima, `y = fma(offset, dx · Σx, y)` with
/// `offset = zero · scale − minimum`.
final class Grouped implements Packed {

    /// The shorts of one vector.
    static final VectorSpecies<Short> SHORTS = VectorSpecies.of(short.class, FLOATS.vectorShape());

    /// Rows of one group.
    static final int GROUP = SHORTS.length();

    /// Columns of one block.
    static final int BLOCK = Activations.BLOCK;

    private static final int SUPER = 8; // blocks of a K-quant's super-block

    private final TensorType type;
    private final MemorySegment packed;
    private final int rows;
    private final int blocks;

    private Grouped(Matrix m, MemorySegment packed) {
        this.type = m.type();
        this.packed = packed;
        this.rows = m.rows();
        this.blocks = m.columns() / BLOCK;
    }

    /// Whether weights of this type are repacked.
    static boolean takes(TensorType type) {
        return bits(type) > 0;
    }

    private static int bits(TensorType type) {
        return switch (type) {
            case Q4_0, Q4_1, Q4_K -> 4;
            case Q5_0, Q5_1, Q5_K -> 5;
            case Q6_K -> 6;
            case Q8_0 -> 8;
            case F32, F16, BF16 -> 0;
        };
    }

    /// Bytes that `m` takes repacked.
    static long bytes(Matrix m) {
        int blocks = m.columns() / BLOCK;
        return Math.ceilDiv(m.rows(), GROUP) * (headerBytes(m.type(), blocks) + (long) blocks * quantBytes(m.type()));
    }

    /// Repacks `m` into `packed` on all of `workers`; rows that the last group lacks become zeros.
    static Grouped repack(Workers workers, Matrix m, MemorySegment packed) {
        Grouped grouped = new Grouped(m, packed);
        workers.run(Math.ceilDiv(m.rows(), GROUP), group -> grouped.repack(m, group));
        return grouped;
    }

    private static long headerBytes(TensorType type, int blocks) {
        return switch (type) {
            case Q4_0, Q5_0, Q8_0 -> 2L * GROUP * blocks;
            case Q4_1, Q5_1 -> 4L * GROUP * blocks;
            case Q4_K, Q5_K -> 2L * GROUP * blocks + 4L * GROUP * (blocks / SUPER);
            case Q6_K -> 2L * GROUP * blocks + 2L * GROUP * (blocks / SUPER);
            case F32, F16, BF16 -> throw new IllegalArgumentException(type + " is not repacked");
        };
    }

    private static int quantBytes(TensorType type) {
        return 2 * GROUP * switch (bits(type)) {
            case 4 -> 8;
            case 5 -> 10;
            case 6 -> 12;
            default -> 16;
        };
    }

    private long group(int group) {
        return group * (headerBytes(type, blocks) + (long) blocks * quantBytes(type));
    }

    /// Where the header of block `b` lies in its group.
    private long header(int b) {
        return switch (type) {
            case Q4_K, Q5_K -> 2L * GROUP * b + 4L * GROUP * Math.ceilDiv(b, SUPER);
            case Q6_K -> 2L * GROUP * b + 2L * GROUP * Math.ceilDiv(b, SUPER);
            default -> headerBytes(type, b);
        };
    }

    private void repack(Matrix m, int group) {
        long header = group(group), quants = header + headerBytes(type, blocks);
        for (int i = 0; i < GROUP; i++) {
            int row = group * GROUP + i, lane = i < GROUP / 2 ? 2 * i : 2 * (i - GROUP / 2) + 1;
            if (row >= rows) continue; // a new arena is full of zeros
            long from = row * m.rowBytes();
            for (int b = 0; b < blocks; b++) {
                repackHeader(m.data(), from, b, header + header(b), i);
                repackQuants(m.data(), from, b, quants + (long) b * quantBytes(type) + 2 * lane);
            }
        }
    }

    private void repackHeader(MemorySegment s, long from, int b, long to, int i) {
        int block = type.blockBytes();
        switch (type) {
            case Q4_0, Q5_0, Q8_0 -> copyShort(s, from + (long) b * block, to + 2 * i);
            case Q4_1, Q5_1 -> {
                copyShort(s, from + (long) b * block, to + 2 * i);
                copyShort(s, from + (long) b * block + 2, to + 2 * GROUP + 2 * i);
            }
            case Q4_K, Q5_K -> {
                long at = from + (long) (b / SUPER) * block;
                if (b % SUPER == 0) {
                    copyShort(s, at, to + 2 * i);
                    copyShort(s, at + 2, to + 2 * GROUP + 2 * i);
                    to += 4 * GROUP;
                }
                packed.set(ValueLayout.JAVA_BYTE, to + i, (byte) Dequantise.scale6(s, at + 4, b % SUPER));
                packed.set(ValueLayout.JAVA_BYTE, to + GROUP + i, (byte) Dequantise.min6(s, at + 4, b % SUPER));
            }
            case Q6_K -> {
                long at = from + (long) (b / SUPER) * block;
                if (b % SUPER == 0) {
                    copyShort(s, at + 208, to + 2 * i);
                    to += 2 * GROUP;
                }
                for (int half = 0; half < 2; half++) {
                    byte scale = s.get(ValueLayout.JAVA_BYTE, at + 192 + b % SUPER * 2 + half);
                    packed.set(ValueLayout.JAVA_BYTE, to + half * GROUP + i, scale);
                }
            }
            case F32, F16, BF16 -> throw new AssertionError(type);
        }
    }

    private void repackQuants(MemorySegment s, long from, int b, long to) {
        int block = type.blockBytes(), e = b % SUPER; // place in the super-block
        long at = from + (long) b * block, atSuper = from + (long) (b / SUPER) * block;
        switch (type) {
            case Q8_0 -> {
                for (int i = 0; i < 16; i++) copyShort(s, at + 2 + 2 * i, to + i * 2L * GROUP);
            }
            case Q4_0 -> repackHalves(s, at + 2, to);
            case Q4_1 -> repackHalves(s, at + 4, to);
            case Q5_0 -> {
                repackHalves(s, at + 6, to);
                repackFifths(s.get(Dequantise.INT, at + 2), to);
            }
            case Q5_1 -> {
                repackHalves(s, at + 8, to);
                repackFifths(s.get(Dequantise.INT, at + 4), to);
            }
            case Q4_K -> repackNibbles(s, atSuper + 16 + e / 2 * 32, (e & 1) * 4, to);
            case Q5_K -> {
                repackNibbles(s, atSuper + 48 + e / 2 * 32, (e & 1) * 4, to);
                int fifths = 0;
                for (int i = 0; i < 4; i++) {
                    long eight = s.get(Dequantise.LONG, atSuper + 16 + 8 * i);
                    fifths |= (int) Long.compress(eight, 0x0101010101010101L << e) << 8 * i;
                }
                repackFifths(fifths, to);
            }
            case Q6_K -> {
                int quarter = e % 4;
                repackNibbles(s, atSuper + e / 4 * 64 + (quarter & 1) * 32, quarter / 2 * 4, to);
                for (int i = 0; i < 4; i++) {
                    long eight = s.get(Dequantise.LONG, atSuper + 128 + e / 4 * 32 + 8 * i);
                    long pairs = Long.compress(eight, 0x0303030303030303L << 2 * quarter);
                    packed.set(Dequantise.SHORT, to + (8 + i) * 2L * GROUP, (short) pairs);
                }
            }
            case F32, F16, BF16 -> throw new AssertionError(type);
        }
    }

    // low nibbles are columns 0–15, high ones 16–31
    private void repackHalves(MemorySegment s, long at, long to) {
        for (int i = 0; i < 8; i++)
            repackFour(s.get(Dequantise.INT, at + i % 4 * 4) >>> i / 4 * 4, to + i * 2L * GROUP);
    }

    // one nibble of each of 32 bytes
    private void repackNibbles(MemorySegment s, long at, int shift, long to) {
        for (int i = 0; i < 8; i++) repackFour(s.get(Dequantise.INT, at + i * 4) >>> shift, to + i * 2L * GROUP);
    }

    private void repackFour(int four, long to) {
        packed.set(Dequantise.SHORT, to,
                (short) (four & 0xF | four >>> 4 & 0xF0 | four >>> 8 & 0xF00 | four >>> 12 & 0xF000));
    }

    private void repackFifths(int fifths, long to) {
        packed.set(Dequantise.SHORT, to + 8 * 2L * GROUP, (short) fifths);
        packed.set(Dequantise.SHORT, to + 9 * 2L * GROUP, (short) (fifths >>> 16));
    }

    private void copyShort(MemorySegment s, long from, long to) {
        packed.set(Dequantise.SHORT, to, s.get(Dequantise.SHORT, from));
    }

    @Override
    public long bytes() {
        return packed.byteSize();
    }

    @Override
    public void multiply(int from, int to, Activations x, int tokens, float[] y, int offset, int stride,
            Scratch.Slot slot) {
        int bits = bits(type), runs = bits == 6 ? 2 * blocks : blocks, tile = GroupedMany.TOKENS;
        boolean many = tokens >= 4, minima = hasMinima();
        float[] sums = slot.sums(2 * tile * GROUP);
        float[] scales = slot.panel(2 * GROUP * runs), offsets = minima ? slot.offsets(2 * GROUP * blocks) : null;
        int unpacked = blocks * GroupedMany.unpacked(bits);
        short[] w = slot.shorts(many ? unpacked : 0), acc = many ? slot.accumulators(4 * tile * GROUP) : null;
        int first = from / GROUP, pairs = Math.ceilDiv(Math.ceilDiv(to, GROUP) - first, 2), last = (to - 1) / GROUP;
        for (int i = 0; i < pairs; i++) {
            int g = first + i, h = Math.min(first + pairs + i, last);
            scales(g, 0, scales, offsets);
            scales(h, GROUP, scales, offsets);
            long quants = headerBytes(type, blocks), p = group(g) + quants, q = group(h) + quants;
            if (many) GroupedMany.unpack(packed, p, q, bits, blocks, w);
            for (int t = 0; t < tokens;) {
                int left = tokens - t, n = left >= tile ? tile : left >= 4 ? 4 : 1;
                if (many) {
                    GroupedMany.multiply(w, scales, offsets, bits, x, t, n, blocks, acc, sums);
                } else {
                    GroupedOne.multiply(packed, p, q, bits, scales, offsets, x, t, blocks, sums);
                }
                for (int j = 0; j < n; j++, t++) {
                    int o = offset + t * stride, at = 2 * j * GROUP;
                    System.arraycopy(sums, at, y, o + g * GROUP, Math.min(GROUP, to - g * GROUP));
                    System.arraycopy(sums, at + GROUP, y, o + h * GROUP, Math.min(GROUP, to - h * GROUP));
                }
            }
        }
    }

    private boolean hasMinima() {
        return switch (type) {
            case Q4_1, Q5_1, Q4_K, Q5_K -> true;
            case Q4_0, Q5_0, Q6_K, Q8_0, F32, F16, BF16 -> false;
        };
    }

    /// Scales of a group, `scales[run · 2 · GROUP + at + row]`, and offsets, `offsets[block · 2 · GROUP + at + row]`.
    private void scales(int group, int at, float[] scales, float[] offsets) {
        long header = group(group);
        switch (type) {
            case Q4_0, Q5_0, Q8_0 -> GroupedScales.halves(packed, header, blocks, at, scales);
            case Q4_1 -> GroupedScales.halvesAndMinima(packed, header, blocks, 8, at, scales, offsets);
            case Q5_1 -> GroupedScales.halvesAndMinima(packed, header, blocks, 16, at, scales, offsets);
            case Q4_K -> GroupedScales.bytesAndMinima(packed, header, blocks, 8, at, scales, offsets);
            case Q5_K -> GroupedScales.bytesAndMinima(packed, header, blocks, 16, at, scales, offsets);
            case Q6_K -> GroupedScales.bytes(packed, header, blocks, at, scales);
            case F32, F16, BF16 -> throw new AssertionError(type);
        }
    }
}
