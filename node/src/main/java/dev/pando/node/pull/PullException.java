package dev.pando.node.pull;

/// A model that cannot be fetched: one line with what was found and what was expected.
public final class PullException extends Exception {

    private static final long serialVersionUID = 1L;

    /// @param message one line for a person
    public PullException(String message) {
        super(message);
    }

    /// @param message one line for a person
    /// @param cause   what failed below
    public PullException(String message, Throwable cause) {
        super(message, cause);
    }
}
