package dev.pando.engine.learn;

import java.util.function.LongSupplier;

/// How fast a session of a run goes, by its time without pauses.
public final class Pace {

    private final LongSupplier nanoClock;
    private final int steps;
    private final int tokens;
    private long began;
    private long nanos;
    private long done;

    /// @param nanoClock decides nothing but what is said
    /// @param steps     of the whole run
    /// @param tokens    of a step
    public Pace(LongSupplier nanoClock, int steps, int tokens) {
        this.nanoClock = nanoClock;
        this.steps = steps;
        this.tokens = tokens;
    }

    /// A step begins.
    public void begin() {
        began = nanoClock.getAsLong();
    }

    /// A step has ended.
    ///
    /// @param step        steps taken, of all sessions together
    /// @param loss        of this step
    /// @param heldOutLoss of held-out tokens, or NaN
    public Progress end(int step, float loss, float heldOutLoss) {
        nanos += nanoClock.getAsLong() - began;
        done += tokens;
        double speed = done / Math.max(1e-9, nanos / 1e9);
        return new Progress(step, steps, loss, heldOutLoss, speed, (double) (steps - step) * tokens / speed);
    }
}
