package dev.pando.engine.text;

/// A tokenizer or a chat template that is broken, hostile or of a kind we do not read, in one line.
public final class TextException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// @param message one line with place, value and limit: `chat template: output of 1048577 characters, limit 1048576`
    public TextException(String message) {
        super(message);
    }

    /// @param message one line with place, value and limit
    /// @param cause   what failed below
    public TextException(String message, Throwable cause) {
        super(message, cause);
    }
}
