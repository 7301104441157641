package dev.pando.engine.sample;

import java.util.List;

/// A token that was chosen.
///
/// @param id      the token
/// @param logprob natural logarithm of its probability under the model itself (before bias, penalties, temperature);
///                NaN if log-probabilities were not asked for
/// @param top     the most probable tokens, most probable first, as many as were asked for
public record Choice(int id, float logprob, List<Alternative> top) {

    /// A token that could have been chosen, with its log-probability.
    public record Alternative(int id, float logprob) {}

    /// Copies what it is given.
    public Choice {
        top = List.copyOf(top);
    }
}
