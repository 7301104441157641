package dev.pando.engine.vocabulary;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pando.engine.vocabulary.LearnedVocabulary.Merge;
import dev.pando.testing.Forall;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BpeTrainerTest {

    @Test
    void theExampleOfThePaperIsLearned() {
        // Sennrich et al., algorithm 1: "low" 5, "lower" 2, "newest" 6, "widest" 3.
        var learned = BpeTrainer.train(Map.of("low", 5L, "lower", 2L, "newest", 6L, "widest", 3L), 256 + 4);
        List<String> made = learned.tokens().subList(256, 260).stream()
                .map(t -> new String(t, StandardCharsets.UTF_8)).toList();
        assertEquals(List.of("es", "est", "lo", "low"), made);
    }

    @Test
    void itLearnsWhatCountingEverythingAnewEachTimeLearns() {
        Forall.seeds(100, random -> {
            Map<String, Long> words = randomWords(random);
            int size = BpeTrainer.BYTES + random.nextInt(30);
            assertEquals(naive(words, size), BpeTrainer.train(words, size).merges());
        });
    }

    @Test
    void everyTokenIsTheTwoThatItWasJoinedFrom() {
        Forall.seeds(50, random -> {
            var learned = BpeTrainer.train(randomWords(random), 300);
            for (int i = 0; i < learned.merges().size(); i++) {
                Merge merge = learned.merges().get(i);
                byte[] left = learned.tokens().get(merge.left()), right = learned.tokens().get(merge.right());
                byte[] joined = learned.tokens().get(256 + i);
                assertEquals(left.length + right.length, joined.length);
                assertArrayEquals(right, Arrays.copyOfRange(joined, left.length, joined.length));
            }
        });
    }

    @Test
    void itStopsWhenNoPairOccursTwiceAndRefusesLessThanTheBytes() {
        assertEquals(256, BpeTrainer.train(Map.of("abc", 1L), 300).tokens().size());
        assertEquals(256, BpeTrainer.train(Map.of(), 300).tokens().size());
        assertThrows(IllegalArgumentException.class, () -> BpeTrainer.train(Map.of(), 255));
    }

    private static Map<String, Long> randomWords(RandomGenerator random) {
        Map<String, Long> words = new HashMap<>();
        for (int i = random.nextInt(1, 20); i > 0; i--) {
            StringBuilder word = new StringBuilder();
            for (int j = random.nextInt(1, 12); j > 0; j--) word.append("abcdé".charAt(random.nextInt(5)));
            words.put(word.toString(), random.nextLong(1, 9));
        }
        return words;
    }

    /// The definition: count all pairs, join the best everywhere, begin anew.
    private static List<Merge> naive(Map<String, Long> wordCounts, int size) {
        List<List<Integer>> words = new ArrayList<>();
        List<Long> counts = new ArrayList<>();
        wordCounts.forEach((word, count) -> {
            List<Integer> symbols = new ArrayList<>();
            for (byte b : word.getBytes(StandardCharsets.UTF_8)) symbols.add(b & 0xFF);
            words.add(symbols);
            counts.add(count);
        });
        List<Merge> merges = new ArrayList<>();
        while (256 + merges.size() < size) {
            Map<Long, Long> pairs = new TreeMap<>();
            for (int w = 0; w < words.size(); w++) {
                List<Integer> s = words.get(w);
                for (int i = 0; i + 1 < s.size(); i++)
                    pairs.merge((long) s.get(i) << 32 | s.get(i + 1), counts.get(w), Long::sum);
            }
            long best = -1, bestCount = 1;
            for (var pair : pairs.entrySet()) {
                if (pair.getValue() > bestCount) {
                    best = pair.getKey();
                    bestCount = pair.getValue();
                }
            }
            if (best < 0) return merges;
            Merge merge = new Merge((int) (best >>> 32), (int) best);
            for (List<Integer> s : words) {
                for (int i = 0; i + 1 < s.size(); i++) {
                    if (s.get(i) == merge.left() && s.get(i + 1) == merge.right()) {
                        s.set(i, 256 + merges.size());
                        s.remove(i + 1);
                    }
                }
            }
            merges.add(merge);
        }
        return merges;
    }
}
