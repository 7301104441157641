package dev.pando.kernel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/// A fixed pool for arithmetic: it runs one phase at a time, split into parts, and the caller works too.
///
/// A phase ends when all of its parts have ended; what the parts wrote is then visible to the caller.
/// Parts must not depend on each other, and which thread runs a part must not change its result: the same
/// bits come out for any number of threads. Each thread begins with a range of parts of its own, the same in every phase of as
/// many parts, and then takes from the others' ranges: what it wrote the last time, it mostly finds in its own cache. Helpers spin for a moment between phases, then park, because a
/// forward pass is hundreds of phases a few microseconds apart. Whoever knows that no phase follows calls [#rest].
///
/// One owner calls [#run] at a time; a call from a second thread fails.
public final class Workers implements AutoCloseable {

    /// Turns of the spin loop before a waiting helper parks; about 50 µs on a current core.
    private static final int SPINS = 20_000;

    /// Turns of the spin loop after which a caller that waits for a helper's last part lets other threads run.
    private static final int SPINS_BEFORE_YIELD = 5_000;

    private static final Phase RESTING = new Phase(0, 0, null);

    private final Helper[] helpers;
    private final AtomicInteger owner = new AtomicInteger();
    private volatile Phase phase = new Phase(0, 0, null);
    private volatile boolean closed;

    /// One phase: parts are handed out by `next`; a helper that comes late finds none left and nobody waits for it.
    private static final class Phase {

        private static final int APART = 16; // counters lie so far apart that each has a line of the cache

        private final int parts;
        private final int threads;
        private final IntConsumer part;
        private final AtomicIntegerArray next; // (thread · APART) the next part of its range
        private final AtomicInteger ended = new AtomicInteger();
        private volatile Throwable failure;

        private Phase(int parts, int threads, IntConsumer part) {
            this.parts = parts;
            this.threads = threads;
            this.part = part;
            next = new AtomicIntegerArray(threads * APART);
            for (int thread = 0; thread < threads; thread++) next.setPlain(thread * APART, firstOf(thread));
        }

        private int firstOf(int thread) {
            return (int) ((long) parts * thread / threads);
        }

        private void work(int thread) {
            for (int i = 0; i < threads; i++) workInRangeOf((thread + i) % threads);
        }

        private void workInRangeOf(int thread) {
            int at = thread * APART, end = firstOf(thread + 1);
            for (int i = next.getAndIncrement(at); i < end; i = next.getAndIncrement(at)) {
                try {
                    part.accept(i);
                } catch (RuntimeException | Error e) {
                    failure = e;
                } finally {
                    ended.incrementAndGet();
                }
            }
        }
    }

    /// @param threads threads that work at once, the caller included; at least 1
    public Workers(int threads) {
        if (threads < 1) throw new IllegalArgumentException("threads: " + threads + ", at least 1");
        helpers = new Helper[threads - 1];
        for (int i = 0; i < helpers.length; i++) helpers[i] = new Helper(i + 1);
    }

    /// Threads that work at once, the caller included.
    public int threads() {
        return helpers.length + 1;
    }

    /// Runs `part.accept(i)` once for each `0 ≤ i < parts`, in any order, and returns when all have ended.
    ///
    /// @throws IllegalStateException if the pool is closed or another thread is in a phase
    /// @throws RuntimeException      what a part threw; with more than one thread the other parts still ran
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
        Phase begun = new Phase(parts, threads(), part);
        phase = begun;
        for (Helper helper : helpers) helper.wake();
        begun.work(0);
        for (int spins = 0; begun.ended.get() < parts; spins++) {
            if (spins < SPINS_BEFORE_YIELD) Thread.onSpinWait();
            else
                Thread.yield();
        }
        if (begun.failure instanceof RuntimeException e) throw e;
        if (begun.failure instanceof Error e) throw e;
    }

    /// Has helpers park at once instead of spinning: no phase comes for a while, and what is waited for may need their
    /// processors. Costs the next phase the time to wake them.
    ///
    /// @throws IllegalStateException if a thread is in a phase
    public void rest() {
        if (helpers.length == 0) return;
        if (!owner.compareAndSet(0, 1)) throw new IllegalStateException("another thread is in a phase");
        phase = RESTING;
        owner.set(0);
    }

    /// A thread that waits for phases and works on them.
    private final class Helper implements Runnable {

        private final int number;
        private final Thread thread;
        private volatile boolean parked;

        private Helper(int number) {
            this.number = number; // the caller is thread 0
            thread = Thread.ofPlatform().daemon().name("pando-worker-" + number).start(this);
        }

        private void wake() {
            if (parked) LockSupport.unpark(thread);
        }

        @Override
        public void run() {
            Phase done = phase;
            int spins = 0;
            while (!closed) {
                Phase current = phase;
                if (current != done) {
                    if (current != RESTING) current.work(number);
                    done = current;
                    spins = current == RESTING ? SPINS : 0;
                } else if (++spins < SPINS) {
                    Thread.onSpinWait();
                } else {
                    parked = true; // first say so, then look again: whoever begins a phase does it the other way round
                    if (phase == done && !closed) LockSupport.park(Workers.this);
                    parked = false;
                }
            }
        }
    }

    /// Lets the helpers go; a phase that is running ends first, a new one is refused.
    @Override
    public void close() {
        closed = true;
        for (Helper helper : helpers) LockSupport.unpark(helper.thread);
    }
}
