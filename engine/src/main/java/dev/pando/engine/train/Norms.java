package dev.pando.engine.train;

import dev.pando.engine.train.Weight.Parameter;
import dev.pando.kernel.Vectors;

/// Norms of rows. With `n = (x − mean) · s` (the mean being 0 for RMSNorm) and `g = dy · weight`,
/// `dx = s · (g − mean(g) − n · mean(g · n))`, where RMSNorm has no `mean(g)`.
final class Norms {

    private Norms() {}

    static Node rms(Tape tape, Node x, Parameter weight, float epsilon) {
        return norm(tape, x, weight, null, epsilon);
    }

    static Node layer(Tape tape, Node x, Parameter weight, Parameter bias, float epsilon) {
        return norm(tape, x, weight, bias, epsilon);
    }

    // A bias means LayerNorm; RMSNorm has neither bias nor mean.
    private static Node norm(Tape tape, Node x, Parameter weight, Parameter bias, float epsilon) {
        int n = x.columns();
        boolean learns = x.learns() || weight.learns() || (bias != null && bias.learns());
        Node y = tape.node(x.rows(), n, learns);
        float[] normed = tape.array(x.rows() * n), factors = tape.array(x.rows());
        float[] w = weight.value();
        tape.rows(x.rows(), (part, from, to) -> {
            for (int row = from; row < to; row++) {
                int at = row * n;
                float mean = bias == null ? 0 : Vectors.sum(x.value(), at, n) / n;
                for (int i = 0; i < n; i++) normed[at + i] = x.value()[at + i] - mean;
                float s = 1 / (float) Math.sqrt(Vectors.dot(normed, at, normed, at, n) / n + epsilon);
                factors[row] = s;
                Vectors.scale(normed, at, s, n);
                for (int i = 0; i < n; i++)
                    y.value()[at + i] = normed[at + i] * w[i] + (bias == null ? 0 : bias.value()[i]);
            }
        });
        tape.record(() -> {
            if (!y.learns()) return;
            parameterGradients(tape, y, normed, weight, bias);
            if (x.learns()) inputGradient(tape, x, y, normed, factors, w, bias != null);
        });
        return y;
    }

    private static void parameterGradients(Tape tape, Node y, float[] normed, Parameter weight, Parameter bias) {
        int n = y.columns();
        if (weight.learns()) {
            tape.sumRows(y.rows(), n, weight.grad(), (from, to, sums, offset) -> {
                for (int row = from; row < to; row++) {
                    for (int i = 0; i < n; i++) sums[offset + i] += y.grad()[row * n + i] * normed[row * n + i];
                }
            });
        }
        if (bias == null || !bias.learns()) return;
        tape.sumRows(y.rows(), n, bias.grad(), (from, to, sums, offset) -> {
            for (int row = from; row < to; row++) {
                for (int i = 0; i < n; i++) sums[offset + i] += y.grad()[row * n + i];
            }
        });
    }

    private static void inputGradient(Tape tape, Node x, Node y, float[] normed, float[] factors, float[] w,
            boolean hasMean) {
        int n = x.columns();
        float[] scaled = tape.borrow(x.rows() * n); // g
        tape.rows(x.rows(), (part, from, to) -> {
            for (int row = from; row < to; row++) {
                int at = row * n;
                for (int i = 0; i < n; i++) scaled[at + i] = y.grad()[at + i] * w[i];
                float meanG = hasMean ? Vectors.sum(scaled, at, n) / n : 0;
                float meanGn = Vectors.dot(scaled, at, normed, at, n) / n, s = factors[row];
                for (int i = 0; i < n; i++) {
                    x.grad()[at + i] += s * (scaled[at + i] - meanG - normed[at + i] * meanGn);
                }
            }
        });
        tape.giveBack(scaled);
    }
}
