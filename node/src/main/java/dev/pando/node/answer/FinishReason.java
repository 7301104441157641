package dev.pando.node.answer;

/// Why an answer ended.
public enum FinishReason {
    /// The model ended it, or a stop text was reached.
    STOP,
    /// The token limit or the context was reached.
    LENGTH,
    /// Somebody cancelled it.
    CANCELLED
}
