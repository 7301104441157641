package dev.pando.node.encode;

import dev.pando.kernel.ByteMatrix;
import dev.pando.kernel.Workers;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// The threads that compute an encoder's layers. One text at a time is shared among them; whoever comes meanwhile works alone.
final class Hands implements AutoCloseable {

    private static final int USUAL_MAX = 2;

    private final int threads;
    private final Workers alone = new Workers(1);
    private Workers workers; // null until somebody works
    private final Lock lock = new ReentrantLock(); // of who has the workers

    /// @param threads that share a text, the caller's included
    Hands(int threads) {
        this.threads = threads;
    }

    /// How many a question gains from: our kernels share even short texts, ONNX Runtime becomes slower.
    static int usual() {
        return ByteMatrix.isFast() ? Math.min(USUAL_MAX, Runtime.getRuntime().availableProcessors()) : 1;
    }

    /// Does some work with all threads if they are free, with the caller's otherwise.
    void share(Consumer<Workers> work) {
        if (!lock.tryLock()) {
            work.accept(alone);
            return;
        }
        try {
            if (workers == null) workers = new Workers(threads);
            work.accept(workers);
        } finally {
            lock.unlock();
        }
    }

    /// Does some work with the caller's thread.
    void keep(Consumer<Workers> work) {
        work.accept(alone);
    }

    /// Lets the threads go once nobody uses them; whoever works again gets others.
    @Override
    public void close() {
        lock.lock();
        try {
            if (workers != null) workers.close();
            workers = null;
        } finally {
            lock.unlock();
        }
    }
}
