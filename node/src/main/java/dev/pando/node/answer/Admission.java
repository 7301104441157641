package dev.pando.node.answer;

/// What an engine says to a request.
public sealed interface Admission {

    /// Taken: it runs or waits for a slot.
    ///
    /// @param generation the stream; its taker must close it
    record Started(Generation generation) implements Admission {}

    /// The queue is full.
    ///
    /// @param retryAfterMs an honest guess when a place will be free
    record Busy(long retryAfterMs) implements Admission {}

    /// It can never be answered as it stands.
    ///
    /// @param why     the kind of refusal
    /// @param message one line with value and limit
    record Refused(Why why, String message) implements Admission {}

    /// The kinds of refusal.
    enum Why {
        /// There is no model at all yet.
        NO_MODEL,
        /// The named model is not here.
        UNKNOWN_MODEL,
        /// Prompt and answer do not fit into the model's context.
        CONTEXT_TOO_SHORT,
        /// An option that this engine cannot follow.
        UNSUPPORTED
    }
}
