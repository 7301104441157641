package dev.pando.kernel.machine;

import dev.pando.kernel.machine.Assembler.Mem;
import dev.pando.kernel.machine.Assembler.Reg;
import dev.pando.kernel.machine.Assembler.Width;
import dev.pando.kernel.machine.QuadFormat.Header;
import dev.pando.kernel.tensor.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentHashMap;

/// Takes rows as ggml lays them out and lays them out as [QuadFormat] draws it, in machine code.
///
/// Repacking is the first work of a new process: half a gigabyte in code that no compiler has seen yet. The layouts are
/// those of `ggml-common.h`; what is written here for one row is written in Java in `QuadRepacker`, and the bytes are the same.
public final class RepackKernel {

    private static final int NIBBLES = 0x0F0F0F0F, SIGNS = 0x80808080;

    // The parameter array, in bytes: see `run`.
    private static final int OUTER = 0, ROWS = 8, ROW_BYTES = 16, GROUPS = 24, NEXT_GROUP = 32;

    private record Key(TensorType type, QuadFormat format) {}

    private static final ConcurrentHashMap<Key, RepackKernel> WRITTEN = new ConcurrentHashMap<>();

    private final QuadFormat format;
    private final MemorySegment code;
    private final MemorySegment whole; // for groups of all 16 rows

    private RepackKernel(Key key) {
        format = key.format;
        code = Executable.place(new RepackWriter(key.type, key.format).bytes(false));
        whole = key.type == TensorType.Q8_0
                ? Executable.place(new RepackWriter(key.type, key.format).bytes(true))
                : code;
    }

    /// The kernel for rows of `type`, which become `format`; written when it is first asked for. See
    /// [QuadKernel#isPossible].
    public static RepackKernel of(TensorType type, QuadFormat format) {
        return WRITTEN.computeIfAbsent(new Key(type, format), RepackKernel::new);
    }

    /// Repacks `groups` groups of `count` rows of `blocks` blocks of 32 columns, from offset `from` in `rows` on, to offset
    /// `to` in `packed`. What the rows do not fill is left as it is. The caller answers for all bounds.
    ///
    /// @param groups  0 does nothing
    /// @param count   16; 1 to 15 where there is one group
    /// @param blocks  a whole number of headers
    /// @param scratch for the parameters of this thread's calls
    public void run(MemorySegment rows, long from, long rowBytes, int groups, int count, int blocks,
            MemorySegment packed, long to, QuadKernel.Parameters scratch) {
        if (groups == 0) return;
        long[] v = scratch.values();
        v[OUTER / 8] = blocks / format.header().blocks;
        v[ROWS / 8] = count;
        v[ROW_BYTES / 8] = rowBytes;
        v[GROUPS / 8] = groups;
        v[NEXT_GROUP / 8] = (QuadFormat.GROUP - 1) * rowBytes;
        QuadKernel.call(count == QuadFormat.GROUP ? whole : code, rows, from, to, packed, MemorySegment.NULL, scratch);
    }

    /// Writes the code for one format: all rows of a block, then the next block, then the next group.
    private static final class RepackWriter {

        private static final Reg BLOCKS = Reg.RDI, GROUP = Reg.RSI; // where the first row's block is, and where it goes
        private static final Reg ROW = Reg.R10; // this row's block
        private static final Reg FOURS = Reg.R11, TWOS = Reg.RBX, ONES = Reg.RBP; // where this row's ints, shorts, bytes go
        private static final Reg COUNT = Reg.R12, STRIDE = Reg.R13, OUTER_COUNT = Reg.R14, GROUP_COUNT = Reg.R15,
                PARAMS = Reg.R9;
        private static final Reg A = Reg.RAX, B = Reg.RCX, C = Reg.RDX;
        private static final int SIGNS_REGISTER = 15;
        private static final Reg[] SAVED = {Reg.RBX, Reg.RBP, Reg.R12, Reg.R13, Reg.R14, Reg.R15};

        private final Assembler a = new Assembler(Width.YMM);
        private final TensorType type;
        private final QuadFormat format;

        RepackWriter(TensorType type, QuadFormat format) {
            this.type = type;
            this.format = format;
        }

