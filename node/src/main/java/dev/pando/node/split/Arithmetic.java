package dev.pando.node.split;

import dev.pando.engine.model.Batch;
import dev.pando.engine.model.Forward;
import dev.pando.engine.model.Model;
import dev.pando.engine.model.Observer;
import dev.pando.kernel.Workers;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// The threads of arithmetic of one machine, for one at a time, in the order in which they came.
final class Arithmetic implements AutoCloseable {

    // Whoever computes occupies the processor that its virtual thread runs on. Where there is no other, nobody would
    // answer heartbeats meanwhile.
    private static final boolean ONE_PROCESSOR = Runtime.getRuntime().availableProcessors() == 1;

    private final Workers workers;
    private final ReentrantLock turn = new ReentrantLock(true);
    private final AtomicLong layersDone = new AtomicLong();

    Arithmetic(int threads) {
        workers = new Workers(threads);
    }

    /// Runs a job that waits for a peer and computes, in turns, on the calling virtual thread; with a single processor, on
    /// a platform thread. To wake one more thread would cost more than many a stage's arithmetic.
    static void here(Runnable job) {
        if (ONE_PROCESSOR) {
            Thread.ofPlatform().daemon().name("pando-stage").start(job);
        } else {
            job.run();
        }
    }

    /// Threads for such jobs.
    static ThreadFactory threads(String name) {
        return ONE_PROCESSOR
                ? Thread.ofPlatform().daemon().name(name, 0).factory()
                : Thread.ofVirtual().name(name, 0).factory();
    }

    Workers workers() {
        return workers;
    }

    int threads() {
        return workers.threads();
    }

    /// Layers finished so far, of whatever model: as long as this grows, the machine is at work.
    long progress() {
        return layersDone.get();
    }

    /// A forward pass whose layers are counted.
    Forward forward(Model model) {
        Forward forward = new Forward(model, workers);
        forward.observe(new Observer() {
            @Override
            public void hidden(int layer, Batch batch, float[] hidden) {
                layersDone.incrementAndGet();
            }
        });
        return forward;
    }

    /// Waits for its turn, then works.
    ///
    /// @return nanoseconds of work, the waiting not counted
    long work(Consumer<Workers> job) {
        turn.lock();
        try {
            long start = System.nanoTime();
            job.accept(workers);
            return System.nanoTime() - start;
        } finally {
            turn.unlock();
        }
    }

    /// Has the threads sleep, unless somebody is at work: a peer that is waited for may be on this machine, and a thread
    /// that spins where it should run costs it a third of a millisecond.
    void rest() {
        if (!turn.tryLock()) return;
        try {
            workers.rest();
        } finally {
            turn.unlock();
        }
    }

    /// Waits for whoever is at work, and lets the threads go.
    @Override
    public void close() {
        work(Workers::close);
    }
}
