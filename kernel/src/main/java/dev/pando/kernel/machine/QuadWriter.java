package dev.pando.kernel.machine;

import static dev.pando.kernel.machine.QuadKernel.GROUP_BYTES;
import static dev.pando.kernel.machine.QuadKernel.INNER;
import static dev.pando.kernel.machine.QuadKernel.OUTER;
import static dev.pando.kernel.machine.QuadKernel.PAIRS;
import static dev.pando.kernel.machine.QuadKernel.X_BLOCK;
import static dev.pando.kernel.machine.QuadKernel.X_HALF_SUMS;
import static dev.pando.kernel.machine.QuadKernel.X_OFFSET;
import static dev.pando.kernel.machine.QuadKernel.X_SCALE;
import static dev.pando.kernel.machine.QuadKernel.X_STRIDE;
import static dev.pando.kernel.machine.QuadKernel.X_SUM;
import static dev.pando.kernel.machine.QuadKernel.X_TOTAL;
import static dev.pando.kernel.machine.QuadKernel.Y_OFFSET;
import static dev.pando.kernel.machine.QuadKernel.Y_SECOND;
import static dev.pando.kernel.machine.QuadKernel.Y_STRIDE;
import static dev.pando.kernel.machine.QuadKernel.ZERO;
import static dev.pando.kernel.machine.QuadOperands.BLOCK_P;
import static dev.pando.kernel.machine.QuadOperands.BLOCK_Q;
import static dev.pando.kernel.machine.QuadOperands.SHARED_P;
import static dev.pando.kernel.machine.QuadOperands.SHARED_Q;
import static dev.pando.kernel.machine.QuadOperands.STRIDE;
import static dev.pando.kernel.machine.QuadOperands.X_0;
import static dev.pando.kernel.machine.QuadOperands.X_3;

import dev.pando.kernel.machine.Assembler.Mem;
import dev.pando.kernel.machine.Assembler.Op;
import dev.pando.kernel.machine.Assembler.Reg;
import dev.pando.kernel.machine.Assembler.Width;
import dev.pando.kernel.machine.QuadKernel.Key;

/// Writes the code of one [QuadKernel]: in which registers what is while groups are multiplied, and how each format is unpacked.
final class QuadWriter {

    private static final int BLOCKS_AHEAD = 8, CACHE_LINE = 64;

    // Where things are while a pair is multiplied.
    private static final Reg P = Reg.RDI, Q = Reg.RSI, X = Reg.RDX, Y = Reg.R8, PARAMS = Reg.R9;
    private static final Reg COUNT = Reg.RAX, COUNT_OUTER = Reg.RDX, COUNT_PAIRS = Reg.R15;
    private static final Reg[] SAVED = {Reg.RBX, Reg.RBP, Reg.R12, Reg.R13, Reg.R14, Reg.R15};

    private final Assembler a;
    private final QuadFormat format;
    private final int tokens;
    private final boolean wide; // AVX-512
    private final QuadOperands at;
    private final int vectors; // that hold the rows of what is multiplied side by side
    private final int vectorBytes;

    // vector registers: the integer sums come first
    private final int w, unpacked, t0, t1, scale, nibbles, upper, ones, offset;
    private int frame; // bytes of the stack that hold float sums, where registers do not

    QuadWriter(Width width, Key key) {
        this.a = new Assembler(width);
        this.format = key.format();
        this.tokens = key.tokens();
        wide = width == Width.ZMM;
        vectorBytes = width.bytes();
        at = new QuadOperands(format, 64 / vectorBytes, vectorBytes);
        vectors = key.groups() * at.vectorsOfGroup();
        int first = wide ? 24 : 8;
        w = first;
        unpacked = first + 1;
        t0 = first + 2;
        t1 = first + 3;
        scale = first + 4;
        nibbles = first + 5;
        upper = first + 6;
        ones = first + 7;
        offset = unpacked; // when the columns are done with
    }

    byte[] bytes() {
        for (Reg r : SAVED) a.push(r);
        arguments();
        frame = wide ? 0 : vectors * tokens * vectorBytes;
        if (frame > 0) a.add(Reg.RSP, -frame);
        a.load(STRIDE, new Mem(PARAMS, X_STRIDE));
        a.load(COUNT_PAIRS, new Mem(PARAMS, PAIRS));
        a.load(COUNT, new Mem(PARAMS, Y_OFFSET));
        a.add(Y, COUNT);
        constants();
        int pair = a.here();
        multiply();
        store();
        a.load(COUNT, new Mem(PARAMS, GROUP_BYTES));
        a.add(P, COUNT);
        a.add(Q, COUNT);
        a.add(Y, 4 * QuadFormat.GROUP);
        a.decrement(COUNT_PAIRS);
        a.jumpIfNotZero(pair);
        a.zeroUpper();
        a.add(Reg.RSP, frame + 8);
        for (int i = SAVED.length - 1; i >= 0; i--) a.pop(SAVED[i]);
        a.ret();
        return a.bytes();
    }

