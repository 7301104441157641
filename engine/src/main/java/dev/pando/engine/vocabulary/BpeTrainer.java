package dev.pando.engine.vocabulary;

import dev.pando.engine.vocabulary.LearnedVocabulary.Merge;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;

/// Byte-pair encoding, learned: again and again, the pair of neighbours that occurs most often becomes a token.
///
/// Sennrich, Haddow, Birch 2016, "Neural Machine Translation of Rare Words with Subword Units", algorithm 1, on bytes as
/// GPT-2 does. Of pairs that occur equally often the one with the smaller numbers wins, so the same text gives the same
/// vocabulary everywhere. Only the words that hold the joined pair are touched again, so the work is near linear.
public final class BpeTrainer {

    /// Tokens that every vocabulary begins with: one for each byte.
    public static final int BYTES = 256;

    /// A pair that occurs once teaches nothing.
    private static final long COUNT_MIN = 2;

    private final List<int[]> words = new ArrayList<>(); // symbols of each distinct word
    private final List<Long> counts = new ArrayList<>(); // how often it occurs
    private final Map<Long, Pair> pairs = new HashMap<>();
    private final PriorityQueue<Candidate> best = new PriorityQueue<>();

    private static final class Pair {
        private long count;
        private final BitSet words = new BitSet(); // where it occurs, or did once
    }

    /// A pair with the count that it had when it was queued; stale if the count has changed since.
    private record Candidate(long pair, long count) implements Comparable<Candidate> {
        @Override
        public int compareTo(Candidate other) {
            int byCount = Long.compare(other.count, count);
            return byCount != 0 ? byCount : Long.compare(pair, other.pair);
        }
    }

    private BpeTrainer(Map<String, Long> wordCounts) {
        for (var entry : new TreeMap<>(wordCounts).entrySet()) {
            byte[] bytes = entry.getKey().getBytes(StandardCharsets.UTF_8);
            int[] symbols = new int[bytes.length];
            for (int i = 0; i < bytes.length; i++) symbols[i] = bytes[i] & 0xFF;
            words.add(symbols);
            counts.add(entry.getValue());
        }
        for (int word = 0; word < words.size(); word++) count(word, counts.get(word));
        pairs.forEach((pair, p) -> best.add(new Candidate(pair, p.count)));
    }

    /// Learns a vocabulary of at most `size` tokens; fewer if no pair occurs twice any more.
    ///
    /// @param wordCounts words, as a pre-tokenizer cuts them, and how often each occurs; merges never cross a word
    /// @param size       tokens to end with, at least [#BYTES]
    /// @throws IllegalArgumentException if `size` is below [#BYTES]
    public static LearnedVocabulary train(Map<String, Long> wordCounts, int size) {
        if (size < BYTES) throw new IllegalArgumentException("vocabulary of " + size + ", at least " + BYTES);
        return new BpeTrainer(wordCounts).learn(size);
    }

    private LearnedVocabulary learn(int size) {
        List<byte[]> tokens = new ArrayList<>();
        for (int b = 0; b < BYTES; b++) tokens.add(new byte[]{(byte) b});
        List<Merge> merges = new ArrayList<>();
        while (tokens.size() < size) {
            Candidate next = next();
            if (next == null) break;
            int left = left(next.pair), right = right(next.pair);
            merges.add(new Merge(left, right));
            join(next.pair, tokens.size());
            tokens.add(concat(tokens.get(left), tokens.get(right)));
        }
        return new LearnedVocabulary(tokens, merges);
    }

    private Candidate next() {
        for (Candidate top = best.poll(); top != null; top = best.poll()) {
            Pair pair = pairs.get(top.pair);
            if (pair == null || pair.count < COUNT_MIN) continue;
            if (pair.count == top.count) return top;
            best.add(new Candidate(top.pair, pair.count));
        }
        return null;
    }

    private void join(long pair, int token) {
        BitSet where = pairs.get(pair).words;
        for (int word = where.nextSetBit(0); word >= 0; word = where.nextSetBit(word + 1)) {
            count(word, -counts.get(word));
            words.set(word, replace(words.get(word), pair, token));
            count(word, counts.get(word));
            queue(words.get(word), token);
        }
        pairs.remove(pair);
    }

    /// Adds `times` to each pair of neighbours in a word.
    private void count(int word, long times) {
        int[] symbols = words.get(word);
        for (int i = 0; i + 1 < symbols.length; i++) {
            Pair pair = pairs.computeIfAbsent(pair(symbols[i], symbols[i + 1]), p -> new Pair());
            pair.count += times;
            pair.words.set(word);
        }
    }

    // Only pairs with the new token have grown; all others are in the queue with a count at least as high.
    private void queue(int[] symbols, int token) {
        for (int i = 0; i + 1 < symbols.length; i++) {
            if (symbols[i] != token && symbols[i + 1] != token) continue;
            long pair = pair(symbols[i], symbols[i + 1]);
            best.add(new Candidate(pair, pairs.get(pair).count));
        }
    }

    private static int[] replace(int[] symbols, long pair, int token) {
        int[] joined = new int[symbols.length];
        int length = 0;
        for (int i = 0; i < symbols.length; i++) {
            boolean here = i + 1 < symbols.length && pair(symbols[i], symbols[i + 1]) == pair;
            joined[length++] = here ? token : symbols[i];
            if (here) i++;
        }
        return Arrays.copyOf(joined, length);
    }

    private static long pair(int left, int right) {
        return (long) left << 32 | right;
    }

    private static int left(long pair) {
        return (int) (pair >>> 32);
    }

    private static int right(long pair) {
        return (int) pair;
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] joined = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, joined, a.length, b.length);
        return joined;
    }
}
