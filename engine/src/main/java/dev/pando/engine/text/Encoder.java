package dev.pando.engine.text;

/// Turns a stretch of plain text, free of added tokens, into ids. Safe to use from many threads at once.
sealed interface Encoder permits BpeEncoder, SpmEncoder, WordPieceEncoder {

    /// Symbols that are joined in one go: a word longer than this is cut, so that memory stays bounded (about 100 MiB).
    int WORD_CHARS_MAX = 1 << 20;

    /// Appends the ids of `text`.
    ///
    /// @param text  without lone surrogates, not empty
    /// @param start whether the whole text begins here; false after an added token
    void encode(String text, boolean start, IntSink out);

    /// The bytes that a normal token stands for.
    byte[] bytes(String token);

    /// Whether encoding puts a space before a text that decoding must take away again.
    boolean prefixesSpace();

    /// Where to cut `text` at or before `end` without halving a surrogate pair.
    static int cut(String text, int end) {
        boolean halves = end > 0 && end < text.length() && Character.isLowSurrogate(text.charAt(end))
                && Character.isHighSurrogate(text.charAt(end - 1));
        return halves ? end - 1 : end;
    }
}
