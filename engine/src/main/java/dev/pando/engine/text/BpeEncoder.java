package dev.pando.engine.text;

import java.nio.charset.StandardCharsets;

/// Byte-pair encoding: the text is split into words, each word into symbols, and symbols are joined by rank.
///
/// Source: Sennrich et al. 2016; GPT-2's byte alphabet; llama.cpp and Hugging Face tokenizers for the details.
final class BpeEncoder implements Encoder {

    /// What a symbol is at first.
    enum Symbols {
        /// A byte, spelt in [ByteAlphabet].
        BYTES,
        /// A code point; one that the vocabulary lacks becomes `<0xNN>` bytes. Spaces are spelt `▁`.
        CHARACTERS
    }

    private final Vocabulary vocabulary;
    private final MergeTable merges;
    private final PreTokenizer words;
    private final Symbols symbols;
    private final boolean wholeWords;
    private final boolean prefixesSpace;
    private final int unknown;
    private final int[] byteTokens = new int[256]; // (byte) its one-byte token, or Merger.NONE
    private final WordCache cache = new WordCache();

    /// @param words         splits text into the words that merges stay within
    /// @param wholeWords    a word that is a token is taken whole, without regard to merges (`ignore_merges`)
    /// @param prefixesSpace `words` puts a space before a text, to be taken away by decoding
    /// @param unknown       the token for what cannot be spelt, or [Vocabulary#NONE]: it is then left out
    BpeEncoder(Vocabulary vocabulary, MergeTable merges, PreTokenizer words, Symbols symbols, boolean wholeWords,
            boolean prefixesSpace, int unknown) {
        this.vocabulary = vocabulary;
        this.merges = merges;
        this.words = words;
        this.symbols = symbols;
        this.wholeWords = wholeWords;
        this.prefixesSpace = prefixesSpace;
        this.unknown = unknown;
        for (int b = 0; b < 256; b++) byteTokens[b] = vocabulary.id(String.valueOf(ByteAlphabet.character(b)));
    }

    @Override
    public void encode(String text, boolean start, IntSink out) {
        words.split(text, start, word -> {
            for (int from = 0; from < word.length();) {
                int to = Encoder.cut(word, Math.min(word.length(), from + WORD_CHARS_MAX));
                out.add(cache.ids(from == 0 && to == word.length() ? word : word.substring(from, to), this::encodeWord));
                from = to;
            }
        });
    }

    private int[] encodeWord(String word) {
        byte[] bytes = symbols == Symbols.BYTES ? word.getBytes(StandardCharsets.UTF_8) : null;
        if (wholeWords) {
            int whole = vocabulary.id(bytes != null ? ByteAlphabet.spell(bytes) : word);
            if (whole != Vocabulary.NONE) return new int[] { whole };
        }
        int[] tokens = bytes != null ? ofBytes(bytes) : ofCharacters(word);
        Merger merger = new RankedPairs(tokens);
        merger.merge();
        return collect(merger);
    }

    private int[] ofBytes(byte[] bytes) {
        int[] tokens = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) tokens[i] = byteTokens[bytes[i] & 0xFF];
        return tokens;
    }

    private int[] ofCharacters(String word) {
        IntSink tokens = new IntSink(word.length());
        for (int i = 0; i < word.length();) {
            int end = i + Character.charCount(word.codePointAt(i));
            String character = word.substring(i, end);
            int id = vocabulary.id(character);
            if (id != Vocabulary.NONE) {
                tokens.add(id);
            } else if (!SpmEncoder.addBytes(vocabulary, character, tokens)) {
                tokens.add(Merger.NONE);
            }
            i = end;
        }
        return tokens.toArray();
    }

    private int[] collect(Merger merger) {
        if (merger.tokens.length == 0) return merger.tokens;
        IntSink ids = new IntSink(8);
        for (int i = 0; i >= 0; i = merger.next[i]) {
            int id = merger.tokens[i] != Merger.NONE ? merger.tokens[i] : unknown;
            if (id != Vocabulary.NONE) ids.add(id);
        }
        return ids.toArray();
    }

    @Override
    public byte[] bytes(String token) {
        if (symbols == Symbols.BYTES) return ByteAlphabet.read(token);
        return token.replace(SpmEncoder.SPACE, ' ').getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean prefixesSpace() {
        return prefixesSpace;
    }

    /// Pairs of tokens that the merge table names; a pair is its rank.
    private final class RankedPairs extends Merger {
        RankedPairs(int[] tokens) {
            super(tokens);
        }

        @Override
        int pair(int left, int right) {
            if (tokens[left] == NONE || tokens[right] == NONE) return NONE;
            return merges.rank(tokens[left], tokens[right]);
        }

        @Override
        int order(int pair) {
            return pair;
        }

        @Override
        int merged(int pair) {
            return merges.result(pair);
        }
    }
}
