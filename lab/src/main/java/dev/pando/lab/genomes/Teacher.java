package dev.pando.lab.genomes;

import dev.pando.engine.genome.Change;
import dev.pando.engine.reference.ByteGpt;
import dev.pando.engine.reference.ByteLora;
import dev.pando.engine.train.AdamW;
import dev.pando.engine.train.Schedule;
import dev.pando.engine.train.Tape;
import dev.pando.engine.train.Weight.Parameter;
import dev.pando.kernel.Workers;
import java.util.List;
import java.util.Map;

/// Trains models and adapters, and scores documents; each on one thread, so that as many run at once as there are cores.
final class Teacher {

    private static final AdamW.Settings BASE = new AdamW.Settings(0.9f, 0.95f, 1e-8f, 0.05f, 1);
    private static final AdamW.Settings ADAPTER = new AdamW.Settings(0.9f, 0.95f, 1e-8f, 0, 1);
    private static final int WARM_UP_SHARE = 10; // one step in as many

    private Teacher() {}

    /// All weights of `model`.
    static void base(ByteGpt model, Mixture text, int steps, float rate) {
        run(model, null, model.parameters(), BASE, text, 0, steps, rate);
    }

    /// An adapter on a frozen model.
    ///
    /// @param firstStep where in the text's order it goes on
    static void adapter(ByteGpt model, ByteLora lora, Mixture text, int firstStep, int steps) {
        run(model.frozen(), lora, lora.parameters(), ADAPTER, text, firstStep, steps, Scale.RATE);
    }

    private static void run(ByteGpt model, ByteLora lora, List<Parameter> learns, AdamW.Settings settings, Mixture text,
            int firstStep, int steps, float rate) {
        Schedule schedule = new Schedule(rate, rate / 20, Math.max(1, steps / WARM_UP_SHARE), steps);
        int[] tokens = new int[Scale.BATCH * Scale.LENGTH], targets = new int[Scale.BATCH * Scale.LENGTH];
        try (Workers alone = new Workers(1)) {
            AdamW adam = new AdamW(alone, settings, learns);
            Tape tape = new Tape(alone);
            for (int step = 0; step < steps; step++) {
                text.read(firstStep + step, tokens, targets);
                tape.reset();
                model.loss(tape, tokens, targets, Scale.LENGTH, lora);
                tape.backward();
                adam.step(schedule.rate(step));
            }
        }
    }

    /// `ln p` of each byte of each document but its first, (document) (byte).
    ///
    /// The model sees a document in pieces of its context; what is before a piece is not seen.
    ///
    /// @param changes the adapter, or null
    static float[][] scores(ByteGpt model, Map<String, Change> changes, List<byte[]> documents) {
        ByteLora lora = changes == null ? null : ByteLora.of(changes);
        float[][] scores = new float[documents.size()][];
        try (Workers alone = new Workers(1)) {
            Tape tape = Tape.measuring(alone);
            for (int d = 0; d < scores.length; d++) scores[d] = scores(tape, model, lora, documents.get(d));
        }
        return scores;
    }

    private static float[] scores(Tape tape, ByteGpt model, ByteLora lora, byte[] document) {
        int length = Scale.LENGTH, count = document.length - 1, pieces = (count + length - 1) / length;
        int[] tokens = new int[pieces * length]; // padded at the end, where causal attention does not see it
        for (int i = 0; i < count; i++) tokens[i] = document[i] & 0xFF;
        tape.reset();
        float[] logits = model.logits(tape, tokens, length, lora), scores = new float[count];
        for (int i = 0; i < count; i++) {
            scores[i] = logProbability(logits, i * ByteGpt.VOCABULARY, document[i + 1] & 0xFF);
        }
        return scores;
    }

    private static float logProbability(float[] logits, int row, int target) {
        float most = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < ByteGpt.VOCABULARY; i++) most = Math.max(most, logits[row + i]);
        double sum = 0;
        for (int i = 0; i < ByteGpt.VOCABULARY; i++) sum += Math.exp(logits[row + i] - most);
        return (float) (logits[row + target] - most - Math.log(sum));
    }
}
