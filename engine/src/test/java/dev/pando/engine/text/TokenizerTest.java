package dev.pando.engine.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.testing.Forall;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Small vocabularies of our own; those of real models are in [RealVocabulariesTest].
class TokenizerTest {

    private static final Duration LONG = Duration.ofSeconds(120);

    private static String pieces(Tokenizer tokenizer, String text) {
        return String.join("|", Arrays.stream(tokenizer.encode(text)).mapToObj(tokenizer::spelling).toList());
    }

    /// One name for each family, since many names share one.
    private static Collection<String> preTokenizers() {
        Map<PreTokenizers.Family, String> one = new HashMap<>();
        PreTokenizers.names().stream().sorted().forEach(name -> one.putIfAbsent(PreTokenizers.named(name), name));
        return one.values();
    }

    @Test
    void theEarliestMergeGoesFirstAndMergesStayWithinWords() {
        Tokenizer tokenizer = Small.bytePairs("gpt-2");
        assertEquals("hello|Ġworld|!", pieces(tokenizer, "hello world!"));
        assertEquals("Ġ|hell", pieces(tokenizer, " hell"));
        assertEquals("o|Ġworld|ĠĠ|Ċ", pieces(tokenizer, "o world  \n"));
    }

    @Test
    void equalPairsAreJoinedFromTheLeft() {
        assertEquals("ll|l", pieces(Small.bytePairs("gpt-2"), "lll"));
        assertEquals("▁|aa|a", pieces(Small.sentencePiece(true, "▁", "aa", "a"), "aaa"));
    }

    @Test
    void controlTokensCountOnlyInMarkup() {
        Tokenizer tokenizer = Small.bytePairs("qwen2");
        assertEquals("<|im_start|>", tokenizer.spelling(268));
        assertArrayEquals(new int[]{268, tokenizer.id("hello"), 269},
                tokenizer.encodeMarkup("<|im_start|>hello<|im_end|>"));
        assertFalse(Arrays.stream(tokenizer.encode("<|im_start|>hello<|im_end|>")).anyMatch(id -> id > 266));
        assertArrayEquals(new int[]{270}, tokenizer.encode("<think>"), "user-defined tokens always count");
        assertEquals("hello<think>", tokenizer.decode(268, tokenizer.id("hello"), 270, 269));
        assertEquals(Set.of(267, 269), tokenizer.special().ends());
    }

    @Test
    void aPromptBeginsWithBosOnce() {
        Tokenizer spm = Small.sentencePiece(true, "▁", "a");
        assertArrayEquals(new int[]{1, 259, 260}, spm.encodePrompt("a"));
        assertArrayEquals(new int[]{1, 259, 260}, spm.encodePrompt("<s>a"));
        assertArrayEquals(new int[]{1}, spm.encodePrompt(""));
        assertArrayEquals(new int[0], Small.bytePairs("gpt-2").encodePrompt(""));
        assertArrayEquals(new int[]{267}, Small.bytePairs("llama-bpe").encodePrompt(""));
    }

    @Test
    void theHighestScoreIsMergedFirst() {
        Tokenizer tokenizer = Small.sentencePiece(true, "▁a", "bc", "ab", "▁", "a", "b", "c");
        assertEquals("▁a|bc", pieces(tokenizer, "abc"));
        assertEquals("▁|ab", pieces(Small.sentencePiece(true, "ab", "▁a", "▁", "a", "b"), "ab"));
    }

    @Test
    void whatSentencePieceCannotSpellBecomesBytes() {
        Tokenizer tokenizer = Small.sentencePiece(true, "▁", "a");
        assertEquals("▁|a|<0xE2>|<0x82>|<0xAC>", pieces(tokenizer, "a€"));
        assertEquals("a€", tokenizer.decode(tokenizer.encode("a€")));
    }

    @Test
    void tokensWithASpaceInsideAreFoundAcrossWords() {
        assertEquals("a▁b", pieces(Small.sentencePiece(false, "a▁b", "▁b", "a", "b", "▁"), "a b"));
    }

