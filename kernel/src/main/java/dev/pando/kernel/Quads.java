package dev.pando.kernel;

import dev.pando.kernel.machine.QuadFormat;
import dev.pando.kernel.machine.QuadFormat.Header;
import dev.pando.kernel.machine.QuadKernel;
import dev.pando.kernel.tensor.Matrix;
import dev.pando.kernel.tensor.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Quantised weights repacked for machine code: the meaning and the bits of [Grouped], in the layout of [QuadFormat].
final class Quads implements Packed {

    private static final int GROUP = QuadFormat.GROUP;
    private static final int BLOCK = QuadFormat.BLOCK;
    private static final int SUPER = QuadFormat.SUPER;
    private static final int NIBBLES = 0x0F0F0F0F;
    private static final int SIGNS = 0x80808080;

    private final TensorType type;
    private final QuadFormat format;
    private final MemorySegment packed;
    private final int rows;
    private final int blocks;

    private Quads(Matrix m, MemorySegment packed) {
        this.type = m.type();
        this.format = format(m.type());
        this.packed = packed;
        this.rows = m.rows();
        this.blocks = m.columns() / BLOCK;
    }

    private static QuadFormat format(TensorType type) {
        return switch (type) {
            case Q8_0 -> new QuadFormat(8, Header.HALF);
            case Q4_0 -> new QuadFormat(4, Header.HALF);
            case Q4_1 -> new QuadFormat(4, Header.HALF_AND_MINIMUM);
            case Q5_0 -> new QuadFormat(5, Header.HALF);
            case Q5_1 -> new QuadFormat(5, Header.HALF_AND_MINIMUM);
            case Q4_K -> new QuadFormat(4, Header.SUPER_AND_MINIMA);
            case Q5_K -> new QuadFormat(5, Header.SUPER_AND_MINIMA);
            case Q6_K -> new QuadFormat(6, Header.SUPER);
            case F32, F16, BF16 -> throw new IllegalArgumentException(type + " is not repacked");
        };
    }

    /// Bytes that `m` takes repacked.
    static long bytes(Matrix m) {
        return Math.ceilDiv(m.rows(), GROUP) * format(m.type()).groupBytes(m.columns() / BLOCK);
    }

    /// Repacks `m` into `packed` on all of `workers`; rows that the last group lacks become zeros.
    static Quads repack(Workers workers, Matrix m, MemorySegment packed) {
        Quads quads = new Quads(m, packed);
        workers.run(Math.ceilDiv(m.rows(), GROUP), group -> quads.repack(m, group));
        return quads;
    }

    private void repack(Matrix m, int group) {
        Header header = format.header();
        for (int i = 0; i < Math.min(GROUP, rows - group * GROUP); i++) {
            long from = (long) (group * GROUP + i) * m.rowBytes(), to = group * format.groupBytes(blocks), shared = to;
            for (int b = 0; b < blocks; b++, to += format.blockBytes()) {
                long block = from + (long) (b * BLOCK / type.blockElements()) * type.blockBytes();
                if (b % header.blocks == 0) {
                    shared = to;
                    to += header.sharedBytes;
                }
                repackHeader(m.data(), block, b % SUPER, shared, to, i);
                repackQuants(m.data(), block, b % SUPER, to + header.blockBytes + 4 * i);
            }
        }
    }

    // `e` is the block's place in the super-block of a K-quant
    private void repackHeader(MemorySegment s, long block, int e, long shared, long to, int i) {
        switch (format.header()) {
            case HALF -> copyShort(s, block, to + 2 * i);
            case HALF_AND_MINIMUM -> {
                copyShort(s, block, to + 2 * i);
                copyShort(s, block + 2, to + 2 * GROUP + 2 * i);
            }
            case SUPER_AND_MINIMA -> {
                if (e == 0) {
                    copyShort(s, block, shared + 2 * i);
                    copyShort(s, block + 2, shared + 2 * GROUP + 2 * i);
                }
                packed.set(ValueLayout.JAVA_BYTE, to + i, (byte) Dequantise.scale6(s, block + 4, e));
                packed.set(ValueLayout.JAVA_BYTE, to + GROUP + i, (byte) Dequantise.min6(s, block + 4, e));
            }
            case SUPER -> {
                if (e == 0) copyShort(s, block + 208, shared + 2 * i);
                for (int half = 0; half < 2; half++) {
                    packed.set(ValueLayout.JAVA_BYTE, to + half * GROUP + i,
                            s.get(ValueLayout.JAVA_BYTE, block + 192 + 2 * e + half));
                }
            }
        }
    }

