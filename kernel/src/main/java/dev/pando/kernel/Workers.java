package dev.pando.kernel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/// A fixed pool for arithmetic: it runs one phase at a time, split into parts, and the caller works too.
///
/// A phase ends when all of its parts have ended; what the parts wrote is then visible to the caller.
/// Parts must not depend on each other, and which thread runs a part must not change its result: the same
/// bits come out for any number of threads. Helpers spin for a moment between phases, then park, because a
/// forward pass is hundreds of phases a few microseconds apart.
///
/// One owner calls [#run] at a time; a call from a second thread fails.
public final class Workers implements AutoCloseable {

    /// Turns of the spin loop before a waiting helper parks; about 50 µs on a current core.
    private static final int SPINS = 20_000;

    private final Thread[] helpers;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger unfinished = new AtomicInteger();
    private final AtomicInteger owner = new AtomicInteger();
    private volatile Phase phase = new Phase(0, 0, null);
    private volatile Throwable failure;
    private volatile boolean closed;

    private record Phase(long number, int parts, IntConsumer part) {}

    /// @param threads threads that work at once, the caller included; at least 1
    public Workers(int threads) {
        if (threads < 1) throw new IllegalArgumentException("threads: " + threads + ", at least 1");
        helpers = new Thread[threads - 1];
        for (int i = 0; i < helpers.length; i++) {
            helpers[i] = Thread.ofPlatform().daemon().name("pando-worker-" + (i + 1)).start(this::help);
        }
    }

    /// Threads that work at once, the caller included.
    public int threads() {
        return helpers.length + 1;
    }

    /// Runs `part.accept(i)` once for each `0 ≤ i < parts`, in any order, and returns when all have ended.
    ///
    /// @throws IllegalStateException if the pool is closed or another thread is in a phase
    /// @throws RuntimeException      what a part threw; the other parts still ran
    public void run(int parts, IntConsumer part) {
        if (closed) throw new IllegalStateException("workers are closed");
        if (helpers.length == 0 || parts <= 1) {
            for (int i = 0; i < parts; i++) part.accept(i);
            return;
        }
        if (!owner.compareAndSet(0, 1)) throw new IllegalStateException("another thread is in a phase");
        try {
            runShared(parts, part);
        } finally {
            owner.set(0);
        }
    }

    private void runShared(int parts, IntConsumer part) {
        failure = null;
        next.set(0);
        unfinished.set(threads());
        Phase begun = new Phase(phase.number + 1, parts, part);
        phase = begun;
        for (Thread helper : helpers) LockSupport.unpark(helper);
        work(begun);
        while (unfinished.get() > 0) Thread.onSpinWait();
        Throwable thrown = failure;
        if (thrown instanceof RuntimeException e) throw e;
        if (thrown instanceof Error e) throw e;
    }

    private void work(Phase current) {
        try {
            for (int i = next.getAndIncrement(); i < current.parts; i = next.getAndIncrement()) {
                current.part.accept(i);
            }
        } catch (RuntimeException | Error e) {
            failure = e;
        } finally {
            unfinished.decrementAndGet();
        }
    }

    private void help() {
        long done = 0;
        int spins = 0;
        while (!closed) {
            Phase current = phase;
            if (current.number > done) {
                work(current);
                done = current.number;
                spins = 0;
            } else if (++spins < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.park(this);
            }
        }
    }

    /// Lets the helpers go; a phase that is running ends first, a new one is refused.
    @Override
    public void close() {
        closed = true;
        for (Thread helper : helpers) LockSupport.unpark(helper);
    }
}
