package dev.pando.engine.text;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// Fuzz target: the bytes of a `tokenizer.json`; what is read then encodes and decodes a few texts.
public final class TokenizerJsonFuzz {

    private static final List<String> TEXTS = List.of("", "Hello, world! 123\n\n  don't",
            "é 中文 \uD83D\uDE00 \uD800 \u0000▁x", "aaaa".repeat(50),
            "<|im_start|>user<s>");

    private TokenizerJsonFuzz() {}

    /// Loads the classes, which takes longer under Jazzer than an input may take.
    public static void fuzzerInitialize() {
        seeds().forEach(TokenizerJsonFuzz::fuzzerTestOneInput);
    }

    /// Anything but a refusal is a finding.
    public static void fuzzerTestOneInput(byte[] data) {
        try {
            Tokenizer tokenizer = HuggingFaceTokenizer.of(TokenizerJson.parse(data), HuggingFaceTokenizer.Hints.NONE);
            for (String text : TEXTS) {
                tokenizer.decode(tokenizer.encode(text));
                tokenizer.decode(tokenizer.encodePrompt(text));
            }
        } catch (TextException refused) {
            // what a hostile file should get
        }
    }

    static List<byte[]> seeds() {
        String bpe = "\"model\":{\"type\":\"BPE\",\"unk_token\":\"u\",\"byte_fallback\":true,\"ignore_merges\":true,\"vocab\":{\"u\":0,"
                + "\"a\":1,\"▁\":2,\"▁a\":3,\"Ġ\":4,\"aa\":5,\"<0x0A>\":6},\"merges\":[\"▁ a\",[\"a\",\"a\"]]}";
        String added = "\"added_tokens\":[{\"id\":7,\"content\":\"<s>\",\"special\":true,\"rstrip\":true}]";
        return List.of("{" + bpe + "," + added + "}",
                "{\"normalizer\":{\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"Prepend\",\"prepend\":\"▁\"},{\"type\":\"Replace\","
                        + "\"pattern\":{\"String\":\" \"},\"content\":\"▁\"},{\"type\":\"NFKC\"},{\"type\":\"Lowercase\"}]},"
                        + bpe + "}",
                "{\"pre_tokenizer\":{\"type\":\"Sequence\",\"pretokenizers\":[{\"type\":\"Split\",\"pattern\":{\"Regex\":"
                        + "\"\\\\p{N}{1,3}|\\\\s+(?!\\\\S)|(?i:'s)\"},\"behavior\":\"MergedWithNext\",\"invert\":false},"
                        + "{\"type\":\"ByteLevel\",\"add_prefix_space\":true,\"use_regex\":true},{\"type\":\"Digits\"}]},"
                        + bpe + "}",
                "{\"pre_tokenizer\":{\"type\":\"Metaspace\",\"prepend_scheme\":\"first\",\"split\":true},\"decoder\":{\"type\":\"Sequence\","
                        + "\"decoders\":[{\"type\":\"Strip\",\"start\":1}]},\"post_processor\":{\"type\":\"TemplateProcessing\",\"single\":["
                        + "{\"SpecialToken\":{\"id\":\"<s>\"}},{\"Sequence\":{\"id\":\"A\"}}],\"special_tokens\":{\"<s>\":{\"ids\":[7]}}},"
                        + bpe + "," + added + "}",
                "{\"normalizer\":{\"type\":\"BertNormalizer\"},\"model\":{\"type\":\"WordPiece\",\"unk_token\":\"[UNK]\","
                        + "\"vocab\":{\"[UNK]\":0,\"a\":1,\"##a\":2}}}")
                .stream().map(json -> json.getBytes(StandardCharsets.UTF_8)).toList();
    }
}
