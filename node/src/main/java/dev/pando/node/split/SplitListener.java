package dev.pando.node.split;

import dev.pando.engine.model.LayerRange;

/// Told what becomes of the peers of a split: for a reputation, a dashboard, a log. Any thread may call; it must be quick.
public interface SplitListener {

    /// Hears nothing.
    SplitListener NONE = new SplitListener() {
    };

    /// A peer computes no more.
    default void lost(String peer, LayerRange layers, String why) {}

    /// Its layers were taken over, and the sequence that noticed goes on.
    ///
    /// @param by who computes them now
    /// @param ms from sending the rows that never came back to having them
    default void recovered(String peer, LayerRange layers, String by, long ms) {}

    /// A peer's bits are wrong.
    ///
    /// @param position of the first wrong row
    default void mismatched(String peer, LayerRange layers, int position) {}

    /// Some of a peer's rows were computed again, and were right.
    default void agreed(String peer, int rows) {}
}
