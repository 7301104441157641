package dev.pando.node.train;

import dev.pando.engine.corpus.TrainingException;
import dev.pando.engine.learn.Control;
import dev.pando.engine.learn.FineTune;
import dev.pando.engine.learn.MemoryEstimate;
import dev.pando.engine.learn.Progress;
import dev.pando.engine.learn.TrainingRun;
import dev.pando.kernel.Workers;
import java.io.IOException;
import java.util.Optional;

/// The node's training: one run at a time, on threads of its own. Safe from any thread.
///
/// A run that was stopped, or whose process ended, goes on where its last checkpoint is when the same run is started again, and
/// ends in the same weights.
public final class Trainings implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Trainings.class.getName());

    /// Where a run is.
    public enum State {
        /// It takes steps.
        RUNNING,
        /// It waits after its current step.
        PAUSED,
        /// It took all its steps: the adapter is there.
        FINISHED,
        /// Somebody stopped it; the same run can be started again.
        STOPPED,
        /// It ended with [Status#reason].
        FAILED;

        /// Whether no step will be taken any more.
        public boolean isOver() {
            return this != RUNNING && this != PAUSED;
        }
    }

    /// How the latest run is doing.
    ///
    /// @param run      what it is
    /// @param state    where it is
    /// @param progress after its latest step of this session; empty before it
    /// @param weights  SHA-256 of what was learned, once it is over; empty before, and if it failed
    /// @param reason   why it failed, else empty
    public record Status(FineTune run, State state, Optional<Progress> progress, String weights, String reason) {}

    private final int threads;
    private Control control;
    private Thread thread;
    private Status status; // null before the first run
    private boolean closed;

    /// @param threads of arithmetic that a run uses
    public Trainings(int threads) {
        this.threads = threads;
    }

    /// Starts a run, or goes on with the one that `run.out()` holds.
    ///
    /// @param paused whether it waits before its first step
    /// @throws IllegalStateException if one is under way
    public synchronized void start(FineTune run, boolean paused) {
        if (closed) throw new IllegalStateException("the node is closing");
        if (status != null && !status.state.isOver()) {
            throw new IllegalStateException("a run is under way: stop it, or wait for its end");
        }
        Control begun = control = new Control();
        if (paused) begun.pause();
        status = new Status(run, paused ? State.PAUSED : State.RUNNING, Optional.empty(), "", "");
        thread = Thread.ofPlatform().name("pando-training").start(() -> train(run, begun));
    }

    private void train(FineTune run, Control begun) {
        try (Workers workers = new Workers(threads)) {
            TrainingRun.Outcome outcome = run.run(new FineTune.Surroundings(workers, begun, System::nanoTime,
                    MemoryEstimate.heapLeft(), line -> LOG.log(System.Logger.Level.DEBUG, line), this::told));
            over(outcome.finished() ? State.FINISHED : State.STOPPED, outcome.receipt().weights(), "");
        } catch (TrainingException | IOException | IllegalArgumentException e) {
            over(State.FAILED, "", e.getMessage());
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "a training run broke", e);
            over(State.FAILED, "", "a mistake of Pando's own: " + e);
        }
    }

    private synchronized void told(Progress progress) {
        status = new Status(status.run, status.state, Optional.of(progress), "", "");
    }

    private synchronized void over(State state, String weights, String reason) {
        status = new Status(status.run, state, status.progress, weights, reason);
        notifyAll();
    }

    /// How the latest run is doing; empty before the first.
    public synchronized Optional<Status> status() {
        return Optional.ofNullable(status);
    }

    /// It waits after its current step.
    ///
    /// @throws IllegalStateException if no run is under way
    public synchronized void pause() {
        underWay().pause();
        state(State.PAUSED);
    }

    /// It goes on.
    ///
    /// @throws IllegalStateException if no run is under way
    public synchronized void resume() {
        underWay().resume();
        state(State.RUNNING);
    }

    /// It writes a checkpoint after its current step and ends.
    ///
    /// @throws IllegalStateException if no run is under way
    public synchronized void stop() {
        underWay().cancel();
    }

    private Control underWay() {
        if (status == null || status.state.isOver()) throw new IllegalStateException("no run is under way");
        return control;
    }

    private void state(State state) {
        status = new Status(status.run, state, status.progress, "", "");
    }

    /// Waits for the end of the run, however it comes.
    public synchronized Status await() throws InterruptedException {
        while (!status.state.isOver()) wait();
        return status;
    }

    /// Stops what is under way, with a checkpoint, and waits for it.
    @Override
    public void close() {
        Thread last;
        synchronized (this) {
            closed = true;
            last = thread;
            if (status != null && !status.state.isOver()) control.cancel();
        }
        try {
            if (last != null) last.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
