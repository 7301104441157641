package dev.pando.engine.learn;

import dev.pando.engine.corpus.Hashes;
import dev.pando.engine.corpus.Sequences;
import dev.pando.engine.corpus.TrainingException;
import dev.pando.engine.train.AdamW;
import dev.pando.engine.train.Tape;
import dev.pando.engine.train.Weight.Parameter;
import dev.pando.kernel.Workers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
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
    private final LongSupplier nanoClock;
    private final CheckpointStore store;
    private final AdamW adam;
    private final Tape tape;
    private LossCurve curve = LossCurve.empty();
    private int step;
    private long sessionTokens;
    private long sessionNs;

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
        this.store = store;
        this.workers = workers;
        this.nanoClock = nanoClock;
        this.tape = new Tape(workers);
        this.adam = new AdamW(workers, settings.adam(), subject.learner.parameters());
    }

    /// Goes on from the newest checkpoint, or begins.
    ///
    /// @param told hears of every step
    /// @throws TrainingException if the data teach nothing, a checkpoint belongs to another run or cannot be written, or
    ///                           numbers stop being finite
    public Outcome run(Control control, Consumer<Progress> told) {
        takeUp();
        if (step == 0) begin();
        int saved = step;
        while (step < settings.schedule().steps() && control.goOn()) {
            long began = nanoClock.getAsLong();
            float loss = learn();
            curve = curve.step(loss);
            boolean last = step == settings.schedule().steps();
            float heldOut = last || step % settings.evaluateEvery() == 0 ? measure() : Float.NaN;
            if (last || step % settings.checkpointEvery() == 0) {
                save();
                saved = step;
            }
            sessionNs += nanoClock.getAsLong() - began;
            told.accept(progress(loss, heldOut));
        }
        if (saved < step) save();
        return outcome();
    }

    private void takeUp() {
        Optional<Checkpoint> found = store.newest(fingerprint());
        if (found.isEmpty()) return;
        Checkpoint checkpoint = found.get();
        List<Parameter> parameters = subject.learner.parameters();
        for (int i = 0; i < parameters.size(); i++) {
            float[] value = parameters.get(i).value();
            System.arraycopy(checkpoint.weights().get(i), 0, value, 0, value.length);
        }
        adam.restore(checkpoint.step(), checkpoint.state());
        curve = checkpoint.curve();
        step = checkpoint.step();
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
        for (int i = 0; i < rows; i++) subject.train.read((long) step * rows + i, tokens, targets, i * length);
        int asked = Math.max(1, Evaluation.asked(targets));
        float loss = 0;
        for (int row = 0; row < rows; row += settings.microBatch()) {
            int from = row * length, to = Math.min(rows, row + settings.microBatch()) * length;
            loss += backward(Arrays.copyOfRange(tokens, from, to),
                    Arrays.copyOfRange(targets, from, to), asked);
        }
        if (!Float.isFinite(loss)) throw notFinite("loss", loss);
        float norm = adam.step(settings.schedule().rate(step));
        if (!Float.isFinite(norm)) throw notFinite("norm of the gradient", norm);
        step++;
        sessionTokens += tokens.length;
        return loss;
    }

    private float backward(int[] tokens, int[] targets, int asked) {
        tape.reset();
        float loss = subject.learner.loss(tape, tokens, targets, asked, settings.length(), settings.recompute());
        tape.backward();
        return loss;
    }

    private TrainingException notFinite(String what, float value) {
        return new TrainingException("step " + (step + 1) + ": the " + what + " is " + value
                + "; a lower rate may help. The last checkpoint is from before");
    }

    private float measure() {
        long count = Math.min(HELD_OUT_MAX, subject.heldOut.count());
        if (count == 0) return Float.NaN;
        float loss = Evaluation.of(subject.learner, subject.heldOut, count, settings.microBatch(), null, workers)
                .loss();
        curve = curve.heldOut(step, loss);
        return loss;
    }

    private void save() {
        List<float[]> weights = subject.learner.parameters().stream().map(Parameter::value).toList();
        store.write(new Checkpoint(fingerprint(), step, weights, adam.state(), curve));
    }

    private Progress progress(float loss, float heldOut) {
        double seconds = Math.max(1e-9, sessionNs / 1e9), speed = sessionTokens / seconds;
        long left = (long) (settings.schedule().steps() - step) * settings.batch() * settings.length();
        return new Progress(step, settings.schedule().steps(), loss, heldOut, speed, left / speed);
    }

    private Outcome outcome() {
        Receipt receipt = new Receipt(subject.base, subject.data, settings.decisive(), step,
                Receipt.hash(subject.learner.parameters()));
        return new Outcome(step == settings.schedule().steps(), receipt, curve);
    }

    private String fingerprint() {
        MessageDigest digest = Hashes.sha256();
        StringBuilder all = new StringBuilder(subject.base + "\n" + subject.data + "\n" + settings.decisive() + "\n");
        for (Parameter p : subject.learner.parameters()) {
            all.append(p.name()).append(' ').append(p.rows()).append(' ').append(p.columns()).append('\n');
        }
        return HexFormat.of().formatHex(digest.digest(all.toString().getBytes(StandardCharsets.UTF_8)));
    }
}
