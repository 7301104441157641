package dev.pando.engine.learn;

import dev.pando.engine.text.ByteLevel;
import dev.pando.engine.train.Weight.Parameter;
import dev.pando.engine.vocabulary.LearnedVocabulary;
import dev.pando.engine.vocabulary.LearnedVocabulary.Merge;
import dev.pando.engine.weights.Metadata;
import dev.pando.engine.weights.ModelFile;
import dev.pando.engine.weights.ModelFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A model of our own making, llama by architecture: its shape, its vocabulary, how it is talked to. Its weights come and go.
///
/// @param name       what it calls itself
/// @param shape      its numbers
/// @param vocabulary learned tokens; three that steer come after them
public record NewModel(String name, Shape shape, LearnedVocabulary vocabulary) {

    /// How its text is cut into words; llama.cpp knows it by this name: digits stand alone.
    public static final String PRE_TOKENIZER = "qwen2";

    /// Tokens that steer: what begins a text, and what begins and ends a turn.
    static final int STEERING = 3;

    /// Begins a text.
    public static final String BEGIN = "<|endoftext|>";
    /// Begins a turn.
    public static final String TURN = "<|im_start|>";
    /// Ends a turn.
    public static final String TURN_END = "<|im_end|>";

    /// ChatML.
    public static final String TEMPLATE = "{% for message in messages %}<|im_start|>{{ message['role'] }}\n"
            + "{{ message['content'] }}<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

    /// The numbers of a llama model; its head is tied to its embedding.
    ///
    /// @param layers      blocks
    /// @param width       elements of a hidden state; a multiple of 256, so that every format can store it
    /// @param heads       query heads; divides `width`
    /// @param kvHeads     key and value heads; divides `heads`
    /// @param feedForward elements between up and down; a multiple of 256
    /// @param context     positions that it is made for
    public record Shape(int layers, int width, int heads, int kvHeads, int feedForward, int context) {

        static final float NORM_EPSILON = 1e-5f;
        static final float ROPE_BASE = 500_000;

        /// @throws IllegalArgumentException if a number does not divide as it should
        public Shape {
            if (layers < 1 || context < 2 || heads < 1 || kvHeads < 1 || width < 1 || feedForward < 1
                    || heads % kvHeads != 0 || width % (2 * heads) != 0) {
                throw new IllegalArgumentException("no llama can have " + layers + " layers of " + width + ", " + heads
                        + " heads, " + kvHeads + " key heads");
            }
        }

        int headSize() {
            return width / heads;
        }

        int keySize() {
            return kvHeads * headSize();
        }
    }

    /// The model of a file that [GgufExport] wrote, but for its weights.
    ///
    /// @throws ModelFileException if a setting is missing
    static NewModel of(ModelFile file) {
        Metadata says = file.metadata();
        Shape shape = new Shape(says.count("llama.block_count"), says.count("llama.embedding_length"),
                says.count("llama.attention.head_count"), says.count("llama.attention.head_count_kv"),
                says.count("llama.feed_forward_length"), says.count("llama.context_length"));
        List<String> spelt = says.strings("tokenizer.ggml.tokens").reversed().stream().skip(STEERING).toList()
                .reversed();
        Map<String, Integer> ids = new HashMap<>();
        for (String token : spelt) ids.put(token, ids.size());
        List<Merge> merges = says.strings("tokenizer.ggml.merges").stream().map(merge -> merge.split(" "))
                .map(pair -> new Merge(ids.get(pair[0]), ids.get(pair[1]))).toList();
        return new NewModel(says.string("general.name"), shape,
                new LearnedVocabulary(spelt.stream().map(ByteLevel::read).toList(), merges));
    }

    /// How tokens are spelt, those that steer last.
    List<String> tokens() {
        List<String> tokens = new ArrayList<>();
        for (byte[] token : vocabulary.tokens()) tokens.add(ByteLevel.spell(token));
        tokens.addAll(List.of(BEGIN, TURN, TURN_END));
        return tokens;
    }

    /// Merges as GPT-2 writes them: both parts, a space between.
    List<String> merges() {
        List<String> tokens = tokens();
        return vocabulary.merges().stream().map(m -> tokens.get(m.left()) + " " + tokens.get(m.right())).toList();
    }

    /// The id of the token that begins a text.
    int begin() {
        return vocabulary.tokens().size();
    }

    /// The id of the token that ends a turn.
    int turnEnd() {
        return begin() + 2;
    }

    /// Weights to begin with, see [Beginning].
    ///
    /// @return by GGUF's names, in the order in which they are stored
    public Map<String, Parameter> beginning(long seed) {
        return Beginning.of(shape, tokens().size(), seed);
    }
}
