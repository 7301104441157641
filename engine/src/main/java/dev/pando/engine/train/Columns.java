package dev.pando.engine.train;

import dev.pando.kernel.Vectors;

/// Some columns of a matrix: one head's worth, one of three that were projected together.
final class Columns {

    private Columns() {}

    static Node apply(Tape tape, Node x, int from, int count) {
        if (from < 0 || count < 1 || count > x.columns() - from) {
            throw new IndexOutOfBoundsException("columns " + from + " + " + count + " of " + x.columns());
        }
        int wide = x.columns();
        Node y = tape.node(x.rows(), count, x.learns());
        tape.rows(x.rows(), (part, first, to) -> {
            for (int row = first; row < to; row++) {
                System.arraycopy(x.value(), row * wide + from, y.value(), row * count, count);
            }
        });
        tape.record(() -> {
            if (!x.learns()) return;
            tape.rows(x.rows(), (part, first, to) -> {
                for (int row = first; row < to; row++) {
                    Vectors.add(x.grad(), row * wide + from, y.grad(), row * count, count);
                }
            });
        });
        return y;
    }
}
