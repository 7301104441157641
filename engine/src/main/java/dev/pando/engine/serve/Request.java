package dev.pando.engine.serve;

import dev.pando.engine.sample.Constraint;
import dev.pando.engine.sample.SamplingOptions;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What to answer, and how.
///
/// @param prompt     tokens, beginning-of-text and template included
/// @param sampling   how tokens are chosen
/// @param tokensMax  tokens of the answer at most; what the context has room for is another limit
/// @param stops      strings that end the answer and are not part of it
/// @param endTokens  tokens that end the answer and are not part of it; usually the tokenizer's end-of-text tokens
/// @param constraint what the answer must look like, if anything
public record Request(int[] prompt, SamplingOptions sampling, int tokensMax, List<String> stops,
        Set<Integer> endTokens, Optional<Constraint> constraint) {

    /// Copies what it is given.
    ///
    /// @throws IllegalArgumentException if `tokensMax` is below 1
    public Request {
        if (tokensMax < 1) throw new IllegalArgumentException("max_tokens: " + tokensMax + ", at least 1");
        prompt = prompt.clone();
        stops = List.copyOf(stops);
        endTokens = Set.copyOf(endTokens);
    }

    /// A request without stop strings and constraint.
    public Request(int[] prompt, SamplingOptions sampling, int tokensMax, Set<Integer> endTokens) {
        this(prompt, sampling, tokensMax, List.of(), endTokens, Optional.empty());
    }

    /// Why a model cannot take it, if it cannot.
    ///
    /// @param vocabulary   tokens that the model has
    /// @param positionsMax tokens of prompt and answer together at most
    public Optional<Submission.Refused> refusal(int vocabulary, int positionsMax) {
        if (prompt.length == 0) return refused(Submission.Reason.BAD_PROMPT, "the prompt is empty");
        for (int token : prompt) {
            if (token < 0 || token >= vocabulary) {
                return refused(Submission.Reason.BAD_PROMPT, "token " + token + " of " + vocabulary);
            }
        }
        if (prompt.length < positionsMax) return Optional.empty();
        return refused(Submission.Reason.PROMPT_TOO_LONG,
                "the prompt has " + prompt.length + " tokens, there is room for " + (positionsMax - 1));
    }

    private static Optional<Submission.Refused> refused(Submission.Reason reason, String message) {
        return Optional.of(new Submission.Refused(reason, message, 0));
    }
}
