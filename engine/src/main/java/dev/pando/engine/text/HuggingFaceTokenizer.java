package dev.pando.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pando.engine.weights.Texts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Builds the tokenizer that a Hugging Face `tokenizer.json` describes: BPE (byte-level or SentencePiece-like) and WordPiece.
final class HuggingFaceTokenizer {

    /// What the files beside `tokenizer.json` say about special tokens.
    ///
    /// @param ids    bos, eos, unknown, padding by name
    /// @param addBos null if nothing is said
    /// @param addEos null if nothing is said
    record Hints(Map<String, Integer> ids, Boolean addBos, Boolean addEos) {
        static final Hints NONE = new Hints(Map.of(), null, null);
    }

    private final JsonNode root;
    private final JsonNode model;
    private final Hints hints;
    private final boolean wordPiece;
    private final Vocabulary vocabulary;
    private final List<AddedTokens.Added> added = new ArrayList<>();

    private HuggingFaceTokenizer(JsonNode root, Hints hints) {
        this.root = root;
        this.hints = hints;
        model = root.path("model");
        wordPiece = kind().equals("WordPiece");
        if (!wordPiece && !kind().equals("BPE")) throw TokenizerJson.unknown("model", model);
        vocabulary = vocabulary();
    }

    /// @throws TextException if it is broken or of a kind that we do not read
    static Tokenizer of(JsonNode root, Hints hints) {
        return new HuggingFaceTokenizer(root, hints).build();
    }

    /// Old files do not name the kind of their model; what has merges is BPE.
    private String kind() {
        String type = TokenizerJson.type(model);
        return type.isEmpty() && model.has("merges") ? "BPE" : type;
    }

    private Vocabulary vocabulary() {
        JsonNode vocab = model.path("vocab");
        if (!vocab.isObject()) throw new TextException("tokenizer.json: model.vocab is not an object");
        Map<Integer, String> byId = HashMap.newHashMap(vocab.size());
        vocab.properties().forEach(entry -> put(byId, entry.getValue(), spelling(entry.getKey())));
        Map<Integer, TokenType> types = new HashMap<>();
        for (JsonNode token : root.path("added_tokens")) addToken(token, byId, types);
        String[] texts = new String[count(byId)];
        TokenType[] type = new TokenType[texts.length];
        boolean bytes = model.path("byte_fallback").asBoolean(false);
        for (int id = 0; id < texts.length; id++) {
            String text = byId.get(id);
            texts[id] = text != null ? text : "[EMPTY_" + id + "]";
            TokenType plain = bytes && texts[id].matches("<0x[0-9A-F]{2}>") ? TokenType.BYTE : TokenType.NORMAL;
            type[id] = text == null ? TokenType.UNUSED : types.getOrDefault(id, plain);
        }
        return new Vocabulary(Texts.of(texts), type, null);
    }

    private static int count(Map<Integer, String> byId) {
        int last = byId.keySet().stream().mapToInt(Integer::intValue).max().orElse(-1);
        Vocabulary.checkCount("tokens", last + 1);
        return last + 1;
    }

    private static int put(Map<Integer, String> byId, JsonNode number, String text) {
        if (!number.isInt() || number.intValue() < 0 || number.intValue() >= Vocabulary.TOKENS_MAX) {
            throw new TextException("tokenizer.json: token \"" + TokenizerJson.shortened(text) + "\": id "
                    + TokenizerJson.shortened(number.toString()) + ", limit 0 to " + (Vocabulary.TOKENS_MAX - 1));
        }
        byId.put(number.intValue(), text);
        return number.intValue();
    }

    private void addToken(JsonNode token, Map<Integer, String> byId, Map<Integer, TokenType> types) {
        String text = TokenizerJson.text(token, "added token", "content");
        int id = put(byId, token.path("id"), text);
        boolean special = token.path("special").asBoolean(false);
        types.put(id, special ? TokenType.CONTROL : TokenType.USER_DEFINED);
        added.add(new AddedTokens.Added(text, id, special, token.path("lstrip").asBoolean(false),
                token.path("rstrip").asBoolean(false)));
    }

    /// WordPiece vocabularies mark pieces that go on (`##ing`); ours marks pieces that begin.
    private String spelling(String text) {
        if (!wordPiece) return text;
        String prefix = model.path("continuing_subword_prefix").asText("##");
        return text.startsWith(prefix) ? text.substring(prefix.length()) : SpmEncoder.SPACE + text;
    }

    private Tokenizer build() {
        SpecialTokens special = special();
        UnaryOperator<String> normalizer = Normalizers.of(root.path("normalizer"));
        return new VocabularyTokenizer(vocabulary, wordPiece ? wordPieces(special) : bytePairs(special), added,
                normalizer, special);
    }

