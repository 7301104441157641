package dev.pando.engine.learn;

import dev.pando.engine.corpus.Hashes;
import dev.pando.engine.corpus.TrainingException;
import dev.pando.engine.train.AdamW;
import dev.pando.engine.train.Weight.Parameter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// What a run has come to: weights, the state of their optimiser, losses. Kept in checkpoints, from which it goes on as if it had
/// never stopped, however it was stopped.
///
/// One owner.
public final class Course {

    private final String run;
    private final List<Parameter> parameters;
    private final AdamW adam;
    private final CheckpointStore store;
    private LossCurve curve = LossCurve.empty();
    private int step;
    private int saved;

    /// @param decisive   all that decides the outcome, beside names and shapes of the parameters; a checkpoint of anything else is refused
    /// @param parameters with the values that they begin with
    /// @param adam       of these parameters
    /// @param folder     where checkpoints are kept
    public Course(String decisive, List<Parameter> parameters, AdamW adam, Path folder) {
        this(decisive, parameters, adam, new CheckpointStore(folder));
    }

    Course(String decisive, List<Parameter> parameters, AdamW adam, CheckpointStore store) {
        this.run = hash(decisive, parameters);
        this.parameters = List.copyOf(parameters);
        this.adam = adam;
        this.store = store;
    }

    private static String hash(String decisive, List<Parameter> parameters) {
        MessageDigest digest = Hashes.sha256();
        StringBuilder all = new StringBuilder(decisive + "\n");
        for (Parameter p : parameters) {
            all.append(p.name()).append(' ').append(p.rows()).append(' ').append(p.columns()).append('\n');
        }
        return HexFormat.of().formatHex(digest.digest(all.toString().getBytes(StandardCharsets.UTF_8)));
    }

    /// Goes on from the newest checkpoint, where there is one.
    ///
    /// @throws TrainingException if it belongs to another run, or none is whole
    public void takeUp() {
        Optional<Checkpoint> found = store.newest(run);
        if (found.isEmpty()) return;
        Checkpoint checkpoint = found.get();
        for (int i = 0; i < parameters.size(); i++) {
            float[] value = parameters.get(i).value();
            System.arraycopy(checkpoint.weights().get(i), 0, value, 0, value.length);
        }
        adam.restore(checkpoint.step(), checkpoint.state());
        curve = checkpoint.curve();
        step = checkpoint.step();
        saved = step;
    }

    /// Steps taken.
    public int step() {
        return step;
    }

    /// Losses so far.
    LossCurve curve() {
        return curve;
    }

    /// Takes a step along the gradients that the parameters hold.
    ///
    /// @param loss that they are of
    /// @param rate of learning
    /// @throws TrainingException if a number is not finite
    public void go(float loss, float rate) {
        if (!Float.isFinite(loss)) throw notFinite("loss", loss);
        float norm = adam.step(rate);
        if (!Float.isFinite(norm)) throw notFinite("norm of the gradient", norm);
        step++;
        curve = curve.step(loss);
    }

    private TrainingException notFinite(String what, float value) {
        return new TrainingException("step " + (step + 1) + ": the " + what + " is " + value
                + "; a lower rate may help. The last checkpoint is from before");
    }

    /// Notes what held-out text lost after this many steps.
    void heldOut(float loss) {
        curve = curve.heldOut(step, loss);
    }

    /// Writes a checkpoint, unless there is one of this step.
    ///
    /// @throws TrainingException if it cannot be written, saying which one stays
    public void save() {
        if (saved == step) return;
        store.write(new Checkpoint(run, step, parameters.stream().map(Parameter::value).toList(), adam.state(), curve));
        saved = step;
    }

    /// Deletes what [#save] wrote: the run has come to its end, and what came of it is kept elsewhere.
    ///
    /// @param folder where checkpoints are kept
    /// @throws TrainingException if one cannot be deleted
    public static void forget(Path folder) {
        new CheckpointStore(folder).forget();
    }
}
