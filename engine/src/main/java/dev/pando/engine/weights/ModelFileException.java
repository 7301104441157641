package dev.pando.engine.weights;

/// A model file that is broken or hostile: says where, what was found and what was allowed, in one line.
public final class ModelFileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// @param message one line with place, value and limit: `tensor 3 "blk.0.attn_q.weight": 5 dimensions, limit 4`
    public ModelFileException(String message) {
        super(message);
    }

    /// @param message one line with place, value and limit
    /// @param cause   what failed below
    public ModelFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
