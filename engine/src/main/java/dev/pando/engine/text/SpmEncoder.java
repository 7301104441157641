package dev.pando.engine.text;

import java.nio.charset.StandardCharsets;

/// SentencePiece's byte-pair model: neighbours are joined if their text is a token, the highest score first.
///
/// Spaces are spelt `▁`; what the vocabulary lacks becomes `<0xNN>` bytes. Where no token has a `▁` after another
/// character (SentencePiece's default training) no merge can cross the start of a word, and words are encoded one by one.
/// Source: llama.cpp's `llm_tokenizer_spm`.
final class SpmEncoder implements Encoder {

    /// How a space is spelt: U+2581, lower one eighth block.
    static final char SPACE = '▁';
    /// Where bytes begin in a vocabulary without byte tokens: llama2.c's `run.c`, from which such files come, reads byte b as
    /// token b + 3 (after `<unk>`, `<s>` and `</s>`), whatever that token spells.
    private static final int FIRST_BYTE_PLACE = 3;

    private final Vocabulary vocabulary;
    private final boolean prefixesSpace;
    private final int unknown;
    private final boolean byWord;
    private final boolean bytesByPlace;
    private final WordCache cache = new WordCache();

    /// @param prefixesSpace text begins with a space that is not there (`add_space_prefix`)
    /// @param unknown       the token for what cannot be spelt, or [Vocabulary#NONE]: it is then left out
    SpmEncoder(Vocabulary vocabulary, boolean prefixesSpace, int unknown) {
        this.vocabulary = vocabulary;
        this.prefixesSpace = prefixesSpace;
        this.unknown = unknown;
        byWord = !hasSpaceInside(vocabulary);
        bytesByPlace = vocabulary.byteId(' ') == Vocabulary.NONE && unknown == 0;
    }

    private static boolean hasSpaceInside(Vocabulary vocabulary) {
        for (int id = 0; id < vocabulary.size(); id++) {
            String text = vocabulary.text(id);
            for (int i = 1; i < text.length(); i++) {
                if (wordStarts(text, i)) return true;
            }
        }
        return false;
    }

    private static boolean wordStarts(String text, int i) {
        return text.charAt(i) == SPACE && text.charAt(i - 1) != SPACE;
    }

    @Override
    public void encode(String text, boolean start, IntSink out) {
        String spelt = (prefixesSpace ? " " + text : text).replace(' ', SPACE);
        for (int from = 0; from < spelt.length();) {
            int to = wordEnd(spelt, from);
            out.add(cache.ids(spelt.substring(from, to), this::encodeWord));
            from = to;
        }
    }

    private int wordEnd(String text, int from) {
        int limit = Encoder.cut(text, Math.min(text.length(), from + WORD_CHARS_MAX));
        if (!byWord) return limit;
        int to = from + 1;
        while (to < limit && !wordStarts(text, to)) to++;
        return to;
    }

    private int[] encodeWord(String word) {
        int count = word.codePointCount(0, word.length());
        int[] starts = new int[count + 1];
        int[] tokens = new int[count];
        for (int i = 0; i < count; i++) {
            starts[i + 1] = word.offsetByCodePoints(starts[i], 1);
            tokens[i] = vocabulary.id(word.substring(starts[i], starts[i + 1]));
        }
        Merger merger = new ScoredPairs(tokens, word, starts);
        merger.merge();
        IntSink ids = new IntSink(8);
        for (int i = 0; i >= 0; i = merger.next[i]) {
            if (tokens[i] != Merger.NONE) {
                ids.add(tokens[i]);
            } else {
                addUnspelt(word.substring(starts[i], starts[i + 1]), ids);
            }
        }
        return ids.toArray();
    }

    private void addUnspelt(String character, IntSink ids) {
        if (addBytes(vocabulary, character, ids)) return;
        if (bytesByPlace) {
            for (byte b : character.getBytes(StandardCharsets.UTF_8)) {
                int place = (b & 0xFF) + FIRST_BYTE_PLACE;
                ids.add(place < vocabulary.size() ? place : unknown);
            }
        } else if (unknown != Vocabulary.NONE) {
            ids.add(unknown);
        }
    }

    /// Appends the byte tokens of `character`; if one is missing, appends nothing and says false.
    static boolean addBytes(Vocabulary vocabulary, String character, IntSink out) {
        int before = out.size();
        for (byte b : character.getBytes(StandardCharsets.UTF_8)) {
            int id = vocabulary.byteId(b & 0xFF);
            if (id == Vocabulary.NONE) {
                out.cut(before);
                return false;
            }
            out.add(id);
        }
        return true;
    }

    @Override
    public byte[] bytes(String token) {
        return token.replace(SPACE, ' ').getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean prefixesSpace() {
        return prefixesSpace;
    }

    /// Pairs whose joined text is a token; a pair is that token.
    private final class ScoredPairs extends Merger {
        private final String word;
        private final int[] starts; // (symbol + 1) where its text starts in the word

        ScoredPairs(int[] tokens, String word, int[] starts) {
            super(tokens);
            this.word = word;
            this.starts = starts;
        }

        @Override
        int pair(int left, int right) {
            int from = starts[left];
            int to = starts[next[right] >= 0 ? next[right] : tokens.length];
            return to - from <= vocabulary.longest() ? vocabulary.id(word.substring(from, to)) : NONE;
        }

        @Override
        int order(int pair) {
            int bits = Float.floatToIntBits(-vocabulary.score(pair) + 0f); // + 0f: -0 and 0 are the same score
            return bits >= 0 ? bits : bits ^ Integer.MAX_VALUE;
        }

        @Override
        int merged(int pair) {
            return pair;
        }
    }
}
