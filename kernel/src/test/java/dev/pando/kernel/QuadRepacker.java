package dev.pando.kernel;

import dev.pando.kernel.machine.QuadFormat;
import dev.pando.kernel.machine.QuadFormat.Header;
import dev.pando.kernel.tensor.Matrix;
import dev.pando.kernel.tensor.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The twin of `RepackKernel`: takes rows as ggml lays them out and lays them out as [QuadFormat] draws it, group by group.
final class QuadRepacker {

    private static final ValueLayout.OfShort SHORTS = ValueLayout.JAVA_SHORT_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INTS = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int NIBBLES = 0x0F0F0F0F;
    private static final int SIGNS = 0x80808080;

    private final Matrix m;
    private final TensorType type;
    private final QuadFormat format;
    private final int blocks;
    private final short[] row; // every block is a whole number of shorts
    private final int[] group;

    QuadRepacker(Matrix m, QuadFormat format) {
        this.m = m;
        this.type = m.type();
        this.format = format;
        this.blocks = m.columns() / QuadFormat.BLOCK;
        this.row = new short[Math.toIntExact(m.rowBytes() / 2)];
        this.group = new int[Math.toIntExact(format.groupBytes(blocks) / 4)];
    }

    /// Writes a group to its place in `packed`; rows that the matrix lacks are zeros.
    void repack(int g, MemorySegment packed) {
        Arrays.fill(group, 0);
        int first = g * QuadFormat.GROUP;
        for (int i = 0; i < Math.min(QuadFormat.GROUP, m.rows() - first); i++) {
            MemorySegment.copy(m.data(), SHORTS, (first + i) * m.rowBytes(), row, 0, row.length);
            rowOf(i);
        }
        MemorySegment.copy(group, 0, packed, INTS, g * format.groupBytes(blocks), group.length);
    }

    private void rowOf(int i) {
        Header header = format.header();
        int step = (int) format.blockBytes(), to = 0, shared = 0;
        for (int b = 0; b < blocks; b++, to += step) {
            int block = b * QuadFormat.BLOCK / type.blockElements() * type.blockBytes();
            if (b % header.blocks == 0) {
                shared = to;
                to += header.sharedBytes;
            }
            header(block, b % QuadFormat.SUPER, shared, to, i);
            quants(block, b % QuadFormat.SUPER, to + header.blockBytes + 4 * i);
        }
    }

    // `e` is the block's place in the super-block of a K-quant
    private void header(int block, int e, int shared, int to, int i) {
        switch (format.header()) {
            case HALF -> putShort(to + 2 * i, shortAt(block));
            case HALF_AND_MINIMUM -> {
                putShort(to + 2 * i, shortAt(block));
                putShort(to + 2 * QuadFormat.GROUP + 2 * i, shortAt(block + 2));
            }
            case SUPER_AND_MINIMA -> {
                if (e == 0) {
                    putShort(shared + 2 * i, shortAt(block));
                    putShort(shared + 2 * QuadFormat.GROUP + 2 * i, shortAt(block + 2));
                }
                putByte(to + i, scale6(block + 4, e));
                putByte(to + QuadFormat.GROUP + i, minimum6(block + 4, e));
            }
            case SUPER -> {
                if (e == 0) putShort(shared + 2 * i, shortAt(block + 208));
                putByte(to + i, byteAt(block + 192 + 2 * e));
                putByte(to + QuadFormat.GROUP + i, byteAt(block + 193 + 2 * e));
            }
        }
    }

    private void quants(int block, int e, int to) {
        switch (type) {
            case Q8_0 -> {
                for (int c = 0; c < 8; c++) put(to + 64 * c, intAt(block + 2 + 4 * c) ^ SIGNS);
            }
            case Q4_0 -> halves(block + 2, to);
            case Q4_1 -> halves(block + 4, to);
            case Q5_0 -> {
                halves(block + 6, to);
                fifths(intAt(block + 2), to);
            }
            case Q5_1 -> {
                halves(block + 8, to);
                fifths(intAt(block + 4), to);
            }
            case Q4_K -> nibbles(block + 16 + e / 2 * 32, (e & 1) * 4, to);
            case Q5_K -> {
                nibbles(block + 48 + e / 2 * 32, (e & 1) * 4, to);
                int fifths = 0;
                for (int c = 0; c < 8; c++) fifths |= (intAt(block + 16 + 4 * c) >>> e & 0x01010101) << c;
                put(to + 256, fifths);
            }
            case Q6_K -> {
                int quarter = e % 4;
                nibbles(block + e / 4 * 64 + (quarter & 1) * 32, quarter / 2 * 4, to);
                for (int half = 0; half < 2; half++) {
                    int pairs = 0;
                    for (int c = 0; c < 4; c++) {
                        int four = intAt(block + 128 + e / 4 * 32 + half * 16 + 4 * c);
                        pairs |= (four >>> 2 * quarter & 0x03030303) << 2 * c;
                    }
                    put(to + 256 + 64 * half, pairs);
                }
            }
            case F32, F16, BF16 -> throw new AssertionError(type);
        }
    }

    // low nibbles are columns 0–15, high ones 16–31, as we want them
    private void halves(int from, int to) {
        for (int u = 0; u < 4; u++) put(to + 64 * u, intAt(from + 4 * u));
    }

    // one nibble of each of 32 bytes
    private void nibbles(int from, int shift, int to) {
        for (int u = 0; u < 4; u++) {
            int low = intAt(from + 4 * u) >>> shift & NIBBLES, high = intAt(from + 16 + 4 * u) >>> shift & NIBBLES;
            put(to + 64 * u, low | high << 4);
        }
    }

    // bit 4c + j becomes bit c of byte j
    private void fifths(int fifths, int to) {
        int bytes = 0;
        for (int j = 0; j < 4; j++) bytes |= Integer.compress(fifths, 0x11111111 << j) << 8 * j;
        put(to + 256, bytes);
    }

    /// As [Dequantise#scale6].
    private int scale6(int at, int e) {
        if (e < 4) return byteAt(at + e) & 63;
        return byteAt(at + e + 4) & 15 | (byteAt(at + e - 4) >> 6 & 3) << 4;
    }

    /// As [Dequantise#min6].
    private int minimum6(int at, int e) {
        if (e < 4) return byteAt(at + e + 4) & 63;
        return byteAt(at + e + 4) >> 4 & 15 | (byteAt(at + e) >> 6 & 3) << 4;
    }

    private int shortAt(int at) {
        return row[at / 2];
    }

    private int intAt(int at) {
        return row[at / 2] & 0xFFFF | row[at / 2 + 1] << 16;
    }

    private int byteAt(int at) {
        return row[at / 2] >>> (at & 1) * 8;
    }

    private void put(int to, int four) {
        group[to / 4] = four;
    }

    private void putShort(int to, int two) {
        group[to / 4] |= (two & 0xFFFF) << (to & 2) * 8;
    }

    private void putByte(int to, int one) {
        group[to / 4] |= (one & 0xFF) << (to & 3) * 8;
    }
}
