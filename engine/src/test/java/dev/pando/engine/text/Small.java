package dev.pando.engine.text;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// Small vocabularies of our own, and texts to try them on.
final class Small {

    private Small() {}

    /// GPT-2's kind: all 256 bytes (ids in the alphabet's order), a few merges, `<|endoftext|>` and `<|im_start|>`, `<|im_end|>`.
    static Tokenizer bytePairs(String pre) {
        List<String> tokens = new ArrayList<>();
        for (int b = 0; b < 256; b++) tokens.add(String.valueOf(ByteAlphabet.character(b)));
        String[] merges = {"h e", "l l", "he ll", "hell o", "Ġ w", "o r", "Ġw or", "l d", "Ġwor ld", "1 2", "Ġ Ġ"};
        for (String merge : merges) tokens.add(merge.replace(" ", ""));
        tokens.addAll(List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<think>"));
        int[] types = IntStream.range(0, tokens.size()).map(i -> i < 256 + merges.length ? 1 : 3).toArray();
        types[types.length - 1] = 4;
        return open(new SmallGguf().text("tokenizer.ggml.model", "gpt2").text("tokenizer.ggml.pre", pre)
                .texts("tokenizer.ggml.tokens", tokens.toArray(String[]::new)).types("tokenizer.ggml.token_type", types)
                .texts("tokenizer.ggml.merges", merges).whole("tokenizer.ggml.bos_token_id", 267)
                .whole("tokenizer.ggml.eos_token_id", 269));
    }

    /// SentencePiece's kind: `<unk> <s> </s>`, 256 byte tokens from id 3, then pieces with scores.
    static Tokenizer sentencePiece(boolean spacePrefix, String... pieces) {
        List<String> tokens = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
        for (int b = 0; b < 256; b++) tokens.add("<0x%02X>".formatted(b));
        tokens.addAll(List.of(pieces));
        int[] types = IntStream.range(0, tokens.size()).map(i -> i == 0 ? 2 : i < 3 ? 3 : i < 259 ? 6 : 1).toArray();
        float[] scores = new float[tokens.size()];
        for (int i = 259; i < scores.length; i++) scores[i] = 259 - i;
        return open(new SmallGguf().text("tokenizer.ggml.model", "llama")
                .flag("tokenizer.ggml.add_space_prefix", spacePrefix)
                .texts("tokenizer.ggml.tokens", tokens.toArray(String[]::new)).types("tokenizer.ggml.token_type", types)
                .scores("tokenizer.ggml.scores", scores));
    }

    /// BERT's kind, as GGUF spells it.
    static Tokenizer wordPiece() {
        String[] tokens = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "▁un", "aff", "able", "▁hello", "▁,", "▁!", "▁东", "▁京",
                "▁e", "e"};
        return open(new SmallGguf().text("tokenizer.ggml.model", "bert").texts("tokenizer.ggml.tokens", tokens)
                .types("tokenizer.ggml.token_type", 3, 3, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)
                .whole("tokenizer.ggml.unknown_token_id", 1).whole("tokenizer.ggml.cls_token_id", 2)
                .whole("tokenizer.ggml.seperator_token_id", 3));
    }

    static Tokenizer open(SmallGguf gguf) {
        try {
            return gguf.opened(Tokenizer::of);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// Up to `length` characters of every kind: letters, digits, white space, marks, emoji, and any other scalar value.
    static String text(RandomGenerator random, int length) {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) text.appendCodePoint(character(random));
        return text.toString();
    }

    private static int character(RandomGenerator random) {
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> 'a' + random.nextInt(26);
            case 3 -> " \n\r\t\u00A0\u3000'.,".charAt(random.nextInt(9));
            case 4 -> '0' + random.nextInt(10);
            case 5 -> random.nextInt(0x20, 0x800);
            case 6 -> 0x1F300 + random.nextInt(0x300);
            default -> scalar(random.nextInt(0x110000 - 0x800));
        };
    }

    private static int scalar(int n) {
        return n < 0xD800 ? n : n + 0x800;
    }

    /// Any chars at all, halves of surrogate pairs included.
    static String chars(RandomGenerator random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++)
            text.append((char) (random.nextInt(3) == 0 ? 0xD800 + random.nextInt(0x800) : random.nextInt(0x10000)));
        return text.toString();
    }
}
