package dev.pando.engine.learn;

import dev.pando.engine.train.AdamW;
import dev.pando.engine.train.Schedule;

/// What a run is to do. With the data and the base, all but the last three decide the weights that come out.
///
/// @param length          tokens of a sequence
/// @param batch           sequences of a step
/// @param microBatch      sequences that are computed at once; the others of a step wait, so that memory suffices
/// @param schedule        learning rate and number of steps
/// @param adam            the optimiser's settings
/// @param seed            of the order of the data, and of the beginning
/// @param recompute       whether activations are computed twice instead of kept; gives the same bits
/// @param evaluateEvery   steps between two looks at the held-out text
/// @param checkpointEvery steps between two checkpoints
public record TrainingSettings(int length, int batch, int microBatch, Schedule schedule, AdamW.Settings adam, long seed,
        boolean recompute, int evaluateEvery, int checkpointEvery) {

    /// Tokens of the longest sequence.
    public static final int LENGTH_MAX = 1 << 20;
    /// Sequences of a step.
    public static final int BATCH_MAX = 1 << 16;
    /// Steps of a run.
    public static final int STEPS_MAX = 1 << 24;

    /// @throws IllegalArgumentException naming the number that is out of range
    public TrainingSettings {
        within("sequence length", length, 2, LENGTH_MAX);
        within("batch", batch, 1, BATCH_MAX);
        within("micro-batch", microBatch, 1, batch);
        within("steps", schedule.steps(), 1, STEPS_MAX);
        within("steps between evaluations", evaluateEvery, 1, STEPS_MAX);
        within("steps between checkpoints", checkpointEvery, 1, STEPS_MAX);
        within("tokens at once", Math.multiplyExact(microBatch, length), 2, Integer.MAX_VALUE >> 8);
    }

    static void within(String what, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(what + ": " + value + ", allowed " + min + " to " + max);
        }
    }

    /// The same run, computed in less memory.
    public TrainingSettings recomputing() {
        return new TrainingSettings(length, batch, microBatch, schedule, adam, seed, true, evaluateEvery,
                checkpointEvery);
    }

    /// All that decides the outcome, in words that do not change.
    String decisive() {
        return "length " + length + ", batch " + batch + " by " + microBatch + ", " + schedule + ", " + adam + ", seed "
                + seed;
    }
}
