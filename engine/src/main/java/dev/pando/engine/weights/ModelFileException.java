package dev.pando.engine.weights;

/// A model file that is broken or hostile: says where, what was found and what was allowed, in one line.
public final class ModelFileException extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final int CHARACTERS_MAX = 500;

    /// @param message one line with place, value and limit: `tensor 3 "blk.0.attn_q.weight": 5 dimensions, limit 4`;
    ///                control characters, which a hostile name may hold, are replaced
    public ModelFileException(String message) {
        super(oneLine(message));
    }

    /// @param message one line with place, value and limit
    /// @param cause   what failed below
    public ModelFileException(String message, Throwable cause) {
        super(oneLine(message), cause);
    }

    private static String oneLine(String message) {
        String line = message.replaceAll("[\\p{Cntrl}\\u2028\\u2029\\p{Cf}]", "\uFFFD");
        return line.length() <= CHARACTERS_MAX ? line : line.substring(0, CHARACTERS_MAX) + "…";
    }
}
