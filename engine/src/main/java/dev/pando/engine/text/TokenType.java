package dev.pando.engine.text;

/// What a vocabulary entry is for; numbered as in GGUF's `tokenizer.ggml.token_type`.
enum TokenType {
    /// 0: not said; treated as [#UNUSED].
    UNDEFINED,
    /// 1: a piece of text.
    NORMAL,
    /// 2: stands for what the vocabulary cannot spell.
    UNKNOWN,
    /// 3: steers the model (`<s>`, `<|im_end|>`); never part of plain text.
    CONTROL,
    /// 4: added by hand; found in plain text before anything else is.
    USER_DEFINED,
    /// 5: a reserved place.
    UNUSED,
    /// 6: one byte, spelt `<0x0A>`.
    BYTE;

    private static final TokenType[] ALL = values();

    static TokenType ofGguf(int number) {
        return number >= 0 && number < ALL.length ? ALL[number] : UNDEFINED;
    }
}
