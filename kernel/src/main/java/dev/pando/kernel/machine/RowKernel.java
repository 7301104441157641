package dev.pando.kernel.machine;

import dev.pando.kernel.machine.Assembler.Mem;
import dev.pando.kernel.machine.Assembler.Reg;
import dev.pando.kernel.machine.Assembler.Width;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentHashMap;

/// Inner products of rows of 16-bit floats with one input, in machine code; each is left in 16 lanes.
///
/// Lane `l` of a row is `Σ w[k] · x[k]` over `k mod 16 = l`, by fused multiply-add, `k` rising from 0: the sums of the
/// kernel in Java. Two rows are read side by side, where they lie in the file.
public final class RowKernel {

    /// What a row consists of.
    public enum Element {
        /// IEEE 754, 16 bits.
        F16,
        /// The upper half of a float.
        BF16
    }

    private static final int BYTES = 2; // of an element
    private static final int LANES = 16;

    // The parameter array, in bytes.
    private static final int STEPS = 0, PAIRS = 8, ROW_BYTES = 16, X_OFFSET = 24, SECOND = 32;

    private static final ConcurrentHashMap<Element, RowKernel> WRITTEN = new ConcurrentHashMap<>();

    private final MemorySegment code;

    private RowKernel(Element element) {
        code = Executable.place(bytes(new Assembler(QuadKernel.WIDTH), element, QuadKernel.WIDTH == Width.ZMM));
    }

    /// The kernel for rows of `element`; written when it is first asked for. See [QuadKernel#isPossible].
    public static RowKernel of(Element element) {
        return WRITTEN.computeIfAbsent(element, RowKernel::new);
    }

    /// Multiplies `pairs` rows from offset `p` in `weights` on, and as many from `q` on, with `x[xAt .. xAt + columns)`;
    /// 16 lanes of each go to `sums`, first those of all the former rows. The caller answers for all bounds.
    ///
    /// @param columns a multiple of 16
    /// @param scratch for the parameters of this thread's calls
    public void run(MemorySegment weights, long p, long q, int pairs, int columns, float[] x, int xAt, float[] sums,
            QuadKernel.Parameters scratch) {
        long[] v = scratch.values();
        v[STEPS / 8] = columns / LANES;
        v[PAIRS / 8] = pairs;
        v[ROW_BYTES / 8] = (long) BYTES * columns;
        v[X_OFFSET / 8] = 4L * xAt;
        v[SECOND / 8] = 4L * LANES * pairs;
        QuadKernel.call(code, weights, p, q, MemorySegment.ofArray(x), MemorySegment.ofArray(sums), scratch);
    }

    // weights, offset of the first row, of the second, x, sums, parameters: RDI, RSI, RDX, RCX, R8, R9
    private static byte[] bytes(Assembler a, Element element, boolean wide) {
        Reg p = Reg.RSI, q = Reg.RDX, x = Reg.RDI, sums = Reg.R8, params = Reg.R9, count = Reg.RAX, pairs = Reg.RBX;
        Reg inP = Reg.R10, inQ = Reg.R11, inX = Reg.RCX;
        int parts = wide ? 1 : 2, vectorBytes = 64 / parts;
        a.push(pairs);
        a.add(p, Reg.RDI);
        a.add(q, Reg.RDI);
        a.load(x, new Mem(params, X_OFFSET));
        a.add(x, Reg.RCX);
        a.load(pairs, new Mem(params, PAIRS));
        int pair = a.here();
        a.move(inP, p);
        a.move(inQ, q);
        a.move(inX, x);
        for (int i = 0; i < 2 * parts; i++) a.vector(Assembler.XOR, i, i, i);
        a.load(count, new Mem(params, STEPS));
        int step = a.here();
        for (int part = 0; part < parts; part++) {
            Mem at = new Mem(inX, part * vectorBytes);
            widen(a, element, 4, new Mem(inP, part * vectorBytes / 2), vectorBytes / 2);
            a.vector(Assembler.FMA, part, 4, at, vectorBytes);
            widen(a, element, 5, new Mem(inQ, part * vectorBytes / 2), vectorBytes / 2);
            a.vector(Assembler.FMA, parts + part, 5, at, vectorBytes);
        }
        a.add(inP, BYTES * LANES);
        a.add(inQ, BYTES * LANES);
        a.add(inX, 4 * LANES);
        a.decrement(count);
        a.jumpIfNotZero(step);
        a.load(count, new Mem(params, SECOND));
        for (int part = 0; part < parts; part++) {
            a.vector(Assembler.STORE, part, 0, new Mem(sums, part * vectorBytes), vectorBytes);
            a.vector(Assembler.STORE, parts + part, 0, new Mem(sums, count, 1, part * vectorBytes), vectorBytes);
        }
        a.add(sums, 4 * LANES);
        a.load(count, new Mem(params, ROW_BYTES));
        a.add(p, count);
        a.add(q, count);
        a.decrement(pairs);
        a.jumpIfNotZero(pair);
        a.zeroUpper();
        a.pop(pairs);
        a.ret();
        return a.bytes();
    }

    private static void widen(Assembler a, Element element, int to, Mem from, int bytes) {
        if (element == Element.F16) {
            a.vector(Assembler.HALF_TO_FLOAT, to, 0, from, bytes);
        } else {
            a.vector(Assembler.UNSIGNED_SHORT_TO_INT, to, 0, from, bytes);
            a.shift(to, to, 16);
        }
    }
}
