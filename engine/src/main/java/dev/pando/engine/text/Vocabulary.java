package dev.pando.engine.text;

import dev.pando.engine.weights.Texts;
import java.util.HexFormat;

/// The tokens of a model: id to text, type and score, and text back to id.
///
/// If two entries share a text, the later one is found, as in llama.cpp.
final class Vocabulary {

    /// Entries; the largest real vocabularies have about 262,000.
    static final int TOKENS_MAX = 1 << 21;
    /// UTF-16 units of one entry.
    static final int TOKEN_CHARS_MAX = 1024;
    /// The id that means "no such token".
    static final int NONE = TextIndex.NONE;

    private static final String[] BYTE_TEXTS = new String[256]; // <0x00> to <0xFF>

    static {
        HexFormat hex = HexFormat.of().withUpperCase();
        for (int b = 0; b < 256; b++) BYTE_TEXTS[b] = "<0x" + hex.toHexDigits((byte) b) + ">";
    }

    private final Texts texts;
    private final TokenType[] types;
    private final float[] scores;
    private final TextIndex ids;
    private final int[] byteIds = new int[256];
    private final int longest;

    /// @param texts  (token) spelling; must not be changed afterwards
    /// @param types  (token) or null: all normal
    /// @param scores (token) higher merges first, or null: all 0
    /// @throws TextException if a limit is passed or the arrays differ in length
    Vocabulary(Texts texts, TokenType[] types, float[] scores) {
        checkCount("tokens", texts.count());
        this.texts = texts;
        this.types = types != null ? types : filled(texts.count());
        this.scores = scores != null ? scores : new float[texts.count()];
        checkLength("token types", this.types.length);
        checkLength("scores", this.scores.length);
        int bytes = 0;
        for (int id = 0; id < texts.count(); id++) {
            checkToken(id);
            bytes = Math.max(bytes, texts.length(id));
        }
        longest = bytes;
        ids = new TextIndex(texts);
        for (int b = 0; b < 256; b++) byteIds[b] = id(BYTE_TEXTS[b]);
    }

    private static TokenType[] filled(int count) {
        TokenType[] types = new TokenType[count];
        java.util.Arrays.fill(types, TokenType.NORMAL);
        return types;
    }

    static void checkCount(String what, int count) {
        if (count == 0 || count > TOKENS_MAX) {
            throw new TextException("vocabulary: " + count + " " + what + ", limit 1 to " + TOKENS_MAX);
        }
    }

    private void checkLength(String what, int length) {
        if (length != texts.count()) {
            throw new TextException("vocabulary: " + length + " " + what + " for " + texts.count() + " tokens");
        }
    }

    private void checkToken(int id) {
        int bytes = texts.length(id), chars = bytes > TOKEN_CHARS_MAX ? texts.get(id).length() : bytes;
        if (chars > TOKEN_CHARS_MAX) {
            throw new TextException(
                    "vocabulary: token " + id + " has " + chars + " characters, limit " + TOKEN_CHARS_MAX);
        }
        if (Float.isNaN(scores[id]))
            throw new TextException("vocabulary: the score of token " + id + " is not a number");
    }

    int size() {
        return texts.count();
    }

    /// Bytes of the longest entry; it has at most as many UTF-16 units.
    int longest() {
        return longest;
    }

    /// All spellings, in the order of the tokens.
    Texts texts() {
        return texts;
    }

    String text(int id) {
        return texts.get(id);
    }

    TokenType type(int id) {
        return types[id];
    }

    float score(int id) {
        return scores[id];
    }

    /// The id of `text`, or [#NONE].
    int id(String text) {
        return ids.find(text);
    }

    /// The id of the token with these bytes, or [#NONE].
    int id(byte[] utf8, int from, int to) {
        return ids.find(utf8, from, to);
    }

    /// The id of the token spelt `<0xNN>`, or [#NONE].
    int byteId(int unsignedByte) {
        return byteIds[unsignedByte];
    }
}
