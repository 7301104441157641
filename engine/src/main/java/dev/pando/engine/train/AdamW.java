package dev.pando.engine.train;

import dev.pando.engine.train.Weight.Parameter;
import dev.pando.kernel.Vectors;
import dev.pando.kernel.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Adam with decoupled weight decay (Loshchilov and Hutter 2019), after clipping the norm of the whole gradient:
/// `m ← β₁m + (1−β₁)g`, `v ← β₂v + (1−β₂)g²`, `w ← w − rate · (m̂ / (√v̂ + ε) + decay · w)`.
///
/// With no decay it is Adam. Two floats of state for each weight.
public final class AdamW {

    /// What never changes during a run.
    ///
    /// @param beta1    memory of the mean, usually 0.9
    /// @param beta2    memory of the square, usually 0.95 to 0.999
    /// @param epsilon  keeps the quotient finite
    /// @param decay    pull towards zero
    /// @param normMax  gradients longer than this are shortened to it; 0 for any length
    public record Settings(float beta1, float beta2, float epsilon, float decay, float normMax) {

        /// What language models are usually trained with: 0.9, 0.95, 1e-8, decay 0.1, norm 1.
        public static Settings usual() {
            return new Settings(0.9f, 0.95f, 1e-8f, 0.1f, 1);
        }
    }

    private static final int PART = 1 << 14; // weights of one part

    private final Workers workers;
    private final Settings settings;
    private final List<Parameter> parameters;
    private final List<float[]> means = new ArrayList<>();
    private final List<float[]> squares = new ArrayList<>();
    private int steps;

    /// @param parameters what learns, always in this order
    public AdamW(Workers workers, Settings settings, List<Parameter> parameters) {
        this.workers = workers;
        this.settings = settings;
        this.parameters = List.copyOf(parameters);
        for (Parameter p : this.parameters) {
            means.add(new float[p.value().length]);
            squares.add(new float[p.value().length]);
        }
    }

    /// Moves every parameter against its gradient, then zeroes the gradients.
    ///
    /// @param rate learning rate of this step
    /// @return the norm of the gradient before it was clipped; if it is not finite, nothing has moved
    public float step(float rate) {
        float norm = norm();
        if (!Float.isFinite(norm)) return norm;
        boolean clip = settings.normMax > 0 && norm > settings.normMax;
        float shorten = clip ? settings.normMax / norm : 1;
        steps++;
        float correct1 = 1 - (float) StrictMath.pow(settings.beta1, steps);
        float correct2 = 1 - (float) StrictMath.pow(settings.beta2, steps);
        for (int i = 0; i < parameters.size(); i++) {
            move(parameters.get(i), means.get(i), squares.get(i), rate, shorten, correct1, correct2);
        }
        return norm;
    }

    private float norm() {
        double sum = 0;
        for (Parameter p : parameters) sum += Vectors.dot(p.grad(), 0, p.grad(), 0, p.grad().length);
        return (float) Math.sqrt(sum);
    }

    private void move(Parameter p, float[] m, float[] v, float rate, float shorten, float correct1, float correct2) {
        float b1 = settings.beta1, b2 = settings.beta2, epsilon = settings.epsilon;
        float keep = p.decays() ? 1 - rate * settings.decay : 1;
        float[] w = p.value(), g = p.grad();
        workers.run((w.length + PART - 1) / PART, part -> {
            int to = Math.min(w.length, (part + 1) * PART);
            for (int i = part * PART; i < to; i++) {
                float grad = g[i] * shorten;
                m[i] = b1 * m[i] + (1 - b1) * grad;
                v[i] = b2 * v[i] + (1 - b2) * grad * grad;
                float move = m[i] / correct1 / ((float) Math.sqrt(v[i] / correct2) + epsilon);
                w[i] = w[i] * keep - rate * move;
            }
            Arrays.fill(g, part * PART, to, 0);
        });
    }

    /// Steps taken so far.
    public int steps() {
        return steps;
    }

    /// Mean and square of each parameter, in their order: what a checkpoint has to keep besides the weights.
    public List<float[]> state() {
        List<float[]> state = new ArrayList<>(means);
        state.addAll(squares);
        return state;
    }

    /// Goes on from a checkpoint.
    ///
    /// @param steps what [#steps] was
    /// @param state what [#state] was; copied
    /// @throws IllegalArgumentException if it belongs to other parameters
    public void restore(int steps, List<float[]> state) {
        List<float[]> mine = state();
        if (state.size() != mine.size()) throw new IllegalArgumentException(state.size() + " arrays, " + mine.size());
        for (int i = 0; i < mine.size(); i++) {
            if (state.get(i).length != mine.get(i).length) throw new IllegalArgumentException("array " + i);
            System.arraycopy(state.get(i), 0, mine.get(i), 0, mine.get(i).length);
        }
        this.steps = steps;
    }
}
