package dev.pando.kernel;

import dev.pando.kernel.machine.QuadFormat;
import dev.pando.kernel.machine.QuadFormat.Header;
import dev.pando.kernel.machine.QuadKernel;
import dev.pando.kernel.machine.RepackKernel;
import dev.pando.kernel.tensor.Matrix;
import dev.pando.kernel.tensor.TensorType;
import java.lang.foreign.MemorySegment;

/// Quantised weights repacked for machine code: the meaning and the bits of [Grouped], in the layout of [QuadFormat].
final class Quads implements Packed {

    private static final int GROUP = QuadFormat.GROUP;
    private static final int BLOCK = QuadFormat.BLOCK;

    // Groups side by side for more tokens than two groups take: one, where the kernel then takes more of them.
    private static final int GROUPS_OF_MANY = QuadKernel.tokensMax(1) > QuadKernel.tokensMax(2) ? 1 : 2;

    // Parts that a thread repacks: more than one, so that all end together.
    private static final int PARTS_OF_A_THREAD = 4;

    private final QuadFormat format;
    private final MemorySegment packed;
    private final int rows;
    private final int blocks;

    private Quads(Matrix m, MemorySegment packed) {
        this.format = format(m.type());
        this.packed = packed;
        this.rows = m.rows();
        this.blocks = m.columns() / BLOCK;
    }

    static QuadFormat format(TensorType type) {
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

    /// Repacks `m` into `packed`, which is all zeros, on all of `workers`; rows that the last group lacks stay zeros.
    static Quads repack(Workers workers, Matrix m, MemorySegment packed) {
        Quads quads = new Quads(m, packed);
        int groups = Math.ceilDiv(m.rows(), GROUP), part = Math.ceilDiv(groups, workers.threads() * PARTS_OF_A_THREAD);
        workers.run(Math.ceilDiv(groups, part),
                i -> quads.repack(m, i * part, Math.min(groups, (i + 1) * part), new QuadKernel.Parameters()));
        return quads;
    }

    /// The same on this thread alone, into memory that may hold anything: rows that the last group lacks are nonsense, and
    /// no product looks at them.
    static Quads repack(Matrix m, MemorySegment packed, QuadKernel.Parameters parameters) {
        Quads quads = new Quads(m, packed);
        quads.repack(m, 0, Math.ceilDiv(m.rows(), GROUP), parameters);
        return quads;
    }

    private void repack(Matrix m, int from, int to, QuadKernel.Parameters parameters) {
        RepackKernel kernel = RepackKernel.of(m.type(), format);
        int whole = Math.min(to, m.rows() / GROUP);
        kernel.run(m.data(), from * GROUP * m.rowBytes(), m.rowBytes(), whole - from, GROUP, blocks, packed,
                from * format.groupBytes(blocks), parameters);
        if (whole == to) return;
        kernel.run(m.data(), whole * GROUP * m.rowBytes(), m.rowBytes(), 1, m.rows() % GROUP, blocks, packed,
                whole * format.groupBytes(blocks), parameters);
    }

    @Override
    public long bytes() {
        return packed.byteSize();
    }

    @Override
    public void multiply(int from, int to, Activations x, int tokens, float[] y, int offset, int stride,
            Scratch.Slot slot) {
        int first = from / GROUP, whole = to / GROUP - first, rest = to % GROUP;
        for (int t = 0; t < tokens;) {
            int groups = tokens - t > QuadKernel.tokensMax(2) ? GROUPS_OF_MANY : 2;
            int n = Math.min(QuadKernel.tokensMax(groups), tokens - t), at = offset + t * stride;
            int turns = Math.ceilDiv(whole, groups);
            if (whole > 0) run(groups, first, first + whole - turns, turns, x, t, n, y, at + from, stride, slot);
            if (rest > 0) {
                float[] sums = slot.sums(n * GROUP);
                run(groups, to / GROUP, to / GROUP, 1, x, t, n, sums, 0, GROUP, slot);
                for (int i = 0; i < n; i++) System.arraycopy(sums, i * GROUP, y, at + i * stride + to - rest, rest);
            }
            t += n;
        }
    }

    // Groups `g` and `h` and so many after each, where two are multiplied side by side; where there is an odd number of them, one is multiplied twice.
    private void run(int groups, int g, int h, int turns, Activations x, int t, int tokens, float[] y, int at,
            int stride,
            Scratch.Slot slot) {
        long bytes = format.groupBytes(blocks);
        int token = blocks * QuadKernel.X_BLOCK;
        QuadKernel.of(format, groups, tokens).run(packed, g * bytes, h * bytes, turns, blocks, x.quads, t * token,
                token,
                y,
                at, stride, (h - g) * GROUP, slot.parameters);
    }
}
