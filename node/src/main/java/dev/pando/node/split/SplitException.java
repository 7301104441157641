package dev.pando.node.split;

/// A model cannot be split, or can no longer be: what is wrong, and with which peer, in one line.
public final class SplitException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// @param message one line, with the peer if one is to blame
    public SplitException(String message) {
        super(message);
    }

    /// @param message one line
    /// @param cause   what failed below
    public SplitException(String message, Throwable cause) {
        super(message, cause);
    }
}
