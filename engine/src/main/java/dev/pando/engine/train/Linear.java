package dev.pando.engine.train;

import dev.pando.engine.train.Weight.Frozen;
import dev.pando.engine.train.Weight.Parameter;
import dev.pando.kernel.Dequantise;
import dev.pando.kernel.Gemm.Form;
import dev.pando.kernel.Gemm.Slice;
import dev.pando.kernel.Vectors;
import dev.pando.kernel.tensor.Matrix;

/// Rows times a matrix: where nearly all of the time goes.
///
/// `y = x·Wᵀ`, so `dx = dy·W` and `dW = dyᵀ·x`. A frozen matrix is turned into floats a block of rows at a time, in both
/// directions, so a quantised model trains an adapter in the memory that it takes to run it.
final class Linear {

    /// Floats of a block of dequantised rows: 2 MiB, about a core's second-level cache.
    private static final int BLOCK_FLOATS = 1 << 19;

    private Linear() {}

    static Node apply(Tape tape, Node x, Weight w, Parameter bias) {
        check(x, w);
        Node y = tape.node(x.rows(), w.rows(), x.learns() || learns(w) || (bias != null && bias.learns()));
        multiply(tape, x.rows(), x.value(), 0, w, y.value(), 0);
        if (bias != null) addBias(tape, y, bias);
        tape.record(() -> {
            if (!y.learns()) return;
            if (x.learns()) multiplyBack(tape, x.rows(), y.grad(), 0, w, x.grad(), 0);
            if (learns(w)) weightGradient(tape, x.rows(), y.grad(), 0, x.value(), 0, (Parameter) w);
            if (bias != null && bias.learns()) biasGradient(tape, y, bias);
        });
        return y;
    }

    static boolean learns(Weight w) {
        return w instanceof Parameter p && p.learns();
    }

    private static void check(Node x, Weight w) {
        if (x.columns() != w.columns()) {
            throw new IllegalArgumentException(x.columns() + " inputs for a matrix of " + w.columns() + " columns");
        }
    }

    /// `y = x·Wᵀ` for `rows` rows from the given offsets.
    static void multiply(Tape tape, int rows, float[] x, int xOffset, Weight w, float[] y, int yOffset) {
        int in = w.columns(), out = w.rows();
        Slice left = new Slice(x, xOffset, in);
        switch (w) {
            case Parameter p -> tape.gemm().multiply(tape.workers(), Form.A_BT, rows, out, in, left,
                    new Slice(p.value(), 0, in), new Slice(y, yOffset, out), false);
            case Frozen(var matrix) -> blocks(tape, matrix, (block, from, count) -> tape.gemm().multiply(tape.workers(),
                    Form.A_BT, rows, count, in, left, block, new Slice(y, yOffset + from, out), false));
        }
    }

    /// `dx += dy·W`.
    static void multiplyBack(Tape tape, int rows, float[] dy, int dyOffset, Weight w, float[] dx, int dxOffset) {
        int in = w.columns(), out = w.rows();
        Slice result = new Slice(dx, dxOffset, in);
        switch (w) {
            case Parameter p -> tape.gemm().multiply(tape.workers(), Form.AB, rows, in, out,
                    new Slice(dy, dyOffset, out), new Slice(p.value(), 0, in), result, true);
            case Frozen(var matrix) -> blocks(tape, matrix, (block, from, count) -> tape.gemm().multiply(tape.workers(),
                    Form.AB, rows, in, count, new Slice(dy, dyOffset + from, out), block, result, true));
        }
    }

    /// `dW += dyᵀ·x`.
    static void weightGradient(Tape tape, int rows, float[] dy, int dyOffset, float[] x, int xOffset, Parameter w) {
        tape.gemm().multiply(tape.workers(), Form.AT_B, w.rows(), w.columns(), rows,
                new Slice(dy, dyOffset, w.rows()), new Slice(x, xOffset, w.columns()),
                new Slice(w.grad(), 0, w.columns()), true);
    }

    private interface RowsOfWeights {
        void use(Slice block, int from, int count);
    }

    private static void blocks(Tape tape, Matrix matrix, RowsOfWeights use) {
        int columns = matrix.columns(), rowsPerBlock = Math.clamp(BLOCK_FLOATS / columns, 1, matrix.rows());
        float[] floats = tape.borrow(rowsPerBlock * columns);
        for (int from = 0; from < matrix.rows(); from += rowsPerBlock) {
            int first = from, count = Math.min(rowsPerBlock, matrix.rows() - from);
            tape.rows(count, (part, a, b) -> {
                for (int row = a; row < b; row++) Dequantise.row(matrix, first + row, floats, row * columns);
            });
            use.use(new Slice(floats, 0, columns), from, count);
        }
        tape.giveBack(floats);
    }

    private static void addBias(Tape tape, Node y, Parameter bias) {
        int columns = y.columns();
        tape.rows(y.rows(), (part, from, to) -> {
            for (int row = from; row < to; row++) Vectors.add(y.value(), row * columns, bias.value(), 0, columns);
        });
    }

    private static void biasGradient(Tape tape, Node y, Parameter bias) {
        int columns = y.columns();
        tape.sumRows(y.rows(), columns, bias.grad(), (from, to, sums, offset) -> {
            for (int row = from; row < to; row++) Vectors.add(sums, offset, y.grad(), row * columns, columns);
        });
    }
}
