package dev.pando.node.encode;

/// The encoder cannot work on this machine: one line that says why.
public final class EncodingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    EncodingException(String message, Throwable cause) {
        super(message, cause);
    }
}
