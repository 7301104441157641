package dev.pando.engine.learn;

/// Lets somebody else pause, resume or stop a run between two steps. Safe from any thread.
public final class Control {

    private boolean paused;
    private boolean cancelled;

    /// Nothing is asked yet.
    public Control() {}

    /// The run waits after its current step.
    public synchronized void pause() {
        paused = true;
    }

    /// A paused run goes on.
    public synchronized void resume() {
        paused = false;
        notifyAll();
    }

    /// The run writes a checkpoint after its current step and ends; it can be taken up again.
    public synchronized void cancel() {
        cancelled = true;
        notifyAll();
    }

    /// Waits while the run is paused.
    ///
    /// @return whether to go on; an interrupt is a cancellation
    public synchronized boolean goOn() {
        try {
            while (paused && !cancelled) wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cancelled = true;
        }
        return !cancelled;
    }
}
