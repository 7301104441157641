package dev.pando.engine.train;

import dev.pando.engine.train.Weight.Frozen;
import dev.pando.engine.train.Weight.Parameter;
import dev.pando.kernel.Dequantise;
import java.util.Objects;

/// Rows of a table.
final class Lookup {

    private Lookup() {}

    static Node apply(Tape tape, Weight table, int[] tokens) {
        int width = table.columns();
        for (int token : tokens) Objects.checkIndex(token, table.rows());
        Node y = tape.node(tokens.length, width, Linear.learns(table));
        switch (table) {
            case Frozen(var matrix) -> tape.rows(tokens.length, (part, from, to) -> {
                for (int i = from; i < to; i++) Dequantise.row(matrix, tokens[i], y.value(), i * width);
            });
            case Parameter p -> {
                for (int i = 0; i < tokens.length; i++) {
                    System.arraycopy(p.value(), tokens[i] * width, y.value(), i * width, width);
                }
                tape.record(() -> {
                    if (y.learns()) scatter(p, tokens, y.grad());
                });
            }
        }
        return y;
    }

    private static void scatter(Parameter table, int[] tokens, float[] grad) {
        int width = table.columns();
        float[] to = table.grad();
        for (int i = 0; i < tokens.length; i++) {
            int at = tokens[i] * width, from = i * width;
            for (int j = 0; j < width; j++) to[at + j] += grad[from + j];
        }
    }
}
