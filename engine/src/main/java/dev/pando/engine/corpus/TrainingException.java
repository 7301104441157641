package dev.pando.engine.corpus;

/// Training that cannot begin or go on: says what, where and what is needed, in one line.
public final class TrainingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// @param message one line with place, value and limit: `talk.jsonl line 3: neither "messages" nor "text"`
    public TrainingException(String message) {
        super(message);
    }

    /// @param message one line with place, value and limit
    /// @param cause   what failed below
    public TrainingException(String message, Throwable cause) {
        super(message, cause);
    }
}