        // rows, from, to, packed, nothing, parameters: RDI, RSI, RDX, RCX, R8, R9
        byte[] bytes(boolean turning) {
            for (Reg r : SAVED) a.push(r);
            a.add(BLOCKS, Reg.RSI);
            a.move(GROUP, Reg.RDX);
            a.add(GROUP, Reg.RCX);
            a.load(STRIDE, new Mem(PARAMS, ROW_BYTES));
            a.load(GROUP_COUNT, new Mem(PARAMS, GROUPS));
            if (turning) a.constant(SIGNS_REGISTER, SIGNS, A);
            int groups = a.here();
            a.load(OUTER_COUNT, new Mem(PARAMS, OUTER));
            int outer = a.here();
            a.move(ROW, BLOCKS);
            a.move(FOURS, GROUP);
            a.move(TWOS, GROUP);
            a.move(ONES, GROUP);
            if (turning) turnedRows();
            else
                rows();
            a.add(BLOCKS, type.blockBytes() * format.header().blocks * QuadFormat.BLOCK / type.blockElements());
            a.add(GROUP, format.header().sharedBytes + format.header().blocks * (int) format.blockBytes());
            a.decrement(OUTER_COUNT);
            a.jumpIfNotZero(outer);
            a.load(A, new Mem(PARAMS, NEXT_GROUP));
            a.add(BLOCKS, A);
            a.decrement(GROUP_COUNT);
            a.jumpIfNotZero(groups);
            for (int i = SAVED.length - 1; i >= 0; i--) a.pop(SAVED[i]);
            a.zeroUpper();
            a.ret();
            return a.bytes();
        }

        private void rows() {
            a.load(COUNT, new Mem(PARAMS, ROWS));
            int rows = a.here();
            row();
            a.add(ROW, STRIDE);
            a.add(FOURS, 4);
            a.add(TWOS, 2);
            a.add(ONES, 1);
            a.decrement(COUNT);
            a.jumpIfNotZero(rows);
        }

        // A block of sixteen rows of Q8_0, eight and eight: a vector is first the eight ints of a row, in the end one int of eight rows.
        private void turnedRows() {
            for (int eight = 0; eight < 2; eight++) {
                for (int r = 0; r < 8; r++) {
                    half(0, 2 * (8 * eight + r));
                    a.vector(Assembler.LOAD, r, 0, from(2), 32);
                    a.add(ROW, STRIDE);
                }
                turn(format.header().blockBytes + 32 * eight);
            }
        }

        // Registers 0–7, an 8 × 8 matrix of ints, go turned and with other signs to `to` and every 64 bytes further.
        private void turn(int to) {
            for (int four = 0; four < 8; four += 4) {
                a.vector(Assembler.LOW_INTS, 8, four, four + 1);
                a.vector(Assembler.HIGH_INTS, 9, four, four + 1);
                a.vector(Assembler.LOW_INTS, 10, four + 2, four + 3);
                a.vector(Assembler.HIGH_INTS, 11, four + 2, four + 3);
                a.vector(Assembler.LOW_LONGS, four, 8, 10);
                a.vector(Assembler.HIGH_LONGS, four + 1, 8, 10);
                a.vector(Assembler.LOW_LONGS, four + 2, 9, 11);
                a.vector(Assembler.HIGH_LONGS, four + 3, 9, 11);
            }
            for (int c = 0; c < 8; c++) {
                a.vector(Assembler.HALVES, 8, c % 4, c % 4 + 4, c < 4 ? 0x20 : 0x31);
                a.vector(Assembler.XOR, 8, 8, SIGNS_REGISTER);
                a.vector(Assembler.STORE, 8, 0, new Mem(FOURS, to + 64 * c), 32);
            }
        }

        private void row() {
            Header header = format.header();
            if (header == Header.SUPER_AND_MINIMA) {
                half(0, 0);
                half(2, 2 * QuadFormat.GROUP);
            } else if (header == Header.SUPER) {
                half(208, 0);
            }
            for (int e = 0; e < header.blocks; e++) {
                int to = header.sharedBytes + e * (int) format.blockBytes();
                header(e, to);
                quants(e, to + header.blockBytes);
            }
        }

