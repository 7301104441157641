package dev.pando.node.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Waits until the process is told to end; the process then lives until this is closed, so that the rooms that were
/// opened after it end in order.
final class UntilSignal implements AutoCloseable {

    private static final long SHUTDOWN_MS_MAX = 5_000;

    private final CountDownLatch told = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    UntilSignal() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "pando-shutdown"));
    }

    private void end() {
        told.countDown();
        try {
            closed.await(SHUTDOWN_MS_MAX, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void await() throws InterruptedException {
        told.await();
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
