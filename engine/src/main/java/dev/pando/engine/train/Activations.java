package dev.pando.engine.train;

import dev.pando.kernel.Vectors;
import java.util.Arrays;

/// What happens element by element. SiLU and GELU are both `x · σ(inner(x))`, so their slope needs no second exponential:
/// `σ` is what came out divided by what went in.
final class Activations {

    private static final float ROOT = 0.7978845608f; // √(2/π)
    private static final float CUBIC = 0.044715f;

    /// Inputs nearer to 0 than this have `σ = ½`; the quotient would be noise.
    private static final float NEAR_ZERO = 1e-12f;

    /// Which gate.
    enum Kind {
        SILU, GELU
    }

    private Activations() {}

    static Node gated(Tape tape, Node gate, Node up, Kind kind) {
        int n = gate.columns();
        Node y = tape.node(gate.rows(), n, gate.learns() || up.learns());
        float[] active = tape.array(gate.rows() * n);
        activate(tape, gate, active, kind);
        tape.rows(gate.rows(), (part, from, to) -> {
            for (int i = from * n; i < to * n; i++) y.value()[i] = active[i] * up.value()[i];
        });
        tape.record(() -> tape.rows(gate.rows(), (part, from, to) -> {
            for (int i = from * n; i < to * n; i++) {
                float dy = y.grad()[i], a = active[i];
                if (up.learns()) up.grad()[i] += dy * a;
                if (gate.learns()) gate.grad()[i] += dy * up.value()[i] * slope(gate.value()[i], a, kind);
            }
        }));
        return y;
    }

    static Node gelu(Tape tape, Node x) {
        int n = x.columns();
        Node y = tape.node(x.rows(), n, x.learns());
        activate(tape, x, y.value(), Kind.GELU);
        tape.record(() -> tape.rows(x.rows(), (part, from, to) -> {
            if (!x.learns()) return;
            Vectors.geluBack(x.grad(), x.value(), y.value(), y.grad(), from * n, (to - from) * n);
        }));
        return y;
    }

    static Node relu(Tape tape, Node x) {
        int n = x.columns();
        Node y = tape.node(x.rows(), n, x.learns());
        tape.rows(x.rows(), (part, from, to) -> {
            for (int i = from * n; i < to * n; i++) y.value()[i] = Math.max(0, x.value()[i]);
        });
        tape.record(() -> tape.rows(x.rows(), (part, from, to) -> {
            if (!x.learns()) return;
            for (int i = from * n; i < to * n; i++) x.grad()[i] += y.value()[i] > 0 ? y.grad()[i] : 0;
        }));
        return y;
    }

    private static void activate(Tape tape, Node x, float[] into, Kind kind) {
        int n = x.columns();
        float[] ones = tape.array(n);
        Arrays.fill(ones, 1);
        tape.rows(x.rows(), (part, from, to) -> {
            System.arraycopy(x.value(), from * n, into, from * n, (to - from) * n);
            for (int row = from; row < to; row++) {
                switch (kind) {
                    case SILU -> Vectors.siluMultiply(into, row * n, ones, 0, n);
                    case GELU -> Vectors.geluMultiply(into, row * n, ones, 0, n);
                }
            }
        });
    }

    /// `d(x · σ(u(x)))/dx = σ + x · σ · (1 − σ) · u′(x)`, with `u = x` or `u = 2√(2/π)(x + 0.044715 x³)`.
    private static float slope(float x, float active, Kind kind) {
        float sigma = Math.abs(x) < NEAR_ZERO ? 0.5f : active / x;
        float inner = kind == Kind.SILU ? 1 : 2 * ROOT * (1 + 3 * CUBIC * x * x);
        return sigma + active * (1 - sigma) * inner;
    }

    static Node add(Tape tape, Node a, Node b) {
        int n = a.columns();
        Node y = tape.node(a.rows(), n, a.learns() || b.learns());
        tape.rows(a.rows(), (part, from, to) -> {
            for (int i = from * n; i < to * n; i++) y.value()[i] = a.value()[i] + b.value()[i];
        });
        tape.record(() -> tape.rows(a.rows(), (part, from, to) -> {
            if (!y.learns()) return;
            if (a.learns()) Vectors.add(a.grad(), from * n, y.grad(), from * n, (to - from) * n);
            if (b.learns()) Vectors.add(b.grad(), from * n, y.grad(), from * n, (to - from) * n);
        }));
        return y;
    }

    static Node scale(Tape tape, Node x, float factor) {
        int n = x.columns();
        Node y = tape.node(x.rows(), n, x.learns());
        tape.rows(x.rows(), (part, from, to) -> {
            for (int i = from * n; i < to * n; i++) y.value()[i] = factor * x.value()[i];
        });
        tape.record(() -> {
            if (!x.learns()) return;
            tape.rows(x.rows(), (part, from, to) -> {
                for (int i = from * n; i < to * n; i++) x.grad()[i] += factor * y.grad()[i];
            });
        });
        return y;
    }
}
