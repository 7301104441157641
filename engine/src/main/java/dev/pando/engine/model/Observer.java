package dev.pando.engine.model;

/// Looks on while a model computes: at hidden states between layers, and at logits. For probes, routing and tests.
///
/// Called by the thread that runs [Forward]; it must not keep or change the arrays.
public interface Observer {

    /// Layer `layer` has done its part.
    ///
    /// @param hidden (rows of the batch, width)
    default void hidden(int layer, Batch batch, float[] hidden) {}

    /// Logits were computed.
    ///
    /// @param rows   how many
    /// @param logits (rows, vocabulary)
    default void logits(int rows, float[] logits) {}
}