    // weights, offset of the first group, of the second, x, y, parameters: RDI, RSI, RDX, RCX, R8, R9
    private void arguments() {
        a.add(Reg.RDX, Reg.RDI);
        a.add(P, Reg.RSI);
        a.move(Q, Reg.RDX);
        a.load(X, new Mem(PARAMS, X_OFFSET));
        a.add(X, Reg.RCX);
        a.push(X);
    }

    private void constants() {
        a.constant(nibbles, format.bits() == 8 ? 0x80808080 : 0x0F0F0F0F, COUNT);
        if (format.bits() == 5) a.constant(upper, 0x10101010, COUNT);
        if (format.bits() == 6) a.constant(upper, 0x30303030, COUNT);
        if (!wide) a.constant(ones, 0x00010001, COUNT);
    }

    private void multiply() {
        for (int i = 0; i < vectors * tokens; i++) {
            int to = wide ? vectors * tokens + i : 0;
            a.vector(Assembler.XOR, to, to, to);
            if (!wide) a.vector(Assembler.STORE, to, 0, new Mem(Reg.RSP, i * vectorBytes), vectorBytes);
        }
        walk(this::block);
        if (wide) return;
        for (int i = 0; i < vectors * tokens; i++) {
            a.vector(Assembler.LOAD, i, 0, new Mem(Reg.RSP, i * vectorBytes), vectorBytes);
        }
    }

    private int integers(int vector, int token) {
        return token * vectors + vector;
    }

    // after the walk over the blocks: with 256 bits they have come home from the stack
    private int floats(int vector, int token) {
        return (wide ? vectors * tokens : 0) + token * vectors + vector;
    }

    /// Runs `block` for each block of the pair: all pointers walk along.
    private void walk(Runnable block) {
        a.move(BLOCK_P, P);
        a.move(BLOCK_Q, Q);
        a.load(X_0, new Mem(Reg.RSP, frame));
        if (tokens > 3) {
            a.address(X_3, new Mem(X_0, STRIDE, 2, 0));
            a.add(X_3, STRIDE);
        }
        a.load(COUNT_OUTER, new Mem(PARAMS, OUTER));
        int outer = a.here();
        if (format.header().sharedBytes > 0) {
            a.move(SHARED_P, BLOCK_P);
            a.move(SHARED_Q, BLOCK_Q);
            a.add(BLOCK_P, format.header().sharedBytes);
            a.add(BLOCK_Q, format.header().sharedBytes);
        }
        a.load(COUNT, new Mem(PARAMS, INNER));
        int inner = a.here();
        block.run();
        a.add(BLOCK_P, (int) format.blockBytes());
        a.add(BLOCK_Q, (int) format.blockBytes());
        a.add(X_0, X_BLOCK);
        if (tokens > 3) a.add(X_3, X_BLOCK);
        a.decrement(COUNT);
        a.jumpIfNotZero(inner);
        a.decrement(COUNT_OUTER);
        a.jumpIfNotZero(outer);
    }

    // Asks for what will be multiplied a little later: arithmetic and memory take as long as each other, and without this they take
    // turns. One stream 8 blocks ahead or two streams 4: measured, see docs/decisions/012-machine-code.md.
    private void fetch() {
        if (wide) return; // not measured
        boolean both = vectors > at.vectorsOfGroup();
        int ahead = (int) format.blockBytes() * BLOCKS_AHEAD / (both ? 2 : 1);
        for (int line = 0; line < format.blockBytes(); line += CACHE_LINE) {
            a.prefetch(new Mem(BLOCK_P, ahead + line));
            if (both) a.prefetch(new Mem(BLOCK_Q, ahead + line));
        }
    }

    private void block() {
        fetch();
        int units = format.bits() == 8 ? 8 : 4;
        for (int run = 0; run < format.runs(); run++) {
            if (!beginsWithProducts()) begin(run);
            for (int unit = 0; unit < units; unit++) {
                if (sharesInputs()) together(unit, run);
                else
                    for (int v = 0; v < vectors; v++) alone(v, unit, run);
            }
            if (foldsBoth()) foldBoth(run);
            else
                for (int v = 0; v < vectors; v++) {
                    scale(v, scale, run);
                    if (format.header().minima()) offset(v, scale, offset);
                    for (int t = 0; t < tokens; t++) fold(v, t, run);
                }
        }
    }

