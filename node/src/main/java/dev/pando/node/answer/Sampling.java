package dev.pando.node.answer;

import java.util.Map;
import java.util.OptionalLong;

/// How the next token is chosen from the model's logits.
///
/// @param temperature       0 takes the most probable token, 1 the model's own distribution; 0 to 2
/// @param topK              only the `topK` most probable tokens; 0 for all
/// @param topP              only the most probable tokens that reach this sum; 0 to 1, 1 for all
/// @param minP              only tokens at least this fraction as probable as the best; 0 to 1, 0 for all
/// @param frequencyPenalty  subtracted from a logit for each time the token was generated; -2 to 2
/// @param presencePenalty   subtracted once from the logit of a token that was generated; -2 to 2
/// @param repetitionPenalty divides positive and multiplies negative logits of seen tokens; 1 for none
/// @param logitBias         added to the logits of these token ids; -100 to 100 each
/// @param seed              the same seed and the same request give the same answer; empty for chance
public record Sampling(double temperature, int topK, double topP, double minP, double frequencyPenalty,
        double presencePenalty, double repetitionPenalty, Map<Integer, Double> logitBias, OptionalLong seed) {

    /// The most probable token, always.
    public static final Sampling GREEDY = new Sampling(0, 0, 1, 0, 0, 0, 1, Map.of(), OptionalLong.empty());

    /// Copies the biases and refuses numbers outside their ranges.
    public Sampling {
        within("temperature", temperature, 0, 2);
        within("top_p", topP, 0, 1);
        within("min_p", minP, 0, 1);
        within("frequency_penalty", frequencyPenalty, -2, 2);
        within("presence_penalty", presencePenalty, -2, 2);
        within("repetition_penalty", repetitionPenalty, 0.01, 100);
        if (topK < 0) throw new IllegalArgumentException("top_k: " + topK + ", at least 0");
        logitBias = Map.copyOf(logitBias);
        logitBias.forEach((token, bias) -> within("logit_bias of token " + token, bias, -100, 100));
    }

    private static void within(String name, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException(name + ": " + value + ", from " + least + " to " + most);
        }
    }
}
