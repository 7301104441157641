package dev.pando.engine.train;

import dev.pando.engine.train.Weight.Parameter;
import dev.pando.kernel.Gemm.Form;
import dev.pando.kernel.Gemm.Slice;

/// What LoRA adds to a product, written over the product itself: `y += scale · (x·Aᵀ)·Bᵀ`.
///
/// With `h = scale · x·Aᵀ` (rows, rank): `y += h·Bᵀ`, and on the way back with `g = scale · dy·B` (rows, rank):
/// `dB = dyᵀ·h`, `dA = gᵀ·x`, `dx += g·A`. Of each product one side is the rank, and the large operand is read where it lies.
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
        float[] h = tape.array(rows * rank);
        product(tape, Form.A_BT, rows, rank, in, slice(x.value(), in), slice(a.value(), in), slice(h, rank), false);
        scale(h, scale);
        product(tape, Form.A_BT, rows, out, rank, slice(h, rank), slice(b.value(), rank), slice(y.value(), out), true);
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
            product(tape, Form.AT_B, rank, out, rows, slice(h, rank), dy, slice(sums, out), false);
            for (int o = 0; o < out; o++) for (int r = 0; r < rank; r++) b.grad()[o * rank + r] += sums[r * out + o];
            tape.giveBack(sums);
        }
        if (!a.learns() && !x.learns()) return;
        float[] g = tape.borrow(rows * rank);
        product(tape, Form.AB, rows, rank, out, dy, slice(b.value(), rank), slice(g, rank), false);
        scale(g, scale);
        if (a.learns()) {
            product(tape, Form.AT_B, rank, in, rows, slice(g, rank), slice(x.value(), in), slice(a.grad(), in), true);
        }
        if (x.learns()) {
            product(tape, Form.AB, rows, in, rank, slice(g, rank), slice(a.value(), in), slice(x.grad(), in), true);
        }
        tape.giveBack(g);
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
