package dev.pando.libp2p.testing;

import dev.pando.libp2p.transport.Time;
import java.util.Comparator;
import java.util.PriorityQueue;

/// Time that stands still until a test moves it; alarms ring on the thread that moves it.
public final class ManualTime implements Time {

    private record Bell(long atMs, long order, Runnable task) {}

    private final PriorityQueue<Bell> bells = new PriorityQueue<>(
            Comparator.comparingLong(Bell::atMs).thenComparingLong(Bell::order));
    private long nowMs;
    private long order;

    @Override
    public synchronized long nowMs() {
        return nowMs;
    }

    @Override
    public synchronized long unixSeconds() {
        return 1_700_000_000L + nowMs / 1000;
    }

    @Override
    public synchronized Alarm after(long delayMs, Runnable task) {
        Bell bell = new Bell(nowMs + delayMs, order++, task);
        bells.add(bell);
        return () -> {
            synchronized (this) {
                bells.remove(bell);
            }
        };
    }

    /// Lets time pass, and every alarm within it ring in order.
    public void advance(long ms) {
        long until = nowMs() + ms;
        for (Bell bell; (bell = next(until)) != null;) bell.task.run();
        synchronized (this) {
            nowMs = until;
        }
    }

    private synchronized Bell next(long until) {
        if (bells.isEmpty() || bells.peek().atMs > until) return null;
        nowMs = Math.max(nowMs, bells.peek().atMs);
        return bells.poll();
    }

    /// Alarms that are set.
    public synchronized int pending() {
        return bells.size();
    }
}
