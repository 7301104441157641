package dev.pando.engine.train;

import dev.pando.engine.train.Weight.Parameter;
import dev.pando.kernel.Gemm.Form;
import dev.pando.kernel.Gemm.Slice;

/// What LoRA adds to a product, written over the product itself: `y += scale · (x·Aᵀ)·Bᵀ`.
///
/// With `h = scale · A·xᵀ` (rank, rows): `y += hᵀ·Bᵀ`, and on the way back with `g = scale · Bᵀ·dyᵀ` (rank, rows):
/// `dBᵀ = h·dy`, `dA = g·x`, `dx += gᵀ·A`. The rank is always the short side that a tile of few rows fits, never the long
/// side, where a tile of many columns would be mostly empty. B is so small that it is transposed each time.
final class LowRank {

    private LowRank() {}

    static Node add(Tape tape, Node base, Node x, Parameter a, Parameter b, float scale) {
        int rows = x.rows(), in = a.columns(), out = b.rows(), rank = a.rows();
        if (x.columns() != in || base.columns() != out || b.columns() != rank || base.rows() != rows) {
            throw new IllegalArgumentException(in + " to " + rank + " to " + out + " beside " + x.columns() + " to "
                    + base.columns());
        }
        boolean learns = base.learns() || x.learns() || a.learns() || b.learns();
        Node y = base.learns() || !learns ? base : tape.over(base);
        float[] h = tape.array(rank * rows), turned = turned(tape, b);
        product(tape, Form.A_BT, rank, rows, in, slice(a.value(), in), slice(x.value(), in), slice(h, rows), false);
        scale(h, scale);
        product(tape, Form.AT_B, rows, out, rank, slice(h, rows), slice(turned, out), slice(y.value(), out), true);
        tape.giveBack(turned);
        tape.record(() -> {
            if (y.learns()) backward(tape, y, x, a, b, scale, h);
        });
        return y;
    }

    private static void backward(Tape tape, Node y, Node x, Parameter a, Parameter b, float scale, float[] h) {
        int rows = x.rows(), in = a.columns(), out = b.rows(), rank = a.rows();
        Slice dy = slice(y.grad(), out);
        if (b.learns()) {
            float[] sums = tape.borrow(rank * out);
            product(tape, Form.AB, rank, out, rows, slice(h, rows), dy, slice(sums, out), false);
            for (int o = 0; o < out; o++) for (int r = 0; r < rank; r++) b.grad()[o * rank + r] += sums[r * out + o];
            tape.giveBack(sums);
        }
        if (!a.learns() && !x.learns()) return;
        float[] g = tape.borrow(rank * rows), turned = turned(tape, b);
        product(tape, Form.A_BT, rank, rows, out, slice(turned, out), dy, slice(g, rows), false);
        scale(g, scale);
        if (a.learns()) {
            product(tape, Form.AB, rank, in, rows, slice(g, rows), slice(x.value(), in), slice(a.grad(), in), true);
        }
        if (x.learns()) {
            product(tape, Form.AT_B, rows, in, rank, slice(g, rows), slice(a.value(), in), slice(x.grad(), in), true);
        }
        tape.giveBack(turned);
        tape.giveBack(g);
    }

    // (rank, outputs)
    private static float[] turned(Tape tape, Parameter b) {
        int out = b.rows(), rank = b.columns();
        float[] turned = tape.borrow(rank * out);
        for (int o = 0; o < out; o++) for (int r = 0; r < rank; r++) turned[r * out + o] = b.value()[o * rank + r];
        return turned;
    }

    private static void scale(float[] values, float factor) {
        for (int i = 0; i < values.length; i++) values[i] *= factor;
    }

    private static Slice slice(float[] matrix, int columns) {
        return new Slice(matrix, 0, columns);
    }

    private static void product(Tape tape, Form form, int m, int n, int k, Slice a, Slice b, Slice c, boolean add) {
        tape.gemm().multiply(tape.workers(), form, m, n, k, a, b, c, add);
    }
}