    private void repackQuants(MemorySegment s, long block, int e, long to) {
        switch (type) {
            case Q8_0 -> {
                for (int c = 0; c < 8; c++) put(to + 64 * c, s.get(Dequantise.INT, block + 2 + 4 * c) ^ SIGNS);
            }
            case Q4_0 -> repackHalves(s, block + 2, to);
            case Q4_1 -> repackHalves(s, block + 4, to);
            case Q5_0 -> {
                repackHalves(s, block + 6, to);
                repackFifths(s.get(Dequantise.INT, block + 2), to);
            }
            case Q5_1 -> {
                repackHalves(s, block + 8, to);
                repackFifths(s.get(Dequantise.INT, block + 4), to);
            }
            case Q4_K -> repackNibbles(s, block + 16 + e / 2 * 32, (e & 1) * 4, to);
            case Q5_K -> {
                repackNibbles(s, block + 48 + e / 2 * 32, (e & 1) * 4, to);
                int fifths = 0;
                for (int c = 0; c < 8; c++) {
                    fifths |= (s.get(Dequantise.INT, block + 16 + 4 * c) >>> e & 0x01010101) << c;
                }
                put(to + 256, fifths);
            }
            case Q6_K -> {
                int quarter = e % 4;
                repackNibbles(s, block + e / 4 * 64 + (quarter & 1) * 32, quarter / 2 * 4, to);
                for (int half = 0; half < 2; half++) {
                    int pairs = 0;
                    for (int c = 0; c < 4; c++) {
                        int four = s.get(Dequantise.INT, block + 128 + e / 4 * 32 + half * 16 + 4 * c);
                        pairs |= (four >>> 2 * quarter & 0x03030303) << 2 * c;
                    }
                    put(to + 256 + 64 * half, pairs);
                }
            }
            case F32, F16, BF16 -> throw new AssertionError(type);
        }
    }

    // low nibbles are columns 0–15, high ones 16–31, as we want them
    private void repackHalves(MemorySegment s, long from, long to) {
        for (int u = 0; u < 4; u++) put(to + 64 * u, s.get(Dequantise.INT, from + 4 * u));
    }

    // one nibble of each of 32 bytes
    private void repackNibbles(MemorySegment s, long from, int shift, long to) {
        for (int u = 0; u < 4; u++) {
            int low = s.get(Dequantise.INT, from + 4 * u) >>> shift & NIBBLES;
            int high = s.get(Dequantise.INT, from + 16 + 4 * u) >>> shift & NIBBLES;
            put(to + 64 * u, low | high << 4);
        }
    }

    // bit 4c + j becomes bit c of byte j
    private void repackFifths(int fifths, long to) {
        int bytes = 0;
        for (int j = 0; j < 4; j++) bytes |= Integer.compress(fifths, 0x11111111 << j) << 8 * j;
        put(to + 256, bytes);
    }

    private void put(long to, int four) {
        packed.set(Dequantise.INT, to, four);
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
        int first = from / GROUP, whole = to / GROUP - first, pairs = Math.ceilDiv(whole, 2), rest = to % GROUP;
        for (int t = 0; t < tokens;) {
            int n = Math.min(QuadKernel.tokensMax(), tokens - t), at = offset + t * stride;
            if (whole > 1) run(first, first + whole - pairs, pairs, x, t, n, y, at + from, stride, slot);
            else if (whole == 1) run(first, first, 1, x, t, n, y, at + from, stride, slot);
            if (rest > 0) {
                float[] sums = slot.sums(n * GROUP);
                run(to / GROUP, to / GROUP, 1, x, t, n, sums, 0, GROUP, slot);
                for (int i = 0; i < n; i++) System.arraycopy(sums, i * GROUP, y, at + i * stride + to - rest, rest);
            }
            t += n;
        }
    }

    // Groups `g` and `h` and so many after each; where there is an odd number of them, one is multiplied twice.
    private void run(int g, int h, int pairs, Activations x, int t, int tokens, float[] y, int at, int stride,
            Scratch.Slot slot) {
        long bytes = format.groupBytes(blocks);
        int token = blocks * QuadKernel.X_BLOCK;
        QuadKernel.of(format, tokens).run(packed, g * bytes, h * bytes, pairs, blocks, x.quads, t * token, token,
                y,
                at, stride, (h - g) * GROUP, slot.parameters);
    }
}
