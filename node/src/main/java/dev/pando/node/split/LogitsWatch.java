package dev.pando.node.split;

import dev.pando.engine.serve.Generation;

/// Sees the logits that tokens are chosen from, for whoever compares them with those of one machine.
@FunctionalInterface
public interface LogitsWatch {

    /// Sees nothing.
    LogitsWatch NONE = (_, _, _) -> {};

    /// A token is about to be chosen.
    ///
    /// @param answer   whose
    /// @param position of the last token that the model has seen
    /// @param logits   (vocabulary); must not be kept
    void row(Generation answer, int position, float[] logits);
}