    // Whether what lies in the low halves of quants belongs to this run, or in the upper halves.
    private boolean isLow(int run) {
        return format.runs() == 1 || run == 0;
    }

    private boolean isUpper(int run) {
        return format.runs() == 1 || run == 1;
    }

    private void together(int unit, int run) {
        if (format.bits() == 8) {
            dots(unit);
            return;
        }
        if (isLow(run)) dots(unit, false);
        if (isUpper(run)) dots(unit, true);
    }

    private void alone(int v, int unit, int run) {
        a.vector(Assembler.LOAD, w, 0, at.quants(v, unit), vectorBytes);
        if (format.bits() == 8) {
            dot(v, w, unit);
            return;
        }
        if (isLow(run)) {
            a.vector(Assembler.AND, unpacked, w, nibbles);
            upperBits(v, unpacked, unit, unit);
            dot(v, unpacked, unit);
        }
        if (isUpper(run)) {
            a.shift(unpacked, w, -4);
            a.vector(Assembler.AND, unpacked, unpacked, nibbles);
            upperBits(v, unpacked, unit, unit + 4);
            dot(v, unpacked, unit + 4);
        }
    }

    private void begin(int run) {
        for (int v = 0; v < vectors; v++) {
            for (int t = 0; t < tokens; t++) {
                int sum = integers(v, t);
                if (wide) {
                    a.shiftOfOne(sum, at.x(t, sumOf(run)), format.zeroShift());
                } else if (format.bits() == 8 || format.bits() == 4) {
                    a.vector(Assembler.XOR, sum, sum, sum);
                } else {
                    a.vector(Assembler.BROADCAST, sum, 0, at.x(t, sumOf(run)), 4);
                    a.shift(sum, sum, format.zeroShift());
                }
            }
        }
    }

    // Whether the first products of a run are its sums, which need no zeros then.
    private boolean beginsWithProducts() {
        return sharesInputs() && (format.bits() == 8 || format.bits() == 4);
    }

    private int sumOf(int run) {
        return format.runs() == 1 ? X_SUM : X_HALF_SUMS + 4 * run;
    }

    /// Bits 4 and 5 of `chunk` join what is in register `unpacked`.
    private void upperBits(int v, int unpacked, int unit, int chunk) {
        if (format.bits() == 4) return;
        // where they are in their byte, and where they should be
        int plane = format.bits() == 5 ? 4 : 4 + chunk / 4;
        int left = format.bits() == 5 ? 4 - chunk : 4 - 2 * unit;
        a.vector(Assembler.LOAD, t0, 0, at.quants(v, plane), vectorBytes);
        if (left != 0) a.shift(t0, t0, left);
        if (wide) {
            a.vector(Assembler.TERNARY, unpacked, t0, upper, 0xF8); // unpacked | t0 & upper
        } else {
            a.vector(Assembler.AND, t0, t0, upper);
            a.vector(Assembler.OR, unpacked, unpacked, t0);
        }
    }

    // Whether the two vectors of one group are unpacked side by side.
    private boolean sharesInputs() {
        return !wide && vectors == 2;
    }

    /// Four columns of all tokens and both vectors; an input is fetched once for both. Scales and upper bits have no need of their registers yet.
    private void dots(int unit) {
        int[] signed = {w, scale}, size = {unpacked, upper};
        for (int v = 0; v < 2; v++) {
            a.vector(Assembler.XOR, signed[v], nibbles, at.quants(v, unit), vectorBytes); // as they were in the file
            a.vector(Assembler.ABS_BYTES, size[v], 0, signed[v]);
        }
        for (int t = 0; t < tokens; t++) {
            a.vector(Assembler.BROADCAST, t0, 0, at.x(t, 4 * unit), 4);
            for (int v = 0; v < 2; v++) {
                int sum = integers(v, t);
                a.vector(Assembler.SIGN, t1, t0, signed[v]);
                a.vector(Assembler.MULTIPLY_PAIRS, t1, size[v], t1); // 128 · 127 · 2 fits
                a.vector(Assembler.ADD_PAIRS, unit == 0 ? sum : t1, t1, ones);
                if (unit > 0) a.vector(Assembler.ADD_INTS, sum, sum, t1);
            }
        }
    }

