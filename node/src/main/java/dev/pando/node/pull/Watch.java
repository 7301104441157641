package dev.pando.node.pull;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Closes connections that bring nothing for too long, or that nobody wants any more.
final class Watch implements AutoCloseable {

    private static final ThreadFactory DAEMON = Thread.ofPlatform().daemon().name("pull-watch").factory();

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(DAEMON);
    private final long stallMs;
    private final BooleanSupplier unwanted;

    /// @param stall    a connection that brings nothing for so long is closed
    /// @param unwanted asked as often as that
    Watch(Duration stall, BooleanSupplier unwanted) {
        this.stallMs = Math.max(1, stall.toMillis());
        this.unwanted = unwanted;
    }

    /// Watches a connection until the guard is closed.
    Guard over(InputStream body) {
        return new Guard(body);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    final class Guard implements AutoCloseable {
        private final ScheduledFuture<?> check;
        private final InputStream body;
        private volatile boolean moved = true;

        Guard(InputStream body) {
            this.body = body;
            check = timer.scheduleAtFixedRate(this::look, stallMs, stallMs, TimeUnit.MILLISECONDS);
        }

        /// Bytes came.
        void alive() {
            moved = true;
        }

        private void look() {
            if (moved && !unwanted.getAsBoolean()) {
                moved = false;
                return;
            }
            try {
                body.close();
            } catch (IOException e) {
                // the reader sees it
            }
        }

        @Override
        public void close() {
            check.cancel(false);
        }
    }
}
