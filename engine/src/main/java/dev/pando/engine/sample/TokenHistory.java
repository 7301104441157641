package dev.pando.engine.sample;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// What has been said so far, and what saying it again costs.
final class TokenHistory {

    private final SamplingOptions options;
    private final Map<Integer, Integer> answered = new HashMap<>(); // token → times in the answer
    private int[] tokens; // prompt, then answer
    private int length;

    TokenHistory(SamplingOptions options, int[] prompt) {
        this.options = options;
        this.tokens = prompt.clone();
        this.length = prompt.length;
    }

    void add(int token) {
        if (length == tokens.length) tokens = Arrays.copyOf(tokens, Math.max(64, length * 2));
        tokens[length++] = token;
        answered.merge(token, 1, Integer::sum);
    }

    boolean penalises() {
        return options.repetitionPenalty() != 1 || options.presencePenalty() != 0 || options.frequencyPenalty() != 0;
    }

    void penalise(float[] logits) {
        if (options.repetitionPenalty() != 1) penaliseRepetition(logits);
        if (options.presencePenalty() != 0 || options.frequencyPenalty() != 0) penalisePresence(logits);
    }

    private void penalisePresence(float[] logits) {
        answered.forEach((token, times) -> {
            if (token < logits.length) {
                logits[token] -= options.presencePenalty() + times * options.frequencyPenalty();
            }
        });
    }

    // CTRL (Keskar et al. 2019) §4.1, with the sign repaired as everybody does: a token seen is made less likely.
    private void penaliseRepetition(float[] logits) {
        int from = Math.max(0, length - options.penaltyWindow());
        int[] seen = Arrays.stream(tokens, from, length).distinct().filter(t -> t >= 0 && t < logits.length).toArray();
        for (int t : seen) {
            logits[t] = logits[t] > 0
                    ? logits[t] / options.repetitionPenalty()
                    : logits[t] * options.repetitionPenalty();
        }
    }
}
