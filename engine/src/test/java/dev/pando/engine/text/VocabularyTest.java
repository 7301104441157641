package dev.pando.engine.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pando.engine.weights.Texts;
import dev.pando.testing.Forall;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VocabularyTest {

    private static Vocabulary of(String... texts) {
        return new Vocabulary(Texts.of(texts), null, null);
    }

    private static String refusal(org.junit.jupiter.api.function.Executable action) {
        return assertThrows(TextException.class, action).getMessage();
    }

    @Test
    void limitsAreKeptAndPassingThemIsSaid() {
        assertEquals(Vocabulary.TOKEN_CHARS_MAX, of("x".repeat(Vocabulary.TOKEN_CHARS_MAX)).longest());
        assertEquals("vocabulary: token 1 has 1025 characters, limit 1024", refusal(() -> of("a", "x".repeat(1025))));
        assertEquals("vocabulary: 0 tokens, limit 1 to 2097152", refusal(VocabularyTest::of));
        Vocabulary.checkCount("tokens", Vocabulary.TOKENS_MAX);
        assertThrows(TextException.class, () -> Vocabulary.checkCount("tokens", Vocabulary.TOKENS_MAX + 1));
        assertEquals("vocabulary: 1 scores for 2 tokens",
                refusal(() -> new Vocabulary(Texts.of("a", "b"), null, new float[1])));
        assertEquals("vocabulary: the score of token 0 is not a number",
                refusal(() -> new Vocabulary(Texts.of("a"), null, new float[]{Float.NaN})));
    }

    @Test
    void ofTwoTokensWithOneTextTheLaterIsFound() {
        assertEquals(1, of("a", "a").id("a"));
        assertEquals(Vocabulary.NONE, of("a").id("b"));
        assertEquals(Vocabulary.NONE, of("▁?").id("▁\uD83E"));
    }

    @Test
    void everyByteHasOneCharacterAndBack() {
        byte[] all = new byte[256];
        for (int b = 0; b < 256; b++) all[b] = (byte) b;
        String spelt = ByteAlphabet.spell(all);
        assertEquals(256, spelt.chars().distinct().count());
        assertArrayEquals(all, ByteAlphabet.read(spelt));
        assertEquals("Ġ", ByteAlphabet.spell(new byte[]{' '}));
        assertEquals("Ċ", ByteAlphabet.spell(new byte[]{'\n'}));
    }

    @Test
    void mergesThatNoTextCanUseAreLeftOut() {
        Vocabulary vocabulary = of("a", "b", "ab", "c");
        MergeTable table = MergeTable.ofLines(Texts.of("a c", "a b", "x y", "a b"), vocabulary);
        assertEquals(1, table.rank(0, 1));
        assertEquals(2, table.result(1));
        assertEquals(Merger.NONE, table.rank(0, 3));
        assertEquals("vocabulary: merge 1 is not two tokens with a space between",
                refusal(() -> MergeTable.ofLines(Texts.of("a b", "ab"), vocabulary)));
    }

    // Without regard to bytes and tables: texts in a map, merges in a list.
    @Test
    void whatIsFoundIsWhatAMapFinds() {
        Forall.seeds(200, random -> {
            String[] texts = new String[1 + random.nextInt(300)];
            for (int i = 0; i < texts.length; i++) {
                texts[i] = random.ints(1 + random.nextInt(4), 0, 6).mapToObj("a é\uD83D\uDE00zä▁"::codePointAt)
                        .filter(c -> !Character.isSurrogate((char) c.intValue())).map(Character::toString)
                        .reduce("x", String::concat);
            }
            Vocabulary vocabulary = of(texts);
            Map<String, Integer> map = new HashMap<>();
            for (int i = 0; i < texts.length; i++) map.put(texts[i], i);
            for (String text : texts) {
                assertEquals(map.get(text), vocabulary.id(text));
                assertEquals(text, vocabulary.text(vocabulary.id(text)));
                String other = text + text.charAt(0);
                assertEquals(map.getOrDefault(other, Vocabulary.NONE), vocabulary.id(other));
            }
        });
    }

    @Test
    void aMergeIsSplitWhereItsListSplitsIt() {
        Vocabulary vocabulary = of("  ", " ", "   ", "a", "a  ");
        String[][] pairs = {{" ", "  "}, {"  ", " "}, {"a", "  "}};
        MergeTable table = MergeTable.of(new MergeTable.Merges() {
            @Override
            public int count() {
                return pairs.length;
            }

            @Override
            public String left(int rank) {
                return pairs[rank][0];
            }

            @Override
            public String right(int rank) {
                return pairs[rank][1];
            }
        }, vocabulary);
        assertEquals(0, table.rank(1, 0));
        assertEquals(1, table.rank(0, 1));
        assertEquals(2, table.rank(3, 0));
        assertEquals(Merger.NONE, table.rank(3, 1));
        assertEquals(4, table.result(2));
    }

    @Test
    void textsMadeToCollideAreRefused() {
        List<String> texts = new ArrayList<>();
        int slots = TextIndex.slots(4 * TextIndex.PROBES_MAX).length;
        for (int i = 0; texts.size() <= TextIndex.PROBES_MAX + 1; i++) {
            byte[] utf8 = Integer.toString(i, 36).getBytes(StandardCharsets.UTF_8);
            if ((TextIndex.hash(utf8, 0, utf8.length) & slots - 1) == 7) texts.add(Integer.toString(i, 36));
        }
        List<String> fewer = List.copyOf(texts.subList(0, TextIndex.PROBES_MAX + 1));
        while (texts.size() < 4 * TextIndex.PROBES_MAX) texts.add(texts.getLast()); // the same again collides with nothing
        assertEquals("vocabulary: more than 512 texts collide", refusal(() -> of(texts.toArray(String[]::new))));
        assertEquals(0, of(fewer.toArray(String[]::new)).id(fewer.getFirst()));
    }

    @Test
    void tooManyMergesAreRefused() {
        MergeTable.Merges many = new MergeTable.Merges() {
            @Override
            public int count() {
                return MergeTable.MERGES_MAX + 1;
            }

            @Override
            public String left(int rank) {
                throw new AssertionError("looked at before it was counted");
            }

            @Override
            public String right(int rank) {
                throw new AssertionError("looked at before it was counted");
            }
        };
        assertEquals("vocabulary: 4194305 merges, limit 4194304", refusal(() -> MergeTable.of(many, of("a"))));
    }

    /// The naive way: look at all neighbours, join the best, begin again.
    private static List<Integer> naive(int[] tokens, MergeTable table) {
        List<Integer> left = new ArrayList<>(Arrays.stream(tokens).boxed().toList());
        while (true) {
            int best = -1;
            for (int i = 0; i + 1 < left.size(); i++) {
                int rank = table.rank(left.get(i), left.get(i + 1));
                if (rank >= 0 && (best < 0 || rank < table.rank(left.get(best), left.get(best + 1)))) best = i;
            }
            if (best < 0) return left;
            left.set(best, table.result(table.rank(left.get(best), left.get(best + 1))));
            left.remove(best + 1);
        }
    }

    @Test
    void theHeapMergesAsTheNaiveLoopDoes() {
        String[] texts = {"a", "b", "ab", "ba", "aab", "aba", "bb", "aa", "abab", "aaaa"};
        Vocabulary vocabulary = of(texts);
        String[] merges = {"a b", "b a", "a ab", "ab a", "b b", "a a", "ab ab", "aa aa"};
        Forall.seeds(500, random -> {
            List<String> shuffled = new ArrayList<>(List.of(merges));
            java.util.Collections.shuffle(shuffled, java.util.Random.from(random));
            MergeTable table = MergeTable.ofLines(Texts.of(shuffled.toArray(String[]::new)), vocabulary);
            String word = random.ints(1 + random.nextInt(30), 0, 2).mapToObj(i -> texts[i]).reduce("", String::concat);
            BpeEncoder encoder = new BpeEncoder(vocabulary, table, PreTokenizer.NOTHING, BpeEncoder.Symbols.CHARACTERS,
                    false, false,
                    Vocabulary.NONE);
            IntSink out = new IntSink(8);
            encoder.encode(word, true, out);
            int[] characters = word.chars().map(c -> c - 'a').toArray();
            assertEquals(naive(characters, table), Arrays.stream(out.toArray()).boxed().toList(), word + shuffled);
        });
    }

    @Test
    void theCacheStopsGrowing() {
        WordCache cache = new WordCache();
        for (int i = 0; i < WordCache.WORDS_MAX + 10; i++) {
            int id = i;
            assertEquals(id, cache.ids("w" + i, word -> new int[]{id})[0]);
        }
        assertEquals(WordCache.WORDS_MAX, cache.size());
        cache.ids("x".repeat(WordCache.WORD_CHARS_MAX + 1), word -> new int[]{1});
        assertEquals(2, cache.ids("x".repeat(WordCache.WORD_CHARS_MAX + 1), word -> new int[]{2})[0]);
    }

    @Test
    void addedTokensAreTheLeftmostAndOfThoseTheLongest() {
        AddedTokens added = new AddedTokens(List.of(new AddedTokens.Added("<a>", 1, true, false, true),
                new AddedTokens.Added("<a>b", 2, false, false, false),
                new AddedTokens.Added("x", 3, false, true, false)));
        assertEquals("[p]2[q]", parts(added, "p<a>bq", true));
        assertEquals("[p]1[q]", parts(added, "p<a>  q", true));
        assertEquals("[p<a>  q]", parts(added, "p<a>  q", false));
        assertEquals("[p]3[ q]", parts(added, "p  x q", false));
        new AddedTokens.Added("y".repeat(AddedTokens.CHARS_MAX), 4, true, false, false);
        assertEquals("added token 4: 257 characters, limit 256",
                refusal(() -> new AddedTokens.Added("y".repeat(AddedTokens.CHARS_MAX + 1), 4, true, false, false)));
    }

    private static String parts(AddedTokens added, String text, boolean markup) {
        StringBuilder parts = new StringBuilder();
        added.split(text, markup, new AddedTokens.Parts() {
            @Override
            public void text(String part) {
                parts.append('[').append(part).append(']');
            }

            @Override
            public void token(int id) {
                parts.append(id);
            }
        });
        return parts.toString();
    }
}