        private void header(int e, int to) {
            switch (format.header()) {
                case HALF -> half(0, to);
                case HALF_AND_MINIMUM -> {
                    half(0, to);
                    half(2, to + 2 * QuadFormat.GROUP);
                }
                case SUPER_AND_MINIMA -> {
                    six(4 + e, 4 + e + 4, 4 + e - 4, e, 0, to);
                    six(4 + e + 4, 4 + e + 4, 4 + e, e, 4, to + QuadFormat.GROUP);
                }
                case SUPER -> {
                    for (int half = 0; half < 2; half++) {
                        a.load8(A, from(192 + 2 * e + half));
                        a.store8(new Mem(ONES, to + half * QuadFormat.GROUP), A);
                    }
                }
            }
        }

        private void half(int at, int to) {
            a.load16(A, from(at));
            a.store16(new Mem(TWOS, to), A);
        }

        // A scale or minimum of 6 bits: of the first four all bits of one byte, of the others four of one and two of another.
        private void six(int whole, int low, int high, int e, int lowShift, int to) {
            if (e < 4) {
                a.load8(A, from(whole));
                a.and(A, 63);
            } else {
                a.load8(A, from(low));
                a.shift(A, -lowShift);
                a.and(A, 15);
                a.load8(B, from(high));
                a.shift(B, -6);
                a.shift(B, 4);
                a.or(A, B);
            }
            a.store8(new Mem(ONES, to), A);
        }

        private void quants(int e, int to) {
            switch (type) {
                case Q8_0 -> {
                    for (int c = 0; c < 8; c++) {
                        a.load32(A, from(2 + 4 * c));
                        a.xor(A, SIGNS);
                        put(to + 64 * c, A);
                    }
                }
                case Q4_0 -> halves(2, to);
                case Q4_1 -> halves(4, to);
                case Q5_0 -> {
                    halves(6, to);
                    fifths(2, to);
                }
                case Q5_1 -> {
                    halves(8, to);
                    fifths(4, to);
                }
                case Q4_K -> nibbles(16 + e / 2 * 32, (e & 1) * 4, to);
                case Q5_K -> {
                    nibbles(48 + e / 2 * 32, (e & 1) * 4, to);
                    planes(8, c -> 16 + 4 * c, e, 0x01010101, 1);
                    put(to + 256, B);
                }
                case Q6_K -> {
                    int quarter = e % 4;
                    nibbles(e / 4 * 64 + (quarter & 1) * 32, quarter / 2 * 4, to);
                    for (int half = 0; half < 2; half++) {
                        int at = 128 + e / 4 * 32 + half * 16;
                        planes(4, c -> at + 4 * c, 2 * quarter, 0x03030303, 2);
                        put(to + 256 + 64 * half, B);
                    }
                }
                case F32, F16, BF16 -> throw new IllegalArgumentException(type + " is not repacked");
            }
        }

        // low nibbles are columns 0–15, high ones 16–31, as we want them
        private void halves(int at, int to) {
            for (int u = 0; u < 4; u++) {
                a.load32(A, from(at + 4 * u));
                put(to + 64 * u, A);
            }
        }

        // one nibble of each of 32 bytes
        private void nibbles(int at, int shift, int to) {
            for (int u = 0; u < 4; u++) {
                a.load32(A, from(at + 4 * u));
                a.shift(A, -shift);
                a.and(A, NIBBLES);
                a.load32(B, from(at + 16 + 4 * u));
                a.shift(B, -shift);
                a.and(B, NIBBLES);
                a.shift(B, 4);
                a.or(A, B);
                put(to + 64 * u, A);
            }
        }

        // bit 4c + j becomes bit c of byte j
        private void fifths(int at, int to) {
            a.load32(A, from(at));
            for (int j = 0; j < 4; j++) {
                a.move(C, 0x11111111 << j);
                a.extract(C, A, C);
                a.shift(C, 8 * j);
                if (j == 0) a.move(B, C);
                else
                    a.or(B, C);
            }
            put(to + 256, B);
        }

        private interface Place {
            int of(int chunk);
        }

        // some bits of each byte of several ints, side by side in B
        private void planes(int count, Place at, int shift, int mask, int bits) {
            for (int c = 0; c < count; c++) {
                Reg to = c == 0 ? B : A;
                a.load32(to, from(at.of(c)));
                a.shift(to, -shift);
                a.and(to, mask);
                a.shift(to, bits * c);
                if (c > 0) a.or(B, A);
            }
        }

        private static Mem from(int at) {
            return new Mem(ROW, at);
        }

        private void put(int to, Reg four) {
            a.store32(new Mem(FOURS, to), four);
        }
    }
}
