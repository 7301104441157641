package dev.pando.engine.text;

import java.util.HashMap;
import java.util.Map;

/// The tokens of a model: id to text, type and score, and text back to id.
///
/// If two entries share a text, the later one is found, as in llama.cpp.
final class Vocabulary {

    /// Entries; the largest real vocabularies have about 262,000.
    static final int TOKENS_MAX = 1 << 21;
    /// UTF-16 units of one entry.
    static final int TOKEN_CHARS_MAX = 1024;
    /// The id that means "no such token".
    static final int NONE = -1;

    private final String[] texts;
    private final TokenType[] types;
    private final float[] scores;
    private final Map<String, Integer> ids;
    private final int[] byteIds = new int[256];
    private final int longest;

    /// @param texts  (token) spelling; must not be changed afterwards
    /// @param types  (token) or null: all normal
    /// @param scores (token) higher merges first, or null: all 0
    /// @throws TextException if a limit is passed or the arrays differ in length
    Vocabulary(String[] texts, TokenType[] types, float[] scores) {
        checkCount("tokens", texts.length);
        this.texts = texts;
        this.types = types != null ? types : filled(texts.length);
        this.scores = scores != null ? scores : new float[texts.length];
        checkLength("token types", this.types.length);
        checkLength("scores", this.scores.length);
        ids = HashMap.newHashMap(texts.length);
        int chars = 0;
        for (int id = 0; id < texts.length; id++) {
            checkToken(id);
            ids.put(texts[id], id);
            chars = Math.max(chars, texts[id].length());
        }
        longest = chars;
        for (int b = 0; b < 256; b++) byteIds[b] = id("<0x%02X>".formatted(b));
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
        if (length != texts.length) {
            throw new TextException("vocabulary: " + length + " " + what + " for " + texts.length + " tokens");
        }
    }

    private void checkToken(int id) {
        if (texts[id] == null) throw new TextException("vocabulary: token " + id + " has no text");
        int chars = texts[id].length();
        if (chars > TOKEN_CHARS_MAX) {
            throw new TextException(
                    "vocabulary: token " + id + " has " + chars + " characters, limit " + TOKEN_CHARS_MAX);
        }
        if (Float.isNaN(scores[id]))
            throw new TextException("vocabulary: the score of token " + id + " is not a number");
    }

    int size() {
        return texts.length;
    }

    /// UTF-16 units of the longest entry.
    int longest() {
        return longest;
    }

    String text(int id) {
        return texts[id];
    }

    TokenType type(int id) {
        return types[id];
    }

    float score(int id) {
        return scores[id];
    }

    /// The id of `text`, or [#NONE].
    int id(String text) {
        Integer id = ids.get(text);
        return id != null ? id : NONE;
    }

    /// The id of the token spelt `<0xNN>`, or [#NONE].
    int byteId(int unsignedByte) {
        return byteIds[unsignedByte];
    }
}
