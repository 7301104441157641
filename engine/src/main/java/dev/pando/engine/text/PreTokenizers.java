package dev.pando.engine.text;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// How the models of the world split text into words, by the names that GGUF files use (`tokenizer.ggml.pre`).
///
/// The patterns are those of the models' own `tokenizer.json`, written so that Java matches them in linear time: what can be
/// possessive is, and no two quantifiers compete for the same characters. Which name means which pattern is llama.cpp's table.
final class PreTokenizers {

    /// One family of models.
    ///
    /// @param words      splits text into words
    /// @param wholeWords a word that is a token is taken whole (`ignore_merges`)
    /// @param addBos     text begins with BOS unless the file says otherwise
    record Family(PreTokenizer words, boolean wholeWords, boolean addBos) {}

    // White_Space, as \s in the models' own engines; Java's \s is ASCII.
    private static final String S = "\\p{IsWhite_Space}";
    private static final String CONTRACTION = "'(?:[sdmt]|ll|ve|re)";
    private static final String ANY_CASE_CONTRACTION = "'(?:[sSdDmMtT]|[lL][lL]|[vV][eE]|[rR][eE])";
    private static final String SPACES_BUT_ONE = S + "+(?!\\P{IsWhite_Space})";
    private static final String SPACES = SPACES_BUT_ONE + "|" + S + "++";
    private static final String LINES_OR_SPACES = S + "*[\\r\\n]++|" + SPACES;
    private static final String OTHERS_AND_LINES = " ?[^" + S + "\\p{L}\\p{N}]++[\\r\\n]*+";
    private static final String WORD = "[^\\r\\n\\p{L}\\p{N}]?\\p{L}++";

    private static final String GPT2_WORDS = CONTRACTION + "| ?\\p{L}++| ?\\p{N}++| ?[^" + S + "\\p{L}\\p{N}]++";
    private static final String GPT2 = GPT2_WORDS + "|" + SPACES;
    private static final String UPPER = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
    private static final String LOWER = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";

    private static String llama3(String numbers) {
        return ANY_CASE_CONTRACTION + "|" + WORD + "|" + numbers + "|" + OTHERS_AND_LINES + "|" + LINES_OR_SPACES;
    }

    private static String cased(String ending, String numbers) {
        String prefix = "[^\\r\\n\\p{L}\\p{N}]?";
        return prefix + UPPER + "*" + LOWER + "++" + ending + "|" + prefix + UPPER + "++" + LOWER + "*+" + ending + "|"
                + numbers
                + "| ?[^" + S + "\\p{L}\\p{N}]++[\\r\\n/]*+|" + LINES_OR_SPACES;
    }

    private static final Map<String, Family> FAMILIES = families();

    private PreTokenizers() {}

    private static Map<String, Family> families() {
        Map<String, Family> table = new HashMap<>();
        Family gpt2 = plain(GPT2);
        Family digitsThenGpt2 = plain("\\p{N}", GPT2);
        Family llama3 = plain(llama3("\\p{N}{1,3}"));
        Family llama3Whole = new Family(llama3.words, true, true);
        Family qwen2 = plain(llama3("\\p{N}"));
        Family gpt4o = plain(cased("(?:" + ANY_CASE_CONTRACTION + ")?", "\\p{N}{1,3}"));
        name(table, plain("[\\p{P}$+<=>^~|]++", GPT2, "\\p{N}++", "[0-9][0-9][0-9]"), "default");
        name(table, gpt2, "gpt-2", "phi-2", "mpt", "olmo", "jais", "jina-es", "jina-de", "jina-v2-es", "jina-v2-de",
                "jina-v1-en",
                "jina-v2-code", "roberta-bpe", "gigachat", "a.x-4.0", "mellum", "modern-bert", "exaone4", "trillion",
                "granite-docling");
        name(table, digitsThenGpt2, "starcoder", "refact", "command-r", "smollm", "codeshell", "exaone", "minerva-7b",
                "mellum2");
        name(table, llama3Whole, "llama3", "llama-v3", "llama-bpe", "falcon3", "falcon-h1", "pixtral", "midm-2.0",
                "lfm2",
                "jina-v5-nano");
        name(table, llama3, "dbrx", "smaug-bpe", "glm4", "chatglm-bpe");
        name(table, qwen2, "qwen2", "stablelm2", "deepseek-r1-qwen", "megrez", "hunyuan", "solar-open", "kormo",
                "f2llmv2",
                "grok-2");
        name(table, plain(ANY_CASE_CONTRACTION + "|[^\\r\\n\\p{L}\\p{N}]?[\\p{L}\\p{M}]++|\\p{N}| ?[^" + S
                + "\\p{L}\\p{M}\\p{N}]++[\\r\\n]*+|" + LINES_OR_SPACES), "qwen35");
        name(table, plain("[\\p{P}$+<=>^~|`]++", GPT2_WORDS + "|" + SPACES_BUT_ONE, "[0-9][0-9][0-9]"), "falcon");
        name(table, gpt4o, "gpt-4o", "llama4", "kanana2", "talkie", "minimax-m2");
        name(table, new Family(plain(cased("", "\\p{N}")).words, true, true), "tekken");
        name(table, deepseekLlm(), "deepseek-llm");
        name(table,
                plain("[\\r\\n]", S + "?\\p{L}++", S + "?\\p{P}++", "[\\u4E00-\\u9FA5\\u0800-\\u4E00\\uAC00-\\uD7FF]++",
                        "\\p{N}"),
                "deepseek-coder");
        name(table, plain("\\p{N}{1,3}", "[\\u4E00-\\u9FA5\\u3040-\\u309F\\u30A0-\\u30FF]++",
                "[!-/:-@\\[-`{-~][A-Za-z]++|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]++| ?[\\p{P}\\p{S}]++[\\r\\n]*+|"
                        + LINES_OR_SPACES),
                "deepseek-v3", "hunyuan-dense", "joyai-llm");
        name(table, plain(" ?[^(" + S + "|.,!?\\u2026\\u3002\\uFF0C\\u3001\\u0964\\u06D4\\u060C)]++"), "bloom",
                "poro-chat", "gpt3-finnish");
        name(table, plain(" ?[^(" + S + "|.,!?\\u2026\\u3002\\uFF0C\\u3001\\u0964\\u06D4\\u060C)]++", "\\p{N}"),
                "viking");
        return Map.copyOf(table);
    }

