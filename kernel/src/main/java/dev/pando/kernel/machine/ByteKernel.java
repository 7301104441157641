package dev.pando.kernel.machine;

import dev.pando.kernel.machine.Assembler.Mem;
import dev.pando.kernel.machine.Assembler.Reg;
import dev.pando.kernel.machine.Assembler.Width;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentHashMap;

/// The product of inputs in unsigned bytes and weights in seven bits, in machine code for AVX2.
///
/// ```
/// sum = Σ x · w − zero · Σ w           y = fma(sum, scale of the input · scale of the row, bias)
/// ```
/// A sum is an exact integer: two products fit in 16 bits, because weights lie between -64 and 64. Mostly four do, since few
/// weights are that large: then the sums of two units of columns are added before they are widened, which saves a third of that. A mark
/// says of each pair of units whether they are such a pair. Sixteen rows stand in two vectors, and up to four inputs pass them together.
///
/// ```
/// group of rows   | columns ⁄ 8 marks u8, not 0 where four products might not fit, up to a multiple of 64 |
///                 | columns ⁄ 4 × 64 bytes: byte 4r + j of unit u is column 4u + j of row r | 16 × scale f32 | 16 × bias f32 | 16 × Σ w i32 |
/// input           | columns × u8 | zero i32 | scale f32 |
/// ```
public final class ByteKernel {

    /// Rows of a group.
    public static final int GROUP = 16;
    /// Columns of a pair of units.
    public static final int PAIR = 8;
    /// The largest sum of four weights, all of one sign, whose products fit in 16 bits.
    public static final int FOUR_MAX = 128;
    private static final int LINE = 64;
    /// Bytes behind a group's weights, and behind an input's elements.
    public static final int GROUP_TAIL = 3 * GROUP * 4, INPUT_TAIL = 8;
    /// Where in a group's tail the biases and sums of its rows are.
    public static final int BIAS = GROUP * 4, SUMS = 2 * GROUP * 4;
    /// Inputs of one call at most.
    public static final int INPUTS_MAX = 4;

    // The parameter array, in bytes.
    private static final int PAIRS = 0, GROUPS = 8, X_OFFSET = 16, X_STRIDE = 24, Y_OFFSET = 32, Y_STRIDE = 40,
            MARKS = 48;

    private static final boolean POSSIBLE = QuadKernel.isPossible() && Cpu.ask().avx2();
    private static final ConcurrentHashMap<Integer, ByteKernel> WRITTEN = new ConcurrentHashMap<>();

    private final MemorySegment code;

    private ByteKernel(int inputs) {
        code = Executable.place(new Writer(inputs).bytes());
    }

    /// Whether there are such kernels on this machine.
    public static boolean isPossible() {
        return POSSIBLE;
    }

    /// Whether this machine multiplies bytes in one instruction where these kernels need three.
    public static boolean isOutdone() {
        return POSSIBLE && Cpu.ask().vnni();
    }

    /// The kernel for 1 to [#INPUTS_MAX] inputs; written when it is first asked for.
    public static ByteKernel of(int inputs) {
        return WRITTEN.computeIfAbsent(inputs, ByteKernel::new);
    }

    /// Bytes of the marks before a group's weights.
    public static int marks(int columns) {
        return Math.ceilDiv(columns / PAIR, LINE) * LINE;
    }

    /// Multiplies `groups` groups from offset `at` in `weights` on with the inputs from `x[xAt]` on; row `r` of input `t` goes to
    /// `y[yAt + t · yStride + r]`. The caller answers for all bounds.
    ///
    /// @param columns a multiple of [#PAIR]
    /// @param x       inputs, `xStride` bytes from one to the next
    /// @param scratch for the parameters of this thread's calls
    public void run(MemorySegment weights, long at, int groups, int columns, byte[] x, int xAt, int xStride, float[] y,
            int yAt, int yStride, QuadKernel.Parameters scratch) {
        long[] v = scratch.values();
        v[PAIRS / 8] = columns / PAIR;
        v[MARKS / 8] = marks(columns);
        v[GROUPS / 8] = groups;
        v[X_OFFSET / 8] = xAt;
        v[X_STRIDE / 8] = xStride;
        v[Y_OFFSET / 8] = 4L * yAt;
        v[Y_STRIDE / 8] = 4L * yStride;
        QuadKernel.call(code, weights, at, 0, MemorySegment.ofArray(x), MemorySegment.ofArray(y), scratch);
    }

    /// Writes the code of one kernel.
    private static final class Writer {

        // weights, offset of the first group, nothing, x, y, parameters: RDI, RSI, RDX, RCX, R8, R9
        private static final Reg P = Reg.RSI, MARK = Reg.RDX, X = Reg.RCX, Y = Reg.R8, PARAMS = Reg.R9,
                X_STEP = Reg.R10,
                Y_STEP = Reg.R11;
        private static final Reg COUNT = Reg.RBX, X_0 = Reg.R12, X_3 = Reg.R13, Y_3 = Reg.R14, COUNT_GROUPS = Reg.R15;
        private static final Reg[] SAVED = {Reg.RBX, Reg.R12, Reg.R13, Reg.R14, Reg.R15};
        // vector registers: the sums come first, two for each input
        private static final int W_0 = 8, W_1 = 9, FOUR = 10, NEXT_FOUR = 11, T_0 = 12, T_1 = 13, T_2 = 14,
                ONES = 15, VECTOR = 32, UNIT = 2 * VECTOR;

        private final Assembler a = new Assembler(Width.YMM);
        private final int inputs;

