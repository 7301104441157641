package dev.pando.engine.text;

import dev.pando.engine.weights.Metadata;
import dev.pando.engine.weights.ModelFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// Text to token ids and back, as the model was trained to read it. Safe to use from many threads at once.
///
/// Encoding accepts any sequence of characters (a lone surrogate is read as U+FFFD) and takes `O(n log n)`. Where the vocabulary
/// can spell every byte, `decode(encode(text))` is `text`; SentencePiece vocabularies read `▁` as a space.
public interface Tokenizer {

    /// Tokens in the vocabulary; ids are `0 ≤ id < size()`.
    int size();

    /// The tokens that steer the model.
    SpecialTokens special();

    /// The ids of plain text. What looks like a control token (`<|im_end|>`) is spelt out, so that nobody's words steer the model.
    int[] encode(CharSequence text);

    /// The ids of a text in which control tokens count, such as a rendered chat template.
    int[] encodeMarkup(CharSequence text);

    /// The ids of a prompt: BOS if the model asks for it and the text does not begin with it, then [#encodeMarkup].
    int[] encodePrompt(CharSequence text);

    /// The text of a whole sequence of ids; control tokens are left out, bytes that are no UTF-8 become U+FFFD.
    ///
    /// @throws IndexOutOfBoundsException if an id is not in the vocabulary
    String decode(int... ids);

    /// The bytes that `id` adds to a text; none for a control token. Must not be changed.
    ///
    /// @throws IndexOutOfBoundsException if it is not in the vocabulary
    byte[] bytes(int id);

    /// How the vocabulary spells `id`, control tokens included: `<s>`, `Ġthe`, `▁the`.
    ///
    /// @throws IndexOutOfBoundsException if it is not in the vocabulary
    String spelling(int id);

    /// The id that the vocabulary spells so, or [SpecialTokens#NONE].
    int id(String spelling);

    /// Decodes a text that begins with the first id, one id at a time: the space that encoding put before it is taken away.
    Detokenizer detokenizer();

    /// Decodes what goes on after another text, one id at a time: no space is taken away.
    Detokenizer continuation();

    /// The tokenizer of a model: `tokenizer.json` beside it, or what GGUF metadata describes.
    ///
    /// @throws TextException                               if there is none, or it is broken or of a kind that we do not read
    /// @throws dev.pando.engine.weights.ModelFileException if metadata is missing or of another type
    static Tokenizer of(ModelFile file) {
        Metadata metadata = file.metadata();
        var json = file.companion("tokenizer.json");
        if (json.isPresent()) return HuggingFaceTokenizer.of(TokenizerJson.read(json.get()), hints(metadata));
        if (!metadata.has("tokenizer.ggml.model"))
            throw new TextException(file.path() + ": there is no tokenizer in or beside this model");
        return GgufTokenizer.of(metadata);
    }

    /// The tokenizer in a Hugging Face `tokenizer.json` alone. It knows BOS and EOS only if the file's post-processor adds them.
    ///
    /// @throws TextException if it cannot be read, is broken, or of a kind that we do not read
    static Tokenizer ofJson(Path tokenizerJson) {
        return HuggingFaceTokenizer.of(TokenizerJson.read(tokenizerJson), HuggingFaceTokenizer.Hints.NONE);
    }

    /// The same from the bytes of the file, for one that is a resource of a program.
    ///
    /// @throws TextException if it is broken, or of a kind that we do not read
    static Tokenizer ofJson(byte[] tokenizerJson) {
        return HuggingFaceTokenizer.of(TokenizerJson.parse(tokenizerJson), HuggingFaceTokenizer.Hints.NONE);
    }

    private static HuggingFaceTokenizer.Hints hints(Metadata metadata) {
        Map<String, Integer> ids = new HashMap<>();
        for (String name : new String[]{"bos", "eos", "unknown", "padding"}) {
            String key = "tokenizer.ggml." + name + "_token_id";
            if (metadata.has(key)) ids.put(name, metadata.count(key));
        }
        return new HuggingFaceTokenizer.Hints(ids, flag(metadata, "add_bos_token"), flag(metadata, "add_eos_token"));
    }

    private static Boolean flag(Metadata metadata, String name) {
        String key = "tokenizer.ggml." + name;
        return metadata.has(key) ? metadata.bool(key) : null;
    }
}