    /// The same for fewer bits: columns of the low halves of the quants of `unit`, or of the upper ones.
    private void dots(int unit, boolean upperHalf) {
        int[] bytes = {unpacked, scale};
        int chunk = upperHalf ? unit + 4 : unit;
        for (int v = 0; v < 2; v++) {
            if (upperHalf) {
                a.vector(Assembler.LOAD, w, 0, at.quants(v, unit), vectorBytes);
                a.shift(w, w, -4);
                a.vector(Assembler.AND, bytes[v], w, nibbles);
            } else {
                a.vector(Assembler.AND, bytes[v], nibbles, at.quants(v, unit), vectorBytes);
            }
            upperBits(v, bytes[v], unit, chunk);
        }
        for (int t = 0; t < tokens; t++) {
            a.vector(Assembler.BROADCAST, t0, 0, at.x(t, 4 * chunk), 4);
            for (int v = 0; v < 2; v++) {
                int sum = integers(v, t);
                boolean first = beginsWithProducts() && chunk == 0;
                a.vector(Assembler.MULTIPLY_PAIRS, first ? sum : t1, bytes[v], t0);
                if (first) continue;
                if (format.bits() == 4) {
                    a.vector(Assembler.ADD_SHORTS, sum, sum, t1); // 15 · 127 · 16 fits
                } else {
                    a.vector(Assembler.ADD_PAIRS, t1, t1, ones);
                    a.vector(Assembler.ADD_INTS, sum, sum, t1);
                }
            }
        }
    }

    /// Four columns of all tokens.
    private void dot(int v, int bytes, int chunk) {
        if (!wide && format.bits() == 8) {
            a.vector(Assembler.XOR, bytes, bytes, nibbles); // as they were in the file
            a.vector(Assembler.ABS_BYTES, unpacked, 0, bytes);
        }
        for (int t = 0; t < tokens; t++) {
            int sum = integers(v, t);
            Mem four = at.x(t, 4 * chunk);
            if (wide) {
                a.vectorOfOne(Assembler.DOT, sum, bytes, four);
                continue;
            }
            a.vector(Assembler.BROADCAST, t0, 0, four, 4);
            if (format.bits() == 8) {
                a.vector(Assembler.SIGN, t0, t0, bytes);
                a.vector(Assembler.MULTIPLY_PAIRS, t0, unpacked, t0); // 128 · 127 · 2 fits
            } else {
                a.vector(Assembler.MULTIPLY_PAIRS, t0, bytes, t0);
            }
            if (format.bits() == 4) {
                a.vector(Assembler.ADD_SHORTS, sum, sum, t0); // 15 · 127 · 16 fits
            } else {
                a.vector(Assembler.ADD_PAIRS, t0, t0, ones);
                a.vector(Assembler.ADD_INTS, sum, sum, t0);
            }
        }
    }

    /// What is done for both vectors and all tokens after a run; what belongs to a token is fetched once for both.
    private void foldBoth(int run) {
        int[] scales = {scale, w}, offsets = {unpacked, upper};
        boolean minima = format.header().minima();
        for (int v = 0; v < 2; v++) scale(v, scales[v], run);
        for (int v = 0; minima && v < 2; v++) offset(v, scales[v], offsets[v]);
        for (int t = 0; t < tokens; t++) {
            if (format.bits() == 4) {
                zero(t, run);
                for (int v = 0; v < 2; v++) addZero(integers(v, t));
            }
            a.vector(Assembler.BROADCAST, t0, 0, at.x(t, X_SCALE), 4);
            for (int v = 0; v < 2; v++) {
                a.vector(Assembler.MULTIPLY, t1, t0, scales[v]);
                timesPlus(integers(v, t), t1);
            }
            if (minima) a.vector(Assembler.BROADCAST, t0, 0, at.x(t, X_TOTAL), 4);
            for (int v = 0; v < 2; v++) {
                if (minima) a.vector(Assembler.FMA, integers(v, t), offsets[v], t0);
                keep(integers(v, t));
            }
        }
    }

    private boolean foldsBoth() {
        return sharesInputs() && (!format.header().minima() || format.bits() == 4); // of 5 bits a constant has the register
    }

    // Of shorts whose quants were taken as they are: what a token's Σ x takes off its sums, in `t0`.
    private void zero(int t, int run) {
        a.vector(Assembler.BROADCAST, t0, 0, at.x(t, sumOf(run)), 4);
        a.shift(t0, t0, format.zeroShift());
    }

    private void addZero(int sum) {
        a.vector(Assembler.ADD_PAIRS, sum, sum, ones);
        a.vector(Assembler.ADD_INTS, sum, sum, t0);
    }

