package dev.pando.engine.text;

import java.util.Map;
import java.util.TreeMap;

/// What whoever learns a byte-level vocabulary needs to know of the tokenizers that will read it.
public final class ByteLevel {

    private ByteLevel() {}

    /// The bytes as GPT-2's vocabularies spell them: a space is `Ġ`.
    public static String spell(byte[] bytes) {
        return ByteAlphabet.spell(bytes);
    }

    /// The bytes that such a spelling means, the way back from [#spell].
    public static byte[] read(String spelt) {
        return ByteAlphabet.read(spelt);
    }

    /// Counts the words that merges stay within.
    ///
    /// @param family the pre-tokenizer, by the name that GGUF files use: `qwen2`
    /// @param texts  read once
    /// @return how often each word occurs
    /// @throws TextException if there is no such pre-tokenizer
    public static Map<String, Long> words(String family, Iterable<String> texts) {
        PreTokenizer words = PreTokenizers.named(family).words();
        Map<String, Long> counts = new TreeMap<>();
        for (String text : texts) words.split(text, true, word -> counts.merge(word, 1L, Long::sum));
        return counts;
    }
}
