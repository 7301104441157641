package dev.pando.node.split;

import java.util.Optional;

/// Judges whether a stage is alive from what was heard of it. It has no clock and no thread: time is a parameter.
///
/// Two things can be wrong. A stage that is *silent* answers no heartbeat: its process is dead or stopped, or the way to
/// it is cut. A stage that is *stalled* answers, but while we wait for rows it finishes no layer at all.
final class Heartbeat {

    private long heardMs;
    private long movedMs;
    private long progress;
    private int waiting;

    Heartbeat(long nowMs) {
        heardMs = nowMs;
        movedMs = nowMs;
    }

    /// An answer to a heartbeat.
    ///
    /// @param layersDone layers that the stage has finished since it began
    synchronized void heard(long nowMs, long layersDone) {
        heardMs = nowMs;
        if (layersDone != progress) movedMs = nowMs;
        progress = layersDone;
    }

    /// Rows were sent.
    synchronized void asked(long nowMs) {
        if (waiting++ == 0) movedMs = nowMs;
    }

    /// Rows came back, or nobody waits for them any more.
    synchronized void answered(long nowMs) {
        waiting--;
        heardMs = nowMs;
        movedMs = nowMs;
    }

    /// Nobody waits any more, and nothing was heard.
    synchronized void abandoned() {
        waiting--;
    }

    /// What is wrong, if anything.
    synchronized Optional<String> complaint(long nowMs) {
        if (nowMs - heardMs > SplitLimits.SILENCE_MS) {
            return Optional.of("not heard of for " + (nowMs - heardMs) + " ms");
        }
        if (waiting > 0 && nowMs - movedMs > SplitLimits.STALL_MS) {
            return Optional.of("has finished no layer for " + (nowMs - movedMs) + " ms");
        }
        return Optional.empty();
    }
}
