package dev.pando.engine.serve;

import java.util.List;

/// An answer on its way.
public interface Generation {

    /// The next thing that happened; waits for it. After [Event.End] it gives the same end again.
    ///
    /// Events are kept until they are taken: a slow reader holds up nobody, and at most the answer's own tokens wait.
    ///
    /// @throws InterruptedException if the waiting thread is interrupted; the answer goes on
    Event take() throws InterruptedException;

    /// Stops it: its place is free before the next token is computed, and the last event says [Event.Reason#CANCELLED].
    /// Harmless if it has already ended; returns at once.
    void cancel();

    /// The adapters that had a say in it, the most believed first; empty before its end, and where the base answers alone.
    default List<Voice> voices() {
        return List.of();
    }
}
