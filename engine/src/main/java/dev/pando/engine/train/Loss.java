package dev.pando.engine.train;

import dev.pando.engine.train.Weight.Parameter;
import dev.pando.kernel.Vectors;
import java.util.stream.IntStream;

/// How wrong an output is. For words the head and the loss are one: logits exist for a block of rows at a time, and become their own gradient in place.
///
/// With `p = softmax(x·Wᵀ)` the gradient of both losses by the logits is `(p − target) / rows`, so the way back begins while
/// the block is still there; [Tape#backward] only has to take it further.
final class Loss {

    /// Floats of a block of logits: 16 MiB.
    private static final int BLOCK_FLOATS = 1 << 22;

    private Loss() {}

    /// Turns the probabilities of one row into the gradient of its logits, and gives its loss.
    private interface Target {
        double compare(int row, float[] probabilities, int offset);
    }

    static float crossEntropy(Tape tape, Node x, Weight head, int[] targets, int outOf) {
        if (targets.length != x.rows()) throw new IllegalArgumentException(targets.length + " targets, " + x.rows());
        float share = outOf == 0 ? 0 : 1f / outOf;
        int[] asked = IntStream.range(0, x.rows()).filter(row -> targets[row] >= 0).toArray();
        return run(tape, rows(tape, x, asked), head, (row, p, offset) -> {
            int target = targets[asked[row]];
            double loss = -StrictMath.log(Math.max(p[offset + target], Float.MIN_NORMAL));
            p[offset + target] -= 1;
            Vectors.scale(p, offset, share, head.rows());
            return loss * share;
        });
    }

    /// Only these rows of `x`: nobody pays for the logits of a row that has no target.
    private static Node rows(Tape tape, Node x, int[] rows) {
        int n = x.columns();
        int room = x.rows() * n; // of one size in every step, so that arrays are used again
        Node y = new Node(rows.length, n, tape.array(room), x.learns() ? tape.zeros(room) : null);
        for (int i = 0; i < rows.length; i++) System.arraycopy(x.value(), rows[i] * n, y.value(), i * n, n);
        tape.record(() -> {
            if (!x.learns()) return;
            for (int i = 0; i < rows.length; i++) Vectors.add(x.grad(), rows[i] * n, y.grad(), i * n, n);
        });
        return y;
    }

    static int count(int[] targets) {
        int counted = 0;
        for (int target : targets) if (target >= 0) counted++;
        return counted;
    }

    static float divergence(Tape tape, Node x, Weight head, float[] soft) {
        int n = head.rows();
        float share = 1f / x.rows();
        return run(tape, x, head, (row, p, offset) -> {
            double loss = 0;
            for (int i = 0; i < n; i++) {
                float t = soft[row * n + i];
                if (t > 0) loss += t * (StrictMath.log(t) - StrictMath.log(Math.max(p[offset + i], Float.MIN_NORMAL)));
                p[offset + i] = (p[offset + i] - t) * share;
            }
            return loss * share;
        });
    }

    static float squaredError(Tape tape, Node x, float[] target, float[] weight) {
        int n = x.rows() * x.columns();
        if (target.length != n || (weight != null && weight.length != n)) {
            throw new IllegalArgumentException(target.length + " targets for " + x.rows() + " × " + x.columns());
        }
        double sum = 0;
        for (int i = 0; i < n; i++) {
            float off = x.value()[i] - target[i], counts = weight == null ? 1 : weight[i];
            sum += (double) counts * off * off;
            if (x.learns()) x.grad()[i] += 2 * counts * off / n;
        }
        return (float) (sum / n);
    }

    private static float run(Tape tape, Node x, Weight head, Target target) {
        int n = head.rows(), width = x.columns(), room = Math.max(1, x.value().length / width);
        int blockRows = Math.clamp(BLOCK_FLOATS / n, 1, room); // one size in every step
        float[] logits = tape.borrow(blockRows * n);
        double[] losses = new double[x.rows()];
        for (int from = 0; from < x.rows(); from += blockRows) {
            int first = from, rows = Math.min(blockRows, x.rows() - from);
            Linear.multiply(tape, rows, x.value(), first * width, head, logits, 0);
            tape.rows(rows, (part, a, b) -> {
                for (int row = a; row < b; row++) {
                    Vectors.softmax(logits, row * n, n);
                    losses[first + row] = target.compare(first + row, logits, row * n);
                }
            });
            if (x.learns()) Linear.multiplyBack(tape, rows, logits, 0, head, x.grad(), first * width);
            if (tape.records() && head instanceof Parameter p && p.learns()) {
                Linear.weightGradient(tape, rows, logits, 0, x.value(), first * width, p);
            }
        }
        tape.giveBack(logits);
        double sum = 0;
        for (double loss : losses) sum += loss;
        return (float) sum;
    }
}
