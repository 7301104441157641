package dev.pando.node.split;

import dev.pando.engine.model.LayerRange;

/// Some layers of a model on some machine, ready to compute.
interface Stage extends AutoCloseable {

    /// The name of the machine that asks.
    String HERE = "this node";

    /// Which layers.
    LayerRange layers();

    /// Whose machine it is: a peer's id, or [#HERE].
    String peer();

    /// A new sequence.
    ///
    /// @throws LostException if the stage is no more
    Session begin() throws LostException;

    /// Gives the layers back.
    @Override
    void close();

    /// One sequence in these layers. Rows are sent, and come back in the same order; several may be on their way. One
    /// thread at a time.
    interface Session extends AutoCloseable {

        /// Sends rows.
        ///
        /// @param start  position of the first; what was at this position and beyond is taken back
        /// @param hidden (rows, width) from element `offset` on; must stay as it is until they are back
        void send(int start, int rows, float[] hidden, int offset) throws LostException;

        /// Waits for the oldest rows that were sent.
        ///
        /// @param hidden (rows, width) is written
        /// @return nanoseconds of arithmetic
        long receive(float[] hidden) throws LostException;

        /// Forgets the sequence.
        @Override
        void close();
    }
}
