package dev.pando.libp2p.transport;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Where time comes from: the system's, or one that a test moves by hand.
public interface Time {

    /// A clock that never goes back, in milliseconds; its zero means nothing.
    long nowMs();

    /// Runs `task` once, on a virtual thread of its own, unless the alarm is closed first.
    Alarm after(long delayMs, Runnable task);

    /// Seconds since 1970, for what must outlive the process.
    long unixSeconds();

    /// Something that will happen. Closing it after it happened does nothing.
    interface Alarm extends AutoCloseable {

        /// Keeps it from happening.
        @Override
        void close();
    }

    /// The system's time.
    static Time system() {
        return SystemTime.INSTANCE;
    }

    /// The time of this machine; one daemon thread rings all alarms.
    final class SystemTime implements Time {

        private static final SystemTime INSTANCE = new SystemTime();

        private final ScheduledThreadPoolExecutor bells = new ScheduledThreadPoolExecutor(1,
                Thread.ofPlatform().daemon().name("libp2p-alarms").factory());

        private SystemTime() {
            bells.setRemoveOnCancelPolicy(true);
        }

        @Override
        public long nowMs() {
            return System.nanoTime() / 1_000_000;
        }

        @Override
        public long unixSeconds() {
            return System.currentTimeMillis() / 1000;
        }

        @Override
        public Alarm after(long delayMs, Runnable task) {
            var bell = bells.schedule(() -> Thread.startVirtualThread(task), delayMs, TimeUnit.MILLISECONDS);
            return () -> bell.cancel(false);
        }
    }
}
