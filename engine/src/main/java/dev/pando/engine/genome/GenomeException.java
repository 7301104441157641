package dev.pando.engine.genome;

/// An adapter that is broken, hostile or of no use here: one line with the place, the value and the limit.
public final class GenomeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// @param message one line
    public GenomeException(String message) {
        super(message);
    }

    /// @param message one line
    /// @param cause   what was found
    public GenomeException(String message, Throwable cause) {
        super(message, cause);
    }
}