    /// Letters as DeepSeek's first models list them: the cased scripts.
    private static Family deepseekLlm() {
        String cased = "A-Za-z\\u00B5\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u01BA\\u01BC-\\u01BF\\u01C4-\\u0293"
                + "\\u0295-\\u02AF\\u0370-\\u0373\\u0376\\u0377\\u037B-\\u037D\\u037F\\u0386\\u0388-\\u038A\\u038C"
                + "\\u038E-\\u03A1\\u03A3-\\u03F5\\u03F7-\\u0481\\u048A-\\u052F\\u0531-\\u0556\\u10A0-\\u10C5"
                + "\\u13A0-\\u13F5\\u13F8-\\u13FD\\u1C90-\\u1CBA\\u1CBD-\\u1CBF\\u1D00-\\u1D2B\\u1D6B-\\u1D77"
                + "\\u1D79-\\u1D9A\\u1E00-\\u1F15\\u1F18-\\u1F1D\\u1F20-\\u1F45\\u1F48-\\u1F4D\\u1F50-\\u1F57"
                + "\\u1F59\\u1F5B\\u1F5D\\u1F5F-\\u1F7D\\u1F80-\\u1FB4\\u1FB6-\\u1FBC\\u1FBE\\u1FC2-\\u1FC4"
                + "\\u1FC6-\\u1FCC\\u1FD0-\\u1FD3\\u1FD6-\\u1FDB\\u1FE0-\\u1FEC\\u1FF2-\\u1FF4\\u1FF6-\\u1FFC"
                + "\\u2102\\u2107\\u210A-\\u2113\\u2115\\u2119-\\u211D\\u2124\\u2126\\u2128\\u212A-\\u212D"
                + "\\u212F-\\u2134\\u2139\\u213C-\\u213F\\u2145-\\u2149\\u214E\\u2183\\u2184\\u2C00-\\u2C7B"
                + "\\u2C7E-\\u2CE4\\u2CEB-\\u2CEE\\u2CF2\\u2CF3\\uA640-\\uA66D\\uA680-\\uA69B\\uA722-\\uA76F"
                + "\\uA771-\\uA787\\uA78B-\\uA78E\\uAB70-\\uABBF\\uFB00-\\uFB06\\uFB13-\\uFB17\\uFF21-\\uFF3A"
                + "\\uFF41-\\uFF5A\\x{10400}-\\x{1044F}\\x{104B0}-\\x{104D3}\\x{104D8}-\\x{104FB}"
                + "\\x{10C80}-\\x{10CB2}\\x{10CC0}-\\x{10CF2}\\x{118A0}-\\x{118DF}\\x{1E900}-\\x{1E943}";
        // The last run of spaces: the look-behind keeps a long run that is not last from being tried at every place.
        String lastSpaces = "(?<!" + S + ")" + S + "++\\z";
        return plain("[\\r\\n]", S + "?[" + cased + "]++",
                S + "?[!-/:-~\\uFF01-\\uFF0F\\uFF1A-\\uFF5E\\u2018-\\u201F\\u3000-\\u3002]++", lastSpaces,
                "[\\u4E00-\\u9FA5\\u0800-\\u4E00\\uAC00-\\uD7FF]++", "\\p{N}++");
    }

    private static Family plain(String... patterns) {
        PreTokenizer words = PreTokenizer.isolating(Pattern.compile(patterns[0]));
        for (String pattern : List.of(patterns).subList(1, patterns.length)) {
            words = words.then(PreTokenizer.isolating(Pattern.compile(pattern)));
        }
        return new Family(words, false, false);
    }

    private static void name(Map<String, Family> table, Family family, String... names) {
        for (String name : names) table.put(name, family);
    }

    /// The splitting that GPT-2 uses, and Hugging Face's `ByteLevel` with `use_regex`.
    static PreTokenizer gpt2() {
        return FAMILIES.get("gpt-2").words;
    }

    /// All names that [#named] knows.
    static Set<String> names() {
        return FAMILIES.keySet();
    }

    /// @param name `tokenizer.ggml.pre`
    /// @throws TextException if we do not know it: guessing would silently make the model worse
    static Family named(String name) {
        Family family = FAMILIES.get(name);
        if (family == null)
            throw new TextException("tokenizer.ggml.pre: \"" + name + "\" is not a pre-tokenizer we know");
        return family;
    }
}
