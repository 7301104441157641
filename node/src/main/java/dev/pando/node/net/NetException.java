package dev.pando.node.net;

/// The network cannot be had as it was configured; the message is one line for a person.
public final class NetException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// @param message what is wrong, and where
    public NetException(String message) {
        super(message);
    }

    /// @param message what is wrong, and where
    /// @param cause   what failed below
    public NetException(String message, Throwable cause) {
        super(message, cause);
    }
}
