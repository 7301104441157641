package dev.pando.engine.text;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/// BERT's WordPiece: words are cleaned and lower-cased, then cut into the longest pieces from the left.
///
/// The vocabulary spells a piece that begins a word `▁piece` and one that goes on `piece`, as GGUF files do.
/// Source: Wu et al. 2016; BERT's `BasicTokenizer`; llama.cpp's `llm_tokenizer_wpm`.
final class WordPieceEncoder implements Encoder {

    private final Vocabulary vocabulary;
    private final boolean lowerCase;
    private final boolean stripAccents;
    private final int unknown;

    /// @param lowerCase    text is lower-cased
    /// @param stripAccents marks are taken off letters
    /// @param unknown      the token for a word that cannot be spelt, or [Vocabulary#NONE]: it is then left out
    WordPieceEncoder(Vocabulary vocabulary, boolean lowerCase, boolean stripAccents, int unknown) {
        this.vocabulary = vocabulary;
        this.lowerCase = lowerCase;
        this.stripAccents = stripAccents;
        this.unknown = unknown;
    }

    @Override
    public void encode(String text, boolean start, IntSink out) {
        String clean = stripAccents ? Normalizer.normalize(text, Normalizer.Form.NFD) : text;
        StringBuilder word = new StringBuilder();
        clean.codePoints().forEach(c -> {
            if (isSpace(c)) {
                encodeWord(word, out);
            } else if (isAlone(c)) {
                encodeWord(word, out);
                append(c, word);
                encodeWord(word, out);
            } else if (!isDropped(c)) {
                append(c, word);
            }
        });
        encodeWord(word, out);
    }

    private void append(int c, StringBuilder word) {
        word.appendCodePoint(lowerCase ? Character.toLowerCase(c) : c);
    }

    private static boolean isSpace(int c) {
        return c == '\t' || c == '\n' || c == '\r' || Character.isSpaceChar(c);
    }

    private boolean isDropped(int c) {
        return c == 0 || c == 0xFFFD || switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.PRIVATE_USE, Character.UNASSIGNED,
                    Character.SURROGATE -> true;
            case Character.NON_SPACING_MARK -> stripAccents;
            default -> false;
        };
    }

    /// A character that is a word by itself: punctuation, an ASCII symbol, a Chinese character.
    private static boolean isAlone(int c) {
        return isPunctuation(c) || isChinese(c);
    }

    private static boolean isPunctuation(int c) {
        if (c < 0x80) return c > ' ' && c < 0x7F && !Character.isLetterOrDigit(c);
        return switch (Character.getType(c)) {
            case Character.CONNECTOR_PUNCTUATION, Character.DASH_PUNCTUATION, Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION, Character.INITIAL_QUOTE_PUNCTUATION, Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION -> true;
            default -> false;
        };
    }

    /// The blocks that BERT's `_is_chinese_char` lists (extension E from U+2B920, as in Hugging Face's code).
    private static boolean isChinese(int c) {
        return c >= 0x4E00 && c <= 0x9FFF || c >= 0x3400 && c <= 0x4DBF || c >= 0xF900 && c <= 0xFAFF
                || c >= 0x20000 && c <= 0x2A6DF || c >= 0x2A700 && c <= 0x2B73F || c >= 0x2B740 && c <= 0x2B81F
                || c >= 0x2B920 && c <= 0x2CEAF || c >= 0x2F800 && c <= 0x2FA1F;
    }

    private void encodeWord(StringBuilder word, IntSink out) {
        if (word.isEmpty()) return;
        String spelt = word.insert(0, SpmEncoder.SPACE).toString();
        word.setLength(0);
        int before = out.size();
        for (int from = 0; from < spelt.length();) {
            int to = pieceEnd(spelt, from);
            if (to == from) {
                out.cut(before);
                if (unknown != Vocabulary.NONE) out.add(unknown);
                return;
            }
            out.add(vocabulary.id(spelt.substring(from, to)));
            from = to;
        }
    }

    private int pieceEnd(String word, int from) {
        int to = Math.min(word.length(), from + vocabulary.longest());
        while (to > from && vocabulary.id(word.substring(from, to)) == Vocabulary.NONE) to--;
        return to;
    }

    @Override
    public byte[] bytes(String token) {
        return token.replace(SpmEncoder.SPACE, ' ').getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean prefixesSpace() {
        return true;
    }
}
