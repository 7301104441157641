package dev.pando.lab.shape;

import dev.pando.engine.weights.GgufWriter;
import dev.pando.kernel.tensor.TensorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

/// Writes one model of a shape.
final class ShapeFile {

    private static final String TEMPLATE = "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n"
            + "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

    private final Shape shape;
    private final Recipe recipe;
    private final boolean pure;
    private final SplittableRandom seeds;
    private final GgufWriter file = new GgufWriter();

    /// @param pure one type for all matrices instead of the recipe's mix
    /// @param seed the same seed gives the same file
    ShapeFile(Shape shape, Recipe recipe, boolean pure, long seed) {
        this.shape = shape;
        this.recipe = recipe;
        this.pure = pure;
        this.seeds = new SplittableRandom(seed);
    }

    /// @throws IOException if it cannot be written
    void write(String name, Path path) throws IOException {
        settings(name);
        vocabulary();
        matrix("token_embd.weight", -1, shape.vocabulary(), shape.width());
        norm("output_norm.weight", shape.width());
        if (shape.ropeFactor() != 1) file.vector("rope_freqs.weight", ropeFactors());
        for (int layer = 0; layer < shape.layers(); layer++) layer(layer);
        file.write(path);
    }

    private void settings(String name) {
        String a = shape.architecture() + ".";
        file.text("general.architecture", shape.architecture()).text("general.name", name + " (random weights)")
                .count("general.file_type", recipe.fileType).count("general.quantization_version", 2)
                .count(a + "block_count", shape.layers()).count(a + "context_length", shape.contextMax())
                .count(a + "embedding_length", shape.width()).count(a + "feed_forward_length", shape.feedForward())
                .count(a + "attention.head_count", shape.heads()).count(a + "attention.head_count_kv", shape.kvHeads())
                .count(a + "attention.key_length", shape.headSize())
                .count(a + "attention.value_length", shape.headSize())
                .number(a + "attention.layer_norm_rms_epsilon", 1e-6f).number(a + "rope.freq_base", shape.ropeBase())
                .count(a + "rope.dimension_count", shape.headSize()).count(a + "vocab_size", shape.vocabulary());
    }

    private void vocabulary() {
        SyntheticVocabulary vocabulary = SyntheticVocabulary.of(shape.vocabulary());
        int end = vocabulary.tokens().indexOf("<|endoftext|>");
        file.text("tokenizer.ggml.model", "gpt2").text("tokenizer.ggml.pre", shape.hasBiases() ? "qwen2" : "llama-bpe")
                .texts("tokenizer.ggml.tokens", vocabulary.tokens()).integers("tokenizer.ggml.token_type",
                        vocabulary.types())
                .texts("tokenizer.ggml.merges", vocabulary.merges()).count("tokenizer.ggml.bos_token_id", end)
                .count("tokenizer.ggml.eos_token_id", end + 2).flag("tokenizer.ggml.add_bos_token", false)
                .text("tokenizer.chat_template", TEMPLATE);
    }

    private void layer(int layer) {
        String b = "blk." + layer + ".";
        int queries = shape.heads() * shape.headSize(), keys = shape.kvHeads() * shape.headSize();
        norm(b + "attn_norm.weight", shape.width());
        matrix(b + "attn_q.weight", layer, queries, shape.width());
        matrix(b + "attn_k.weight", layer, keys, shape.width());
        matrix(b + "attn_v.weight", layer, keys, shape.width());
        if (shape.hasBiases()) {
            bias(b + "attn_q.bias", queries);
            bias(b + "attn_k.bias", keys);
            bias(b + "attn_v.bias", keys);
        }
        matrix(b + "attn_output.weight", layer, shape.width(), queries);
        norm(b + "ffn_norm.weight", shape.width());
        matrix(b + "ffn_gate.weight", layer, shape.feedForward(), shape.width());
        matrix(b + "ffn_up.weight", layer, shape.feedForward(), shape.width());
        matrix(b + "ffn_down.weight", layer, shape.width(), shape.feedForward());
    }

    private void matrix(String name, int layer, int rows, int columns) {
        TensorType type = recipe.typeOf(name, layer, shape.layers(), columns, pure);
        file.encoded(name, type, rows, columns, new RandomBlocks(type, columns, seeds.nextLong()));
    }

    private void norm(String name, int size) {
        float[] ones = new float[size];
        Arrays.fill(ones, 1);
        file.vector(name, ones);
    }

    private void bias(String name, int size) {
        float[] small = new float[size];
        for (int i = 0; i < size; i++) small[i] = (float) seeds.nextDouble(-0.1, 0.1);
        file.vector(name, small);
    }

    // Llama 3: pairs that turn less than once in 8,192 positions are slowed by the factor, fast ones not; a ramp between.
    private float[] ropeFactors() {
        float[] factors = new float[shape.headSize() / 2];
        for (int i = 0; i < factors.length; i++) {
            double turns = 8192 / (2 * Math.PI * Math.pow(shape.ropeBase(), 2.0 * i / shape.headSize()));
            double smooth = Math.clamp((turns - 1) / 3, 0, 1);
            factors[i] = (float) (1 / ((1 - smooth) / shape.ropeFactor() + smooth));
        }
        return factors;
    }
}
