package dev.pando.engine.text;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// Remembers the ids of short words, because texts repeat them. Shared by threads; when it is full it stays as it is.
final class WordCache {

    /// Words remembered: about 10 MB.
    static final int WORDS_MAX = 1 << 16;
    /// UTF-16 units of a word worth remembering.
    static final int WORD_CHARS_MAX = 48;

    private final ConcurrentHashMap<String, int[]> words = new ConcurrentHashMap<>();

    /// The ids of `word`: remembered, or worked out by `encode` and then remembered.
    int[] ids(String word, Function<String, int[]> encode) {
        if (word.length() > WORD_CHARS_MAX) return encode.apply(word);
        int[] known = words.get(word);
        if (known != null) return known;
        int[] ids = encode.apply(word);
        if (words.mappingCount() < WORDS_MAX) words.put(word, ids);
        return ids;
    }

    long size() {
        return words.mappingCount();
    }
}