    private Encoder wordPieces(SpecialTokens special) {
        JsonNode normalizer = root.path("normalizer");
        boolean lowerCase = normalizer.path("lowercase").asBoolean(true);
        JsonNode strips = normalizer.path("strip_accents");
        return new WordPieceEncoder(vocabulary, lowerCase, strips.isBoolean() ? strips.booleanValue() : lowerCase,
                special.unknown());
    }

    private Encoder bytePairs(SpecialTokens special) {
        for (String affix : List.of("continuing_subword_prefix", "end_of_word_suffix")) {
            if (!model.path(affix).asText("").isEmpty() && !model.path(affix).isNull()) {
                throw new TextException("tokenizer.json: BPE with a " + affix + " is not one we know");
            }
        }
        JsonNode splits = root.path("pre_tokenizer");
        boolean bytes = JsonPreTokenizers.has(splits, "ByteLevel")
                || TokenizerJson.type(root.path("normalizer")).equals("ByteLevel");
        return new BpeEncoder(vocabulary, merges(model.path("merges")), JsonPreTokenizers.of(splits),
                bytes ? BpeEncoder.Symbols.BYTES : BpeEncoder.Symbols.CHARACTERS,
                model.path("ignore_merges").asBoolean(false),
                !bytes && stripsSpace(root.path("decoder")), special.unknown());
    }

    /// Whether decoding takes a space from the beginning: what the `decoder` says.
    private static boolean stripsSpace(JsonNode decoder) {
        if (TokenizerJson.type(decoder).equals("Strip")) return decoder.path("start").asInt(0) > 0;
        if (TokenizerJson.type(decoder).equals("Metaspace")) {
            return !decoder.path("prepend_scheme").asText("always").equals("never")
                    && decoder.path("add_prefix_space").asBoolean(true);
        }
        for (JsonNode part : decoder.path("decoders")) {
            if (stripsSpace(part)) return true;
        }
        return false;
    }

    private MergeTable merges(JsonNode merges) {
        List<String[]> pairs = new ArrayList<>(merges.size());
        for (JsonNode merge : merges) pairs.add(pair(merge, pairs.size()));
        return MergeTable.of(new MergeTable.Merges() {
            @Override
            public int count() {
                return pairs.size();
            }

            @Override
            public String left(int rank) {
                return pairs.get(rank)[0];
            }

            @Override
            public String right(int rank) {
                return pairs.get(rank)[1];
            }
        }, vocabulary);
    }

    /// A merge is `["left", "right"]`, or `"left right"` in older files.
    private static String[] pair(JsonNode merge, int rank) {
        if (merge.isArray() && merge.size() == 2 && merge.get(0).isTextual() && merge.get(1).isTextual()) {
            return new String[]{merge.get(0).textValue(), merge.get(1).textValue()};
        }
        int space = merge.isTextual() ? merge.textValue().indexOf(' ', 1) : -1;
        if (space < 0) throw new TextException("tokenizer.json: merge " + rank + " is not two tokens");
        return new String[]{merge.textValue().substring(0, space), merge.textValue().substring(space + 1)};
    }

    private SpecialTokens special() {
        JsonNode template = template(root.path("post_processor"));
        JsonNode single = template.path("single");
        int first = frame(template, single.path(0));
        int last = single.size() > 1 ? frame(template, single.path(single.size() - 1)) : SpecialTokens.NONE;
        int bos = hint("bos", first);
        int eos = hint("eos", last);
        int unknown = vocabulary.id(spelling(model.path("unk_token").asText("")));
        if (unknown == SpecialTokens.NONE) unknown = vocabulary.id(model.path("unk_token").asText(""));
        boolean addBos = hints.addBos != null ? hints.addBos : first != SpecialTokens.NONE;
        boolean addEos = hints.addEos != null ? hints.addEos : last != SpecialTokens.NONE;
        Set<Integer> ends = SpecialTokens.endsIn(vocabulary, eos);
        return new SpecialTokens(bos, eos, hint("unknown", unknown), hint("padding", SpecialTokens.NONE), addBos,
                addEos, ends);
    }

    private int hint(String name, int otherwise) {
        int id = hints.ids.getOrDefault(name, otherwise);
        return id < vocabulary.size() ? id : SpecialTokens.NONE;
    }

    /// The `TemplateProcessing` in a post-processor, or a missing node.
    private static JsonNode template(JsonNode processor) {
        if (TokenizerJson.type(processor).equals("TemplateProcessing")) return processor;
        for (JsonNode part : processor.path("processors")) {
            JsonNode found = template(part);
            if (!found.isMissingNode()) return found;
        }
        return processor.path("nothing");
    }

    private int frame(JsonNode template, JsonNode part) {
        String name = part.path("SpecialToken").path("id").asText("");
        JsonNode id = template.path("special_tokens").path(name).path("ids").path(0);
        return id.isInt() && id.intValue() >= 0 && id.intValue() < vocabulary.size()
                ? id.intValue()
                : vocabulary.id(name);
    }
}
