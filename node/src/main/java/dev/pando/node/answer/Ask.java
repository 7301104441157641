package dev.pando.node.answer;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/// One request to an engine.
///
/// @param model       the model's name; empty for the engine's first
/// @param prompt      what to go on from
/// @param sampling    how tokens are chosen
/// @param maxTokens   ends the answer after so many tokens; empty for as many as the context holds
/// @param stop        texts that end the answer; they are not part of it
/// @param topLogprobs alternatives to report with each token; empty for no log probabilities at all
/// @param format      what the answer must look like
/// @param tools       what the model may have done for it
public record Ask(String model, Prompt prompt, Sampling sampling, OptionalInt maxTokens, List<String> stop,
        OptionalInt topLogprobs, Format format, Toolset tools) {

    /// Alternatives per token at most, as OpenAI's interface allows.
    public static final int TOP_LOGPROBS_MAX = 20;

    /// Copies the stop texts and refuses numbers outside their ranges.
    public Ask {
        Objects.requireNonNull(model);
        Objects.requireNonNull(prompt);
        Objects.requireNonNull(sampling);
        Objects.requireNonNull(format);
        Objects.requireNonNull(tools);
        stop = List.copyOf(stop);
        if (stop.stream().anyMatch(String::isEmpty)) throw new IllegalArgumentException("stop: an empty text");
        if (maxTokens.orElse(1) < 1)
            throw new IllegalArgumentException("max_tokens: " + maxTokens.getAsInt() + ", at least 1");
        int top = topLogprobs.orElse(0);
        if (top < 0 || top > TOP_LOGPROBS_MAX) {
            throw new IllegalArgumentException("top_logprobs: " + top + ", from 0 to " + TOP_LOGPROBS_MAX);
        }
    }

    /// Words, without tools.
    public Ask(String model, Prompt prompt, Sampling sampling, OptionalInt maxTokens, List<String> stop,
            OptionalInt topLogprobs) {
        this(model, prompt, sampling, maxTokens, stop, topLogprobs, Format.TEXT, Toolset.NONE);
    }

    /// A conversation answered greedily, without limits: what the terminal asks for when nothing else is said.
    public static Ask chat(List<Message> messages) {
        return new Ask("", new Prompt.Chat(messages), Sampling.GREEDY, OptionalInt.empty(), List.of(),
                OptionalInt.empty());
    }
}