    // The integer sum becomes the float sum: `sum · factor + y`, where y is on the stack.
    private void timesPlus(int sum, int factor) {
        a.vector(Assembler.INT_TO_FLOAT, sum, 0, sum);
        a.vector(Assembler.TIMES_PLUS, sum, factor, new Mem(Reg.RSP, sum * vectorBytes), vectorBytes);
    }

    private void keep(int sum) {
        a.vector(Assembler.STORE, sum, 0, new Mem(Reg.RSP, sum * vectorBytes), vectorBytes);
    }

    private void fold(int v, int t, int run) {
        int sum = integers(v, t);
        boolean minima = format.header().minima();
        if (wide) {
            a.vectorOfOne(Assembler.MULTIPLY, t0, scale, at.x(t, X_SCALE));
            a.vector(Assembler.INT_TO_FLOAT, sum, 0, sum);
            a.vector(Assembler.FMA, floats(v, t), sum, t0);
            if (minima) a.vectorOfOne(Assembler.FMA, floats(v, t), offset, at.x(t, X_TOTAL));
            return;
        }
        if (format.bits() == 4) {
            zero(t, run);
            addZero(sum);
        }
        a.vector(Assembler.BROADCAST, t0, 0, at.x(t, X_SCALE), 4);
        a.vector(Assembler.MULTIPLY, t0, t0, scale);
        timesPlus(sum, t0);
        if (minima) {
            a.vector(Assembler.BROADCAST, t0, 0, at.x(t, X_TOTAL), 4);
            a.vector(Assembler.FMA, sum, offset, t0);
        }
        keep(sum);
    }

    private void scale(int v, int scale, int run) {
        switch (format.header()) {
            case HALF, HALF_AND_MINIMUM -> a.vector(Assembler.HALF_TO_FLOAT, scale, 0, at.header(v, 0, 2),
                    vectorBytes / 2);
            case SUPER_AND_MINIMA -> {
                a.vector(Assembler.HALF_TO_FLOAT, scale, 0, at.shared(v, 0), vectorBytes / 2);
                timesByte(scale, Assembler.UNSIGNED_BYTE_TO_INT, at.header(v, 0, 1));
            }
            case SUPER -> {
                a.vector(Assembler.HALF_TO_FLOAT, scale, 0, at.shared(v, 0), vectorBytes / 2);
                timesByte(scale, Assembler.BYTE_TO_INT, at.header(v, 16 * run, 1));
            }
        }
    }

    private void timesByte(int scale, Op widen, Mem from) {
        a.vector(widen, t0, 0, from, vectorBytes / 4);
        a.vector(Assembler.INT_TO_FLOAT, t0, 0, t0);
        a.vector(Assembler.MULTIPLY, scale, scale, t0);
    }

    /// `zero · scale + m`, or `zero · scale − dmin · minimum`.
    private void offset(int v, int scale, int offset) {
        a.vector(Assembler.BROADCAST, t0, 0, new Mem(PARAMS, ZERO), 4);
        a.vector(Assembler.MULTIPLY, offset, scale, t0);
        if (format.header() == QuadFormat.Header.HALF_AND_MINIMUM) {
            a.vector(Assembler.HALF_TO_FLOAT, t0, 0, at.header(v, 32, 2), vectorBytes / 2);
            a.vector(Assembler.ADD, offset, offset, t0);
        } else {
            a.vector(Assembler.UNSIGNED_BYTE_TO_INT, t0, 0, at.header(v, 16, 1), vectorBytes / 4);
            a.vector(Assembler.INT_TO_FLOAT, t0, 0, t0);
            a.vector(Assembler.HALF_TO_FLOAT, t1, 0, at.shared(v, 32), vectorBytes / 2);
            a.vector(Assembler.MULTIPLY, t0, t1, t0);
            a.vector(Assembler.SUBTRACT, offset, offset, t0);
        }
    }

    private void store() {
        Reg y = Reg.RCX, distance = COUNT, stride = COUNT_OUTER;
        a.move(y, Y);
        a.load(distance, new Mem(PARAMS, Y_SECOND));
        a.load(stride, new Mem(PARAMS, Y_STRIDE));
        for (int t = 0; t < tokens; t++) {
            for (int v = 0; v < vectors; v++) {
                int rows = 4 * at.row(v);
                a.vector(Assembler.STORE, floats(v, t), 0,
                        at.first(v) ? new Mem(y, rows) : new Mem(y, distance, 1, rows), vectorBytes);
            }
            a.add(y, stride);
        }
    }
}