    @Test
    void encodingWordByWordIsEncodingTheWhole() {
        String[] pieces = {"▁▁", "▁a", "ab", "▁ab", "abc", "ca", "▁", "a", "b", "c", "▁▁▁▁", "aa"};
        String[] withSpaceInside = Arrays.copyOf(pieces, pieces.length + 1);
        withSpaceInside[pieces.length] = "zz▁"; // never occurs, but forbids the short cut
        Tokenizer byWord = Small.sentencePiece(true, pieces);
        Tokenizer whole = Small.sentencePiece(true, withSpaceInside);
        Forall.seeds(300, random -> {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(40); i > 0; i--) text.append("abc  ".charAt(random.nextInt(5)));
            assertArrayEquals(whole.encode(text), byWord.encode(text), text.toString());
        });
    }

    @Test
    void theSpaceBeforeATextIsTakenAwayAgainButNotFromAContinuation() {
        Tokenizer tokenizer = Small.sentencePiece(true, "▁hello", "▁", "h", "e", "l", "o");
        int[] ids = tokenizer.encode(" hello");
        assertEquals(" hello", tokenizer.decode(ids));
        assertEquals("hello", tokenizer.detokenizer().push(tokenizer.id("▁hello")));
        assertEquals(" hello", tokenizer.continuation().push(tokenizer.id("▁hello")));
    }

    @Test
    void wordPiecesAreTheLongestFromTheLeft() {
        Tokenizer tokenizer = Small.wordPiece();
        assertEquals("▁un|aff|able|▁,|▁hello|▁!", pieces(tokenizer, "Unaffable,  HELLO!"));
        assertEquals("▁东|▁京|[UNK]", pieces(tokenizer, "东京 unaffxable"));
        assertEquals("▁e|e", pieces(tokenizer, "é\u0000e\u0301"));
        assertEquals("unaffable hello", tokenizer.decode(tokenizer.encode("unaffable hello")));
    }

    @ParameterizedTest
    @MethodSource("preTokenizers")
    void everyPreTokenizerKeepsEveryCharacter(String name) {
        Tokenizer tokenizer = Small.bytePairs(name);
        Forall.seeds(60, random -> {
            String text = Small.text(random, random.nextInt(80));
            assertEquals(text, tokenizer.decode(tokenizer.encode(text)));
        });
    }

    @Test
    void sentencePieceGivesEveryTextBack() {
        Tokenizer tokenizer = Small.sentencePiece(true, "▁", "a", "ab", "▁▁", "b");
        Forall.seeds(300, random -> {
            String text = Small.text(random, random.nextInt(60)).replace("▁", "");
            assertEquals(text, tokenizer.decode(tokenizer.encode(text)));
        });
    }

    @Test
    void anyCharsAreEncodedAndHalfPairsBecomeReplacementCharacters() {
        for (Tokenizer tokenizer : List.of(Small.bytePairs("gpt-2"), Small.sentencePiece(true, "▁"),
                Small.wordPiece())) {
            Forall.seeds(100, random -> tokenizer.encodeMarkup(Small.chars(random, random.nextInt(200))));
        }
        Tokenizer bytes = Small.bytePairs("gpt-2");
        assertEquals("a\uFFFDb\uFFFD", bytes.decode(bytes.encode("a\uD800b\uDC00")));
        assertEquals("😀", bytes.decode(bytes.encode("😀")));
    }

    @ParameterizedTest
    @MethodSource("preTokenizers")
    void aLongRunOfOneCharacterTakesBoundedTime(String name) {
        Tokenizer tokenizer = Small.bytePairs(name);
        int chars = name.equals("deepseek-r1-qwen") ? 1 << 20 : 1 << 17;
        for (String unit : List.of(" ", "l", "1", "L", "'", "\n", "\u00A0", "中", "\u0301", " \n", "l1")) {
            String text = unit.repeat(chars / unit.length());
            assertTimeoutPreemptively(LONG, () -> assertEquals(text, tokenizer.decode(tokenizer.encode(text))), unit);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "a", "b", "€", "a ", "😀"})
    void aMegabyteOfOneCharacterTakesBoundedTimeInSentencePiece(String unit) {
        Tokenizer tokenizer = Small.sentencePiece(true, "▁", "a", "aa", "aaaa", "▁▁", "aaaaaaaa");
        String text = unit.repeat((1 << 20) / unit.length() + 3);
        assertTimeoutPreemptively(LONG, () -> assertEquals(text, tokenizer.decode(tokenizer.encode(text))));
        assertTimeoutPreemptively(LONG, () -> Small.wordPiece().encode(text));
    }

    @Test
    void wordsAreCutAtTheLimitAndNotInsideACharacter() {
        String full = "l".repeat(Encoder.WORD_CHARS_MAX);
        Tokenizer tokenizer = Small.bytePairs("gpt-2");
        assertEquals(Encoder.WORD_CHARS_MAX / 2, tokenizer.encode(full).length);
        assertEquals(Encoder.WORD_CHARS_MAX / 2 + 1, tokenizer.encode(full + "l").length);
        assertEquals(3, Encoder.cut("ab😀", 4) - 1);
        assertEquals(2, Encoder.cut("ab😀", 3));
    }

    @Test
    void theDetokenizerHoldsBackHalfACharacter() {
        Tokenizer tokenizer = Small.bytePairs("gpt-2");
        Detokenizer detokenizer = tokenizer.detokenizer();
        int[] ids = tokenizer.encode("a😀");
        assertEquals(5, ids.length);
        assertEquals("a", detokenizer.push(ids[0]));
        for (int i = 1; i < 4; i++) assertEquals("", detokenizer.push(ids[i]));
        assertEquals("😀", detokenizer.push(ids[4]));
        assertEquals("", detokenizer.push(ids[1]));
        assertEquals("\uFFFD", detokenizer.finish());
        assertEquals("a", detokenizer.push(ids[0]));
    }

    @Test
    void streamingGivesTheSameTextAsDecodingTheWhole() {
        Tokenizer tokenizer = Small.bytePairs("gpt-2");
        Forall.seeds(200, random -> {
            int[] ids = random.ints(random.nextInt(40), 0, tokenizer.size()).toArray();
            Detokenizer detokenizer = tokenizer.detokenizer();
            StringBuilder text = new StringBuilder();
            for (int id : ids) text.append(detokenizer.push(id));
            assertEquals(tokenizer.decode(ids), text.append(detokenizer.finish()).toString());
        });
    }

    @Test
    void manyThreadsGetTheSameIds() throws InterruptedException {
        Tokenizer tokenizer = Small.bytePairs("gpt-2");
        String text = Small.text(new java.util.SplittableRandom(7), 20_000);
        int[] ids = tokenizer.encode(text);
        int[] wrong = new int[1];
        Thread[] threads = new Thread[4];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = Thread.ofVirtual().start(() -> {
                if (!Arrays.equals(ids, tokenizer.encode(text))) wrong[0]++;
            });
        }
        for (Thread thread : threads) thread.join();
        assertEquals(0, wrong[0]);
    }

    @Test
    void aPreTokenizerThatNobodyKnowsIsRefusedByName() {
        TextException refused = assertThrows(TextException.class, () -> Small.bytePairs("klingon"));
        assertEquals("tokenizer.ggml.pre: \"klingon\" is not a pre-tokenizer we know", refused.getMessage());
        assertTrue(PreTokenizers.names().containsAll(List.of("gpt-2", "llama-bpe", "falcon", "qwen2", "deepseek-llm",
                "deepseek-coder", "starcoder", "mpt", "refact", "command-r", "smollm", "stablelm2", "olmo", "dbrx",
                "tekken", "gpt-4o",
                "default", "phi-2")));
    }
}
