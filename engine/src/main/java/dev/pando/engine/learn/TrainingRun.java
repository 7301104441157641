package dev.pando.engine.learn;

import dev.pando.engine.corpus.Sequences;
import dev.pando.engine.corpus.TrainingException;
import dev.pando.engine.train.AdamW;
import dev.pando.engine.train.Tape;
import dev.pando.kernel.Workers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// The loop: batches in, weights out, the same weights however often it is stopped and taken up again.
///
/// Nothing but the settings, the data and the base decides the outcome: not the number of threads, not the width of
/// vectors, not when it was killed. One owner; [Control] may be used from other threads.
public final class TrainingRun {

    /// Sequences of held-out text that are measured at most: enough for the third digit, soon done.
    public static final int HELD_OUT_MAX = 64;

    /// What a run is about.
    ///
    /// @param learner what learns
    /// @param train   what from
    /// @param heldOut what it is measured on; may be empty
    /// @param base    SHA-256 of the model that it begins from
    /// @param data    SHA-256 of the text
    public record Subject(Learner learner, Sequences train, Sequences heldOut, String base, String data) {}

    /// What came of it.
    ///
    /// @param finished whether all steps were taken, or somebody stopped it
    /// @param receipt  of the weights as they are now
    /// @param curve    losses of all steps
    public record Outcome(boolean finished, Receipt receipt, LossCurve curve) {}

    private final Subject subject;
    private final TrainingSettings settings;
    private final Workers workers;
    private final Course course;
    private final Pace pace;
    private final Tape tape;

    /// @param folder    where checkpoints are kept
    /// @param nanoClock for speed and time left; decides nothing else
    public TrainingRun(Subject subject, TrainingSettings settings, Path folder, Workers workers,
            LongSupplier nanoClock) {
        this(subject, settings, new CheckpointStore(folder), workers, nanoClock);
    }

    TrainingRun(Subject subject, TrainingSettings settings, CheckpointStore store, Workers workers,
            LongSupplier nanoClock) {
        this.subject = subject;
        this.settings = settings;
        this.workers = workers;
        this.tape = new Tape(workers);
        pace = new Pace(nanoClock, settings.schedule().steps(), settings.batch() * settings.length());
        course = new Course(subject.base + "\n" + subject.data + "\n" + settings.decisive(),
                subject.learner.parameters(), new AdamW(workers, settings.adam(), subject.learner.parameters()), store);
    }

    /// Goes on from the newest checkpoint, or begins.
    ///
    /// @param told hears of every step
    /// @throws TrainingException if the data teach nothing, a checkpoint belongs to another run or cannot be written, or
    ///                           numbers stop being finite
    public Outcome run(Control control, Consumer<Progress> told) {
        course.takeUp();
        if (course.step() == 0) begin();
        while (course.step() < settings.schedule().steps() && control.goOn()) {
            pace.begin();
            float loss = learn();
            boolean last = course.step() == settings.schedule().steps();
            float heldOut = last || course.step() % settings.evaluateEvery() == 0 ? measure() : Float.NaN;
            if (last || course.step() % settings.checkpointEvery() == 0) course.save();
            told.accept(pace.end(course.step(), loss, heldOut));
        }
        course.save();
        return outcome();
    }

    private void begin() {
        float before = measure();
        if (subject.heldOut.count() > 0 && !Float.isFinite(before)) {
            throw new TrainingException(
                    "the base gives a loss of " + before + ": it holds numbers that are not finite");
        }
    }

    private float learn() {
        int rows = settings.batch(), length = settings.length();
        int[] tokens = new int[rows * length], targets = new int[rows * length];
        for (int i = 0; i < rows; i++) subject.train.read((long) course.step() * rows + i, tokens, targets, i * length);
        int asked = Math.max(1, Evaluation.asked(targets));
        float loss = 0;
        for (int row = 0; row < rows; row += settings.microBatch()) {
            int from = row * length, to = Math.min(rows, row + settings.microBatch()) * length;
            loss += backward(Arrays.copyOfRange(tokens, from, to),
                    Arrays.copyOfRange(targets, from, to), asked);
        }
        course.go(loss, settings.schedule().rate(course.step()));
        return loss;
    }

    private float backward(int[] tokens, int[] targets, int asked) {
        tape.reset();
        float loss = subject.learner.loss(tape, tokens, targets, asked, settings.length(), settings.recompute());
        tape.backward();
        return loss;
    }

    private float measure() {
        long count = Math.min(HELD_OUT_MAX, subject.heldOut.count());
        if (count == 0) return Float.NaN;
        float loss = Evaluation.of(subject.learner, subject.heldOut, count, settings.microBatch(), null, workers)
                .loss();
        course.heldOut(loss);
        return loss;
    }

    private Outcome outcome() {
        Receipt receipt = new Receipt(subject.base, subject.data, settings.decisive(), course.step(),
                Receipt.hash(subject.learner.parameters()));
        return new Outcome(course.step() == settings.schedule().steps(), receipt, course.curve());
    }
}
