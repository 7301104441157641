package dev.pando.engine.sample;

import java.util.Map;

/// How a token is chosen from its logits; every number is checked here, so that a [Sampler] never has to.
///
/// @param temperature       divides the logits; 0 takes the largest (greedy); 0 to [#TEMPERATURE_MAX]
/// @param topK              keeps the `topK` largest; 0 keeps all
/// @param topP              keeps the smallest set of largest whose probabilities sum to `topP`; in (0, 1], 1 keeps all
/// @param minP              drops what is less probable than `minP` times the most probable; in [0, 1], 0 keeps all
/// @param repetitionPenalty divides positive and multiplies negative logits of tokens seen; above 0, 1 is off
/// @param penaltyWindow     last tokens of prompt and answer that `repetitionPenalty` looks at; 0 is off
/// @param presencePenalty   subtracted once from tokens of the answer so far; −2 to 2 as in OpenAI's interface
/// @param frequencyPenalty  subtracted for each time that a token of the answer so far occurred; −2 to 2
/// @param seed              what all draws follow from, on every machine alike
/// @param logitBias         added to the logits of these tokens; −100 to 100
/// @param topLogprobs       most probable tokens to report with each choice, 0 to [#TOP_LOGPROBS_MAX]; −1 for no
///                          log-probabilities at all
public record SamplingOptions(float temperature, int topK, float topP, float minP, float repetitionPenalty,
        int penaltyWindow, float presencePenalty, float frequencyPenalty, long seed, Map<Integer, Float> logitBias,
        int topLogprobs) {

    /// Above this a distribution is as good as flat.
    public static final float TEMPERATURE_MAX = 100f;
    /// OpenAI's limit.
    public static final int TOP_LOGPROBS_MAX = 20;
    /// OpenAI's limit.
    public static final float PENALTY_MAX = 2f;
    /// OpenAI's limit.
    public static final float BIAS_MAX = 100f;
    /// Entries of `logitBias`; OpenAI's limit.
    public static final int BIASES_MAX = 300;

    private static final SamplingOptions GREEDY = new SamplingOptions(0, 0, 1, 0, 1, 64, 0, 0, 0, Map.of(), -1);

    /// @throws IllegalArgumentException naming the field, its value and what is allowed
    public SamplingOptions {
        within("temperature", temperature, 0, TEMPERATURE_MAX);
        within("top_k", topK, 0, Integer.MAX_VALUE);
        within("top_p", topP, Float.MIN_VALUE, 1);
        within("min_p", minP, 0, 1);
        within("repetition_penalty", repetitionPenalty, 0.01f, 100);
        within("penalty_window", penaltyWindow, 0, Integer.MAX_VALUE);
        within("presence_penalty", presencePenalty, -PENALTY_MAX, PENALTY_MAX);
        within("frequency_penalty", frequencyPenalty, -PENALTY_MAX, PENALTY_MAX);
        within("top_logprobs", topLogprobs, -1, TOP_LOGPROBS_MAX);
        within("entries of logit_bias", logitBias.size(), 0, BIASES_MAX);
        logitBias.forEach((token, bias) -> within("logit_bias of " + token, bias, -BIAS_MAX, BIAS_MAX));
        logitBias = Map.copyOf(logitBias);
    }

    private static void within(String name, float value, float min, float max) {
        if (!(value >= min && value <= max)) {
            throw new IllegalArgumentException(name + ": " + value + ", allowed " + min + " to " + max);
        }
    }

    /// The largest logit, always.
    public static SamplingOptions greedy() {
        return GREEDY;
    }

    /// Draws from the model's own distribution at this temperature.
    public static SamplingOptions at(float temperature, long seed) {
        return GREEDY.withTemperature(temperature).withSeed(seed);
    }

    /// The same with another temperature.
    public SamplingOptions withTemperature(float value) {
        return new SamplingOptions(value, topK, topP, minP, repetitionPenalty, penaltyWindow, presencePenalty,
                frequencyPenalty, seed, logitBias, topLogprobs);
    }

    /// The same with another seed.
    public SamplingOptions withSeed(long value) {
        return new SamplingOptions(temperature, topK, topP, minP, repetitionPenalty, penaltyWindow, presencePenalty,
                frequencyPenalty, value, logitBias, topLogprobs);
    }

    /// The same, cut down to the `k` largest, the mass `p` and `min` times the most probable.
    public SamplingOptions withCut(int k, float p, float min) {
        return new SamplingOptions(temperature, k, p, min, repetitionPenalty, penaltyWindow, presencePenalty,
                frequencyPenalty, seed, logitBias, topLogprobs);
    }

    /// The same with other penalties: repetition (over `window` tokens), presence, frequency.
    public SamplingOptions withPenalties(float repetition, int window, float presence, float frequency) {
        return new SamplingOptions(temperature, topK, topP, minP, repetition, window, presence, frequency, seed,
                logitBias, topLogprobs);
    }

    /// The same with another bias.
    public SamplingOptions withLogitBias(Map<Integer, Float> bias) {
        return new SamplingOptions(temperature, topK, topP, minP, repetitionPenalty, penaltyWindow, presencePenalty,
                frequencyPenalty, seed, bias, topLogprobs);
    }

    /// The same, reporting log-probabilities of the choice and of the `top` most probable.
    public SamplingOptions withLogprobs(int top) {
        return new SamplingOptions(temperature, topK, topP, minP, repetitionPenalty, penaltyWindow, presencePenalty,
                frequencyPenalty, seed, logitBias, top);
    }
}
