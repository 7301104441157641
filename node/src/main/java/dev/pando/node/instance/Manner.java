package dev.pando.node.instance;

import dev.pando.node.answer.Sampling;
import java.util.Objects;
import java.util.OptionalInt;

/// How an answer is to be made.
///
/// @param model     the model's name; empty for the engine's first
/// @param sampling  how tokens are chosen
/// @param maxTokens ends the answer after so many tokens; empty for as many as there is room for
public record Manner(String model, Sampling sampling, OptionalInt maxTokens) {

    /// Refuses a missing part.
    public Manner {
        Objects.requireNonNull(model);
        Objects.requireNonNull(sampling);
        Objects.requireNonNull(maxTokens);
    }
}
