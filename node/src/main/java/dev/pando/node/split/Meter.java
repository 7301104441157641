package dev.pando.node.split;

import java.util.concurrent.atomic.LongAdder;

/// What a link has done so far.
final class Meter {

    private final LongAdder passes = new LongAdder();
    private final LongAdder rows = new LongAdder();
    private final LongAdder workNanos = new LongAdder();
    private final LongAdder wallNanos = new LongAdder();

    void add(int rowsDone, long work, long wall) {
        passes.increment();
        rows.add(rowsDone);
        workNanos.add(work);
        wallNanos.add(wall);
    }

    /// Times that rows went there and back.
    long passes() {
        return passes.sum();
    }

    long rows() {
        return rows.sum();
    }

    /// Arithmetic, as the stage counts it.
    double workMs() {
        return workNanos.sum() / 1e6;
    }

    /// From sending to receiving.
    double wallMs() {
        return wallNanos.sum() / 1e6;
    }
}
