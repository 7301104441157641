package dev.pando.node.cli;

import dev.pando.node.collective.Station;
import dev.pando.node.genome.Genomes;
import dev.pando.node.instance.Instance;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/// What a running node has beside its engine and its door, made after both, so that a first word need not wait for it:
/// whoever asks for it before waits until all of it is there.
final class Household implements AutoCloseable {

    /// @param genomes what answers beside the model; empty beside an engine that takes none
    record Rooms(Instance instance, Station station, Optional<Genomes> genomes) {}

    private final CompletableFuture<Rooms> rooms = new CompletableFuture<>();
    private final Deque<AutoCloseable> open = new ArrayDeque<>(); // the last first; the assembling thread's

    /// Makes the rooms and opens them to who waits.
    ///
    /// @throws Exception what making them threw; who waits gets it too
    void assemble(Callable<Rooms> made) throws Exception {
        try {
            rooms.complete(made.call());
        } catch (Exception | Error e) {
            rooms.completeExceptionally(e);
            throw e;
        }
    }

    /// Keeps something that is to be closed with the household, the last first.
    <T extends AutoCloseable> T with(T kept) {
        open.addFirst(kept);
        return kept;
    }

    Instance instance() {
        return rooms.join().instance;
    }

    Station station() {
        return rooms.join().station;
    }

    Optional<Genomes> genomes() {
        return rooms.join().genomes;
    }

    /// For the thread that assembled.
    @Override
    public void close() {
        rooms.completeExceptionally(new IllegalStateException("the node is closed"));
        RuntimeException first = null;
        for (AutoCloseable kept : open) {
            try {
                kept.close();
            } catch (Exception e) {
                if (first != null) first.addSuppressed(e);
                else
                    first = e instanceof RuntimeException ours ? ours : new IllegalStateException(e);
            }
        }
        if (first != null) throw first;
    }
}
