package dev.pando.engine.serve;

/// What became of a request that was submitted.
public sealed interface Submission {

    /// It is in the queue, or already being computed.
    record Accepted(Generation generation) implements Submission {}

    /// It is turned away, and nothing of it is kept.
    ///
    /// @param reason       why
    /// @param message      one line for a person, with the value and the limit
    /// @param retryAfterMs when to come again, as far as can be told; 0 if that would not help
    record Refused(Reason reason, String message, long retryAfterMs) implements Submission {}

    /// Why a request is turned away.
    enum Reason {
        /// As many wait as may wait (HTTP 429 with Retry-After).
        QUEUE_FULL,
        /// The prompt alone is longer than the context, or than the memory for caches allows (400).
        PROMPT_TOO_LONG,
        /// No token at all to start from, or a token that the model does not have (400).
        BAD_PROMPT,
        /// A stop string that is empty or too long, or too many of them (400).
        BAD_STOP,
        /// The generator is being closed (503).
        CLOSED
    }
}
