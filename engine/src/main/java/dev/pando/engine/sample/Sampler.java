package dev.pando.engine.sample;

import dev.pando.engine.sample.Choice.Alternative;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Chooses the tokens of one answer, one after another.
///
/// In this order: bias, penalties, [Constraint], temperature, top-k, top-p, min-p, draw. The draw for the n-th token
/// depends on the seed and on n alone, and exponentials and sums have the same bits everywhere: the same logits and seed
/// give the same token on every machine, also when an answer is resumed in the middle.
///
/// Not thread-safe; one instance per answer.
public final class Sampler {

    private final SamplingOptions options;
    private final Constraint constraint; // may be null
    private final TokenHistory history;
    private final Candidates candidates = new Candidates();
    private final Candidates reported = new Candidates(); // for log-probabilities: the model's own distribution
    private float[] adjusted = {}; // (vocabulary) logits after bias, penalties and constraint
    private long draws;

    /// A sampler whose answer may be anything.
    public Sampler(SamplingOptions options, int[] prompt) {
        this(options, prompt, null);
    }

    /// @param options    how to choose
    /// @param prompt     what the repetition penalty sees as already said
    /// @param constraint what the answer must look like, or null
    public Sampler(SamplingOptions options, int[] prompt, Constraint constraint) {
        this.options = options;
        this.constraint = constraint;
        this.history = new TokenHistory(options, prompt);
    }

    /// Chooses the next token and remembers it.
    ///
    /// @param logits (vocabulary) as the model gave them; left as they are
    public Choice next(float[] logits) {
        Choice choice = choose(logits);
        history.add(choice.id());
        if (constraint != null) constraint.accept(choice.id());
        return choice;
    }

    private Choice choose(float[] logits) {
        int token = pick(adjust(logits));
        if (options.topLogprobs() < 0) return new Choice(token, Float.NaN, List.of());
        double logSum = logSumExp(logits);
        return new Choice(token, (float) (logits[token] - logSum), top(logits, logSum));
    }

    private float[] adjust(float[] logits) {
        boolean asIs = constraint == null && options.logitBias().isEmpty() && !history.penalises();
        if (asIs) return logits;
        if (adjusted.length != logits.length) adjusted = new float[logits.length];
        System.arraycopy(logits, 0, adjusted, 0, logits.length);
        options.logitBias().forEach((token, bias) -> {
            if (token >= 0 && token < adjusted.length) adjusted[token] += bias;
        });
        history.penalise(adjusted);
        if (constraint != null) constraint.mask(adjusted);
        return adjusted;
    }

    private int pick(float[] logits) {
        int best = argmax(logits);
        if (options.temperature() == 0 || options.topK() == 1) return best;
        candidates.weigh(logits, options.temperature());
        double mass = candidates.cut(options.topK(), options.topP(), options.minP());
        // No mass, or no finite one: logits that are not numbers, or a temperature that is as good as none.
        return mass > 0 && mass < Double.POSITIVE_INFINITY ? candidates.at(mass * draw()) : best;
    }

    /// The largest logit's token, the first of equals; a NaN is never taken.
    public static int argmax(float[] logits) {
        int best = 0;
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < logits.length; i++) {
            if (logits[i] > max) {
                max = logits[i];
                best = i;
            }
        }
        return best;
    }

    // SplitMix64 (Steele, Lea, Flood 2014) of seed and position: a uniform number in [0, 1) with 53 bits.
    private double draw() {
        long z = options.seed() + ++draws * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return ((z ^ (z >>> 31)) >>> 11) * 0x1p-53;
    }

    private double logSumExp(float[] logits) {
        reported.weigh(logits, 1);
        return logits[argmax(logits)] + StrictMath.log(reported.cut(0, 1, 0));
    }

    private List<Alternative> top(float[] logits, double logSum) {
        int[] ids = Candidates.largest(logits, options.topLogprobs());
        List<Alternative> top = new ArrayList<>(ids.length);
        for (int id : ids) top.add(new Alternative(id, (float) (logits[id] - logSum)));
        return top;
    }

    @Override
    public String toString() {
        return "Sampler" + Arrays.asList(options, "drawn " + draws);
    }
}
