package dev.pando.engine.artifact;

/// Bytes that are no artifact: says where, what was found and what is allowed, in one line.
public final class ArtifactException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// @param message one line with place, value and limit
    public ArtifactException(String message) {
        super(message);
    }
}
