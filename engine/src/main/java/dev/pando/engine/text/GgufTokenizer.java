package dev.pando.engine.text;

import dev.pando.engine.weights.Metadata;
import dev.pando.engine.weights.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// Builds the tokenizer that GGUF metadata (`tokenizer.ggml.*`) describes. What is not said has llama.cpp's defaults.
final class GgufTokenizer {

    private static final String KEY = "tokenizer.ggml.";

    private final Metadata metadata;
    private final String model;
    private final PreTokenizers.Family family;
    private final Vocabulary vocabulary;

    private GgufTokenizer(Metadata metadata) {
        this.metadata = metadata;
        model = metadata.string(KEY + "model");
        family = model.equals("gpt2") ? PreTokenizers.named(metadata.string(KEY + "pre", "default")) : null;
        vocabulary = vocabulary();
    }

    /// @throws TextException                                if the tokenizer is of a kind that we do not read
    /// @throws dev.pando.engine.weights.ModelFileException if a key is missing or of another type
    static Tokenizer of(Metadata metadata) {
        return new GgufTokenizer(metadata).build();
    }

    private Vocabulary vocabulary() {
        Vocabulary.checkCount("tokens", metadata.length(KEY + "tokens"));
        Texts texts = withoutEmpty(metadata.texts(KEY + "tokens"));
        return new Vocabulary(texts, types(texts),
                metadata.has(KEY + "scores") ? metadata.floats(KEY + "scores") : null);
    }

    // An entry without a text must not be found by the empty one.
    private static Texts withoutEmpty(Texts texts) {
        boolean empty = false;
        for (int id = 0; id < texts.count(); id++) empty |= texts.length(id) == 0;
        if (!empty) return texts;
        return Texts.of(IntStream.range(0, texts.count())
                .mapToObj(id -> texts.length(id) == 0 ? "[EMPTY_" + id + "]" : texts.get(id)).toArray(String[]::new));
    }

    private TokenType[] types(Texts texts) {
        TokenType[] types = new TokenType[texts.count()];
        int[] numbers = metadata.has(KEY + "token_type") ? metadata.integers(KEY + "token_type") : null;
        if (numbers != null && numbers.length != types.length) {
            throw new TextException(KEY + "token_type: " + numbers.length + " types for " + types.length + " tokens");
        }
        for (int id = 0; id < types.length; id++) {
            types[id] = numbers == null ? TokenType.NORMAL : TokenType.ofGguf(numbers[id]);
            if (isEnd(texts, id)) types[id] = TokenType.CONTROL; // some converters say NORMAL
        }
        return types;
    }

    private static boolean isEnd(Texts texts, int id) {
        byte last = texts.utf8()[texts.end(id) - 1];
        return (last == '>' || last == ']') && SpecialTokens.END_TEXTS.contains(texts.get(id));
    }

    private Tokenizer build() {
        return switch (model) {
            case "llama" -> sentencePiece();
            case "gpt2" -> bytePairs();
            case "bert" -> wordPieces();
            default -> throw new TextException(KEY + "model: \"" + model + "\" is not a tokenizer we know");
        };
    }

    private Tokenizer sentencePiece() {
        SpecialTokens special = special(1, 2, 0, SpecialTokens.NONE, true);
        boolean prefix = metadata.bool(KEY + "add_space_prefix", true);
        return assemble(new SpmEncoder(vocabulary, prefix, special.unknown()), special);
    }

    private Tokenizer bytePairs() {
        SpecialTokens special = special(11, 11, SpecialTokens.NONE, SpecialTokens.NONE, family.addBos());
        MergeTable merges = MergeTable.ofLines(metadata.texts(KEY + "merges"), vocabulary);
        return assemble(
                new BpeEncoder(vocabulary, merges, family.words(), BpeEncoder.Symbols.BYTES, family.wholeWords(), false,
                        special.unknown()),
                special);
    }

    private Tokenizer wordPieces() {
        SpecialTokens special = special(101, 102, 100, 0, true);
        boolean lowerCase = metadata.bool("tokenizer.ggml.normalizer.lowercase", true);
        boolean stripAccents = metadata.bool("tokenizer.ggml.normalizer.strip_accents", lowerCase);
        return assemble(new WordPieceEncoder(vocabulary, lowerCase, stripAccents, special.unknown()), special);
    }

    private Tokenizer assemble(Encoder encoder, SpecialTokens special) {
        return new VocabularyTokenizer(vocabulary, encoder, added(), UnaryOperator.identity(), special);
    }

    private List<AddedTokens.Added> added() {
        // Phi-3's tokens swallow the space after them; GGUF cannot say so, and llama.cpp goes by the model's name too.
        boolean phi3 = metadata.string("general.name", "").toLowerCase(java.util.Locale.ROOT).matches(".*phi-?3.*");
        List<AddedTokens.Added> added = new ArrayList<>();
        for (int id = 0; id < vocabulary.size(); id++) {
            TokenType type = vocabulary.type(id);
            if (type != TokenType.CONTROL && type != TokenType.USER_DEFINED && type != TokenType.UNKNOWN) continue;
            String text = vocabulary.text(id);
            boolean swallows = phi3 && type != TokenType.USER_DEFINED
                    && !Set.of("<unk>", "<s>", "<|endoftext|>").contains(text);
            added.add(new AddedTokens.Added(text, id, type != TokenType.USER_DEFINED, false, swallows));
        }
        return added;
    }

    private SpecialTokens special(int bos, int eos, int unknown, int padding, boolean addBos) {
        int end = id("eos", eos);
        Set<Integer> ends = SpecialTokens.endsIn(vocabulary, end, id("eot", SpecialTokens.NONE),
                id("eom", SpecialTokens.NONE));
        return new SpecialTokens(id(model.equals("bert") ? "cls" : "bos", bos), end, id("unknown", unknown),
                id("padding", padding),
                metadata.bool(KEY + "add_bos_token", addBos), metadata.bool(KEY + "add_eos_token", false), ends);
    }

    /// The id that a key names; one that is outside the vocabulary counts as absent, as old converters write 2^32 − 1 for "none".
    private int id(String name, int otherwise) {
        String key = KEY + name + "_token_id";
        long id = metadata.integer(key, otherwise);
        return id >= 0 && id < vocabulary.size() ? (int) id : SpecialTokens.NONE;
    }
}
