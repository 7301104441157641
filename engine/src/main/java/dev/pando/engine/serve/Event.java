package dev.pando.engine.serve;

import dev.pando.engine.sample.Choice;
import java.util.List;
import java.util.Optional;

/// What happens to an answer: any number of deltas, then one end.
public sealed interface Event {

    /// More of the answer. All texts together are the answer; all choices together are its tokens.
    ///
    /// Text is held back while it may be the beginning of a stop string or half a character, and the tokens with it.
    ///
    /// @param text    what to append; may be empty
    /// @param choices the tokens that it was made of
    record Delta(String text, List<Choice> choices) implements Event {

        /// Copies what it is given.
        public Delta {
            choices = List.copyOf(choices);
        }
    }

    /// The answer is over.
    ///
    /// @param reason  why
    /// @param stop    the stop string that ended it, if one did
    /// @param message what failed, in one line, if something did; else empty
    /// @param usage   what it took
    record End(Reason reason, Optional<String> stop, String message, Usage usage) implements Event {}

    /// Why an answer is over.
    enum Reason {
        /// The model ended it, or a stop string was found.
        STOP,
        /// As many tokens as were asked for, or the context is full.
        LENGTH,
        /// Its reader wanted no more, or the generator was closed.
        CANCELLED,
        /// An error of ours; the message says which.
        FAILED
    }

    /// What an answer took.
    ///
    /// @param promptTokens     tokens of the prompt
    /// @param cachedTokens     of these, taken from the cache instead of being computed
    /// @param completionTokens tokens that were chosen, those that ended the answer included
    /// @param queueMs          from submission to the first arithmetic
    /// @param prefillMs        from there to the first token
    /// @param decodeMs         from the first token to the last
    record Usage(int promptTokens, int cachedTokens, int completionTokens, double queueMs, double prefillMs,
            double decodeMs) {

        /// Tokens of the prompt computed in a second; 0 if none was.
        public double prefillTokensPerSecond() {
            return prefillMs > 0 ? (promptTokens - cachedTokens) * 1_000 / prefillMs : 0;
        }

        /// Tokens chosen in a second after the first; 0 if there was only one.
        public double decodeTokensPerSecond() {
            return decodeMs > 0 ? (completionTokens - 1) * 1_000 / decodeMs : 0;
        }
    }
}