        Writer(int inputs) {
            this.inputs = inputs;
        }

        byte[] bytes() {
            for (Reg r : SAVED) a.push(r);
            a.add(P, Reg.RDI);
            a.load(Reg.RAX, new Mem(PARAMS, X_OFFSET));
            a.add(X, Reg.RAX);
            a.load(Reg.RAX, new Mem(PARAMS, Y_OFFSET));
            a.add(Y, Reg.RAX);
            a.load(X_STEP, new Mem(PARAMS, X_STRIDE));
            a.load(Y_STEP, new Mem(PARAMS, Y_STRIDE));
            a.load(COUNT_GROUPS, new Mem(PARAMS, GROUPS));
            a.constant(ONES, 0x00010001, Reg.RAX);
            int group = a.here();
            a.move(X_0, X);
            third(X_3, X_0, X_STEP);
            for (int sum = 0; sum < 2 * inputs; sum++) a.vector(Assembler.XOR, sum, sum, sum);
            a.move(MARK, P);
            a.load(COUNT, new Mem(PARAMS, MARKS));
            a.add(P, COUNT);
            a.load(COUNT, new Mem(PARAMS, PAIRS));
            int pair = a.here();
            a.compareToZero(new Mem(MARK, 0));
            int tooLarge = a.jumpIfNotZero();
            pair();
            int next = a.here();
            a.add(P, 2 * UNIT);
            a.add(X_0, PAIR);
            if (inputs > 3) a.add(X_3, PAIR);
            a.add(MARK, 1);
            a.decrement(COUNT);
            a.jumpIfNotZero(pair);
            third(Y_3, Y, Y_STEP);
            for (int t = 0; t < inputs; t++) for (int v = 0; v < 2; v++) finish(t, v);
            a.add(P, GROUP_TAIL);
            a.add(Y, 4 * GROUP);
            a.decrement(COUNT_GROUPS);
            a.jumpIfNotZero(group);
            a.zeroUpper();
            for (int i = SAVED.length - 1; i >= 0; i--) a.pop(SAVED[i]);
            a.ret();
            a.land(tooLarge);
            unit(0);
            unit(1);
            a.jump(next);
            return a.bytes();
        }

        private void third(Reg to, Reg from, Reg step) {
            if (inputs < 4) return;
            a.address(to, new Mem(from, step, 2, 0));
            a.add(to, step);
        }

        private static Mem of(int input, Reg first, Reg third, Reg step, int displacement) {
            return input == 0
                    ? new Mem(first, displacement)
                    : input == 3
                            ? new Mem(third, displacement)
                            : new Mem(first, step, input, displacement);
        }

        private Mem x(int input, int displacement) {
            return of(input, X_0, X_3, X_STEP, displacement);
        }

        private void pair() {
            weights(0);
            for (int t = 0; t < inputs; t++) {
                a.vector(Assembler.BROADCAST, FOUR, 0, x(t, 0), 4);
                a.vector(Assembler.BROADCAST, NEXT_FOUR, 0, x(t, 4), 4);
                for (int v = 0; v < 2; v++) {
                    int to = v == 0 ? T_0 : T_1;
                    a.vector(Assembler.MULTIPLY_PAIRS, to, FOUR, W_0 + v);
                    a.vector(Assembler.MULTIPLY_PAIRS, T_2, NEXT_FOUR, new Mem(P, UNIT + v * VECTOR), VECTOR);
                    a.vector(Assembler.ADD_SHORTS, to, to, T_2);
                    add(2 * t + v, to);
                }
            }
        }

        private void unit(int which) {
            weights(which);
            for (int t = 0; t < inputs; t++) {
                a.vector(Assembler.BROADCAST, FOUR, 0, x(t, 4 * which), 4);
                for (int v = 0; v < 2; v++) {
                    int to = v == 0 ? T_0 : T_1;
                    a.vector(Assembler.MULTIPLY_PAIRS, to, FOUR, W_0 + v);
                    add(2 * t + v, to);
                }
            }
        }

        private void weights(int unit) {
            a.vector(Assembler.LOAD, W_0, 0, new Mem(P, unit * UNIT), VECTOR);
            a.vector(Assembler.LOAD, W_1, 0, new Mem(P, unit * UNIT + VECTOR), VECTOR);
        }

        private void add(int sum, int shorts) {
            a.vector(Assembler.ADD_PAIRS, shorts, shorts, ONES);
            a.vector(Assembler.ADD_INTS, sum, sum, shorts);
        }

        // P is at the group's tail now, x at the inputs' tails.
        private void finish(int t, int v) {
            int sum = 2 * t + v;
            a.vector(Assembler.BROADCAST, T_0, 0, x(t, 0), 4);
            a.vector(Assembler.MULTIPLY_INTS, T_0, T_0, new Mem(P, SUMS + v * VECTOR), VECTOR);
            a.vector(Assembler.SUBTRACT_INTS, sum, sum, T_0);
            a.vector(Assembler.INT_TO_FLOAT, sum, 0, sum);
            a.vector(Assembler.BROADCAST, T_0, 0, x(t, 4), 4);
            a.vector(Assembler.MULTIPLY, T_0, T_0, new Mem(P, v * VECTOR), VECTOR);
            a.vector(Assembler.LOAD, T_1, 0, new Mem(P, BIAS + v * VECTOR), VECTOR);
            a.vector(Assembler.FMA, T_1, sum, T_0);
            a.vector(Assembler.STORE, T_1, 0, of(t, Y, Y_3, Y_STEP, v * VECTOR), VECTOR);
        }
    }
}
