package dev.pando.engine.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.testing.Forall;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HuggingFaceTokenizerTest {

    private static final String LLAMA3_SPLIT = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\\\r\\\\n\\\\p{L}\\\\p{N}]?\\\\p{L}+|\\\\p{N}{1,3}"
            + "| ?[^\\\\s\\\\p{L}\\\\p{N}]+[\\\\r\\\\n]*|\\\\s*[\\\\r\\\\n]+|\\\\s+(?!\\\\S)|\\\\s+";

    private static Tokenizer of(String json) {
        return HuggingFaceTokenizer.of(TokenizerJson.parse(json.replace('`', '"').getBytes(StandardCharsets.UTF_8)),
                HuggingFaceTokenizer.Hints.NONE);
    }

    private static String refusal(String json) {
        return assertThrows(TextException.class, () -> of(json)).getMessage();
    }

    private static String pieces(Tokenizer tokenizer, String text) {
        return String.join("|", Arrays.stream(tokenizer.encode(text)).mapToObj(tokenizer::spelling).toList());
    }

    /// All 256 bytes, then "he", "ll", "hell".
    private static String byteVocab() {
        StringBuilder vocab = new StringBuilder();
        for (int b = 0; b < 256; b++) {
            String text = String.valueOf(ByteAlphabet.character(b));
            boolean escape = "\"\\`".contains(text);
            vocab.append('"').append(escape ? "\\u%04x".formatted((int) text.charAt(0)) : text).append("\":").append(b)
                    .append(',');
        }
        return vocab + "`he`:256,`ll`:257,`hell`:258";
    }

    private static Tokenizer llama3() {
        return of("{`added_tokens`:[{`id`:259,`content`:`<|begin_of_text|>`,`special`:true},"
                + "{`id`:261,`content`:`<|eot_id|>`,`special`:true}],`normalizer`:null,"
                + "`pre_tokenizer`:{`type`:`Sequence`,`pretokenizers`:[{`type`:`Split`,`pattern`:{`Regex`:`"
                + LLAMA3_SPLIT
                + "`},`behavior`:`Isolated`,`invert`:false},{`type`:`ByteLevel`,`add_prefix_space`:false,`use_regex`:false}]},"
                + "`post_processor`:{`type`:`Sequence`,`processors`:[{`type`:`ByteLevel`},{`type`:`TemplateProcessing`,"
                + "`single`:[{`SpecialToken`:{`id`:`<|begin_of_text|>`,`type_id`:0}},{`Sequence`:{`id`:`A`}}],"
                + "`special_tokens`:{`<|begin_of_text|>`:{`ids`:[259]}}}]},"
                + "`model`:{`type`:`BPE`,`ignore_merges`:true,`vocab`:{" + byteVocab() + "},"
                + "`merges`:[`h e`,[`l`,`l`],`he ll`]}}");
    }

    @Test
    void byteLevelFilesSplitMergeAndBeginWithBos() {
        Tokenizer tokenizer = llama3();
        assertEquals("hell|o|Ġ|hell|1|2|3|4|Ċ", pieces(tokenizer, "hello hell1234\n"));
        assertArrayEquals(new int[]{259, 258}, tokenizer.encodePrompt("hell"));
        assertEquals(java.util.Set.of(261), tokenizer.special().ends());
        assertEquals(262, tokenizer.size());
        Tokenizer gguf = Small.bytePairs("llama-bpe");
        Forall.seeds(200, random -> {
            String text = Small.text(random, random.nextInt(80));
            assertEquals(text, tokenizer.decode(tokenizer.encode(text)));
            assertEquals(tokenizer.encode(text).length >= gguf.encode(text).length, true);
        });
    }

    @Test
    void sentencePieceLikeFilesPrependASpaceAndFallBackToBytes() {
        Tokenizer tokenizer = of("{`normalizer`:{`type`:`Sequence`,`normalizers`:[{`type`:`Prepend`,`prepend`:`▁`},"
                + "{`type`:`Replace`,`pattern`:{`String`:` `},`content`:`▁`}]},`decoder`:{`type`:`Sequence`,`decoders`:["
                + "{`type`:`Replace`,`pattern`:{`String`:`▁`},`content`:` `},{`type`:`ByteFallback`},"
                + "{`type`:`Strip`,`content`:` `,`start`:1,`stop`:0}]},`model`:{`type`:`BPE`,`byte_fallback`:true,`unk_token`:`<unk>`,"
                + "`vocab`:{`<unk>`:0,`▁`:1,`a`:2,`▁a`:3,`<0xC3>`:4,`<0xA9>`:5},`merges`:[[`▁`,`a`]]}}");
        assertEquals("▁a|▁a|<0xC3>|<0xA9>|<unk>", pieces(tokenizer, "a aéz"));
        assertEquals("a aé", tokenizer.decode(tokenizer.encode("a aé")));
    }

    @Test
    void metaspacePrependsOnlyAtTheFirstPieceIfToldSo() {
        Tokenizer tokenizer = of(
                "{`added_tokens`:[{`id`:4,`content`:`<x>`}],`pre_tokenizer`:{`type`:`Metaspace`,`replacement`:`▁`,"
                        + "`prepend_scheme`:`first`,`split`:true},`decoder`:{`type`:`Metaspace`,`prepend_scheme`:`first`},"
                        + "`model`:{`type`:`BPE`,`vocab`:{`▁`:0,`a`:1,`▁a`:2,`aa`:3},`merges`:[`▁ a`,`a a`]}}");
        assertEquals("▁a|<x>|aa|▁a", pieces(tokenizer, "a<x>aa a"));
        assertEquals("a<x>aa a", tokenizer.decode(tokenizer.encode("a<x>aa a")));
    }

    @Test
    void wordPieceFilesMarkContinuations() {
        Tokenizer tokenizer = of(
                "{`added_tokens`:[{`id`:0,`content`:`[UNK]`,`special`:true}],`normalizer`:{`type`:`BertNormalizer`,"
                        + "`lowercase`:true,`strip_accents`:null},`pre_tokenizer`:{`type`:`BertPreTokenizer`},`model`:{`type`:`WordPiece`,"
                        + "`unk_token`:`[UNK]`,`continuing_subword_prefix`:`##`,`vocab`:{`[UNK]`:0,`un`:1,`##able`:2,`!`:3}}}");
        assertEquals("▁un|able|▁!|[UNK]", pieces(tokenizer, "Unáble! xyz"));
    }

    @ParameterizedTest
    @CsvSource({"Isolated,false,a|1|2|b", "Removed,false,a|b", "Removed,true,1|2", "Contiguous,false,a|12|b",
            "MergedWithPrevious,false,a1|2|b", "MergedWithNext,false,a|1|2b"})
    void splitsBehaveAsTheyAreNamed(String behavior, boolean invert, String expected) {
        PreTokenizer split = JsonPreTokenizers
                .of(TokenizerJson.parse(("{\"type\":\"Split\",\"pattern\":{\"Regex\":\"[0-9]\"},"
                        + "\"behavior\":\"" + behavior + "\",\"invert\":" + invert + "}")
                        .getBytes(StandardCharsets.UTF_8)));
        StringBuilder words = new StringBuilder();
        split.split("a12b", true, word -> words.append(words.isEmpty() ? "" : "|").append(word));
        assertEquals(expected, words.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"{`type`:`Digits`,`individual_digits`:true};a|1|2|b c",
            "{`type`:`Digits`};a|12|b c",
            "{`type`:`Whitespace`};a12b|c", "{`type`:`WhitespaceSplit`};a12b|c", "{`type`:`Metaspace`};▁a12b|▁c",
            "{`type`:`Metaspace`,`prepend_scheme`:`never`,`split`:false};a12b▁c",
            "{`type`:`ByteLevel`,`add_prefix_space`:true};_a|12|b|_c", "{`type`:`Sequence`,`pretokenizers`:[]};a12b c"})
    void everyPreTokenizerSplits(String json, String expected) {
        PreTokenizer split = JsonPreTokenizers
                .of(TokenizerJson.parse(json.replace('`', '"').getBytes(StandardCharsets.UTF_8)));
        StringBuilder words = new StringBuilder();
        split.split("a12b c", true, word -> words.append(words.isEmpty() ? "" : "|").append(word));
        assertEquals(expected.replace('_', ' '), words.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"{`type`:`NFC`};e\u0301;é", "{`type`:`NFKC`};ﬁ;fi",
            "{`type`:`Lowercase`};ÀB;àb",
            "{`type`:`Prepend`,`prepend`:`x`};a;xa",
            "{`type`:`Replace`,`pattern`:{`Regex`:`a+`},`content`:`b`};caac;cbc",
            "{`type`:`Strip`};'  a ';a", "{`type`:`StripAccents`};e\u0301;e",
            "{`type`:`Sequence`,`normalizers`:[{`type`:`NFD`},{`type`:`StripAccents`},{`type`:`Lowercase`}]};É;e"})
    void everyNormalizerNormalizes(String json, String text, String expected) {
        var node = TokenizerJson.parse(json.replace('`', '"').getBytes(StandardCharsets.UTF_8));
        assertEquals(expected, Normalizers.of(node).apply(text));
    }

    @Test
    void whatWeDoNotKnowIsRefusedByName() {
        String model = "`model`:{`type`:`BPE`,`vocab`:{`a`:0},`merges`:[]}";
        assertEquals("tokenizer.json: model \"Unigram\" is not one we know", refusal("{`model`:{`type`:`Unigram`}}"));
        assertEquals("tokenizer.json: normalizer \"Precompiled\" is not one we know",
                refusal("{`normalizer`:{`type`:`Precompiled`}," + model + "}"));
        assertEquals("tokenizer.json: pre_tokenizer \"Magic\" is not one we know",
                refusal("{`pre_tokenizer`:{`type`:`Magic`}," + model + "}"));
        assertEquals("tokenizer.json: model.vocab is not an object", refusal("{`model`:{`type`:`BPE`}}"));
        assertEquals("tokenizer.json: merge 0 is not two tokens",
                refusal("{`model`:{`type`:`BPE`,`vocab`:{`a`:0},`merges`:[[`a`]]}}"));
        assertEquals("tokenizer.json: BPE with a end_of_word_suffix is not one we know",
                refusal("{`model`:{`type`:`BPE`,`end_of_word_suffix`:`</w>`,`vocab`:{`a`:0},`merges`:[]}}"));
    }

    @Test
    void idsOutsideTheLimitsAreRefusedBeforeAnythingIsAllocated() {
        int limit = Vocabulary.TOKENS_MAX;
        String file = "{`model`:{`type`:`BPE`,`vocab`:{`a`:%d},`merges`:[]}}";
        assertEquals(limit, of(file.formatted(limit - 1)).size());
        assertEquals("tokenizer.json: token \"a\": id 2097152, limit 0 to 2097151", refusal(file.formatted(limit)));
        assertEquals("tokenizer.json: token \"a\": id -1, limit 0 to 2097151", refusal(file.formatted(-1)));
        assertEquals("tokenizer.json: token \"a\": id 1.5, limit 0 to 2097151", refusal(file.replace("%d", "1.5")));
    }

    @Test
    void brokenJsonIsRefusedWithItsPlace() {
        assertTrue(refusal("{`model`:").startsWith("tokenizer.json at line 1, column "));
        assertTrue(refusal("{} {}").startsWith("tokenizer.json"));
        assertTrue(refusal("{`a`:1,`a`:2}").contains("Duplicate"));
        assertEquals("tokenizer.json: not a JSON object", refusal("[]"));
        String deep = "[".repeat(TokenizerJson.DEPTH_MAX - 1) + "]".repeat(TokenizerJson.DEPTH_MAX - 1);
        assertTrue(refusal("{`x`:" + deep + "}").contains("model"), "depth at the limit is read");
        assertTrue(refusal("{`x`:[" + deep + "]}").contains("depth"));
    }

    @Test
    void aHostilePatternEndsInARefusal() {
        for (String regex : new String[]{"(a+)+b", "(a|a)*b", "(?:(?:a*)*)*b", "(.*)(.*)(.*)(.*)(.*)(.*)(.*)x"}) {
            ForeignPattern pattern = ForeignPattern.of(regex);
            assertTimeoutPreemptively(Duration.ofSeconds(120), () -> assertThrows(TextException.class,
                    () -> pattern.matches("a".repeat(20_000), (from, to) -> {}), regex));
        }
        ForeignPattern.of("a".repeat(ForeignPattern.CHARS_MAX));
        assertThrows(TextException.class, () -> ForeignPattern.of("a".repeat(ForeignPattern.CHARS_MAX + 1)));
        assertThrows(TextException.class, () -> ForeignPattern.of("[a"));
        ForeignPattern.of("(?:){100}(a){1,100}").matches("aaa", (from, to) -> {});
        assertThrows(TextException.class, () -> ForeignPattern.of("(?:){100}(a){1,101}"));
        assertThrows(TextException.class, () -> ForeignPattern.of("((((){999999999}){999999999}){999999999})"));
        assertThrows(TextException.class, () -> ForeignPattern.of("(?ix)a"));
        assertThrows(TextException.class, () -> ForeignPattern.of("(".repeat(8_000) + ")".repeat(8_000)));
    }

    private static com.fasterxml.jackson.databind.JsonNode json(String json) {
        return TokenizerJson.parse(json.replace('`', '"').getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void normalizersMayNotGrowATextWithoutBoundAloneOrTogether() {
        String replace = "{`type`:`Replace`,`pattern`:{`String`:`a`},`content`:`" + "a".repeat(16) + "`}";
        assertEquals(16 * 70_000, Normalizers.of(json(replace)).apply("a".repeat(70_000)).length());
        String twice = "{`type`:`Sequence`,`normalizers`:[" + replace + "," + replace + "]}";
        assertEquals(256 * 256, Normalizers.of(json(twice)).apply("a".repeat(256)).length());
        assertThrows(TextException.class, () -> Normalizers.of(json(twice)).apply("a".repeat(70_000)));
        assertThrows(TextException.class, () -> Normalizers
                .of(json("{`type`:`Sequence`,`normalizers`:[" + (replace + ",").repeat(20) + replace + "]}"))
                .apply("a"));
    }

    @Test
    void partsAreCounted() {
        for (String field : new String[]{"normalizers", "pretokenizers"}) {
            String most = "{`type`:`Sequence`,`" + field + "`:["
                    + "{`type`:`ByteLevel`},".repeat(TokenizerJson.PARTS_MAX - 1)
                    + "{`type`:`ByteLevel`}]}";
            assertEquals(TokenizerJson.PARTS_MAX, TokenizerJson.parts(json(most), field).size());
            String more = "{`type`:`Sequence`,`" + field + "`:[{`type`:`ByteLevel`}," + most + "]}";
            assertEquals("tokenizer.json: over 64 " + field,
                    assertThrows(TextException.class, () -> TokenizerJson.parts(json(more), field)).getMessage());
        }
    }

    @Test
    void hintsSayWhatTheFileDoesNot() {
        var hints = new HuggingFaceTokenizer.Hints(Map.of("bos", 1, "eos", 0, "padding", 99), true, null);
        Tokenizer tokenizer = HuggingFaceTokenizer.of(TokenizerJson.parse(
                "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0,\"b\":1},\"merges\":[]}}"
                        .getBytes(StandardCharsets.UTF_8)),
                hints);
        assertArrayEquals(new int[]{1, 0}, tokenizer.encodePrompt("a"));
        assertTrue(tokenizer.special().isEnd(0));
        assertEquals(SpecialTokens.NONE, tokenizer.special().padding());
    }

    @Test
    void aFileIsReadFromDisk(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("tokenizer.json");
        Files.writeString(file, "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[]}}");
        assertArrayEquals(new int[]{0, 0}, Tokenizer.ofJson(file).encode("aba"));
        assertThrows(TextException.class, () -> Tokenizer.ofJson(folder.resolve("none.json")));
    }
}
