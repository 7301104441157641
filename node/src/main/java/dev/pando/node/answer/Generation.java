package dev.pando.node.answer;

import java.util.List;

/// One answer on its way; a queue between the engine, which writes, and one reader.
public interface Generation extends AutoCloseable {

    /// Waits for the next event. After [Event.Finished] or [Event.Failed] there is none.
    ///
    /// @throws InterruptedException if the reader's thread is interrupted while it waits
    Event next() throws InterruptedException;

    /// Stops the work and frees its slot, if it is not over; the reader then gets [Event.Finished] with
    /// [FinishReason#CANCELLED]. Any thread may call it, any number of times.
    void cancel();

    /// The genomes that had a say in it, the most believed first; empty before its end, and where the model answers alone.
    default List<Helper> helpers() {
        return List.of();
    }

    /// The same as [#cancel]: a reader that leaves takes its work with it.
    @Override
    default void close() {
        cancel();
    }
}
