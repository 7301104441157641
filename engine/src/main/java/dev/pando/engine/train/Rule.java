package dev.pando.engine.train;

import dev.pando.engine.train.Weight.Parameter;
import java.util.List;
import java.util.random.RandomGenerator;

/// The weights of a cell rule: what a cell perceives goes through one hidden layer and says how the cell changes.
///
/// SAGE's rule is `Rule.fresh(24, 64, 8, random)`: 72 → 64 → 8, 5,192 weights.
///
/// @param first      (hidden, 3 · perceived channels)
/// @param firstBias  (1, hidden)
/// @param second     (updated channels, hidden)
/// @param secondBias (1, updated channels)
public record Rule(Parameter first, Parameter firstBias, Parameter second, Parameter secondBias) {

    /// @throws IllegalArgumentException if the shapes do not fit each other
    public Rule {
        boolean fits = first.columns() % 3 == 0 && first.rows() == firstBias.columns()
                && second.columns() == first.rows() && second.rows() == secondBias.columns();
        if (!fits)
            throw new IllegalArgumentException("a rule of " + first.columns() + " → " + first.rows() + " → "
                    + second.columns() + " → " + second.rows());
    }

    /// A rule that changes nothing yet: the second layer is zero, the first is drawn with variance `2 / inputs`.
    ///
    /// @param perceived channels that a cell sees: the last ones of the state
    /// @param hidden    units between
    /// @param updated   channels that change: the last ones
    public static Rule fresh(int perceived, int hidden, int updated, RandomGenerator random) {
        Parameter first = Parameter.matrix("first.weight", hidden, 3 * perceived);
        float deviation = (float) Math.sqrt(2.0 / (3 * perceived));
        for (int i = 0; i < first.value().length; i++) first.value()[i] = deviation * (float) random.nextGaussian();
        return new Rule(first, Parameter.vector("first.bias", hidden, 0),
                Parameter.matrix("second.weight", updated, hidden), Parameter.vector("second.bias", updated, 0));
    }

    /// Channels that a cell sees.
    public int perceived() {
        return first.columns() / 3;
    }

    /// Units of the hidden layer.
    public int hidden() {
        return first.rows();
    }

    /// Channels that change.
    public int updated() {
        return second.rows();
    }

    /// Weights in all.
    public int size() {
        return first.value().length + firstBias.value().length + second.value().length + secondBias.value().length;
    }

    /// All four, in the order in which an optimiser takes them.
    public List<Parameter> parameters() {
        return List.of(first, firstBias, second, secondBias);
    }

    /// Adds [#size] numbers, in the order of [#parameters], to the gradients.
    void addGradients(float[] sums, int offset) {
        for (Parameter p : parameters()) {
            for (int i = 0; i < p.grad().length; i++) p.grad()[i] += sums[offset + i];
            offset += p.grad().length;
        }
    }
}
