package dev.pando.node.identity;

/// The key file cannot be used: one line with the file and what to do.
public final class IdentityException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    IdentityException(String message, Throwable cause) {
        super(message, cause);
    }
}
