package dev.pando.node.answer;

import dev.pando.engine.weights.GgufWriter;
import dev.pando.engine.weights.Rows;
import dev.pando.kernel.tensor.TensorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// A real model file of 30 KB that this module's tests make themselves: random weights, a vocabulary of all bytes and
/// three chat marks.
public final class TinyModelFile {

    /// Tokens of its vocabulary.
    public static final int VOCABULARY = 256 + 3;
    /// Positions of its context.
    public static final int CONTEXT = 256;
    private static final int WIDTH = 32, HEADS = 4, KV_HEADS = 2, HEAD = 8, FEED_FORWARD = 64, LAYERS = 2;
    private static final SplittableRandom RANDOM = new SplittableRandom(5);

    private TinyModelFile() {}

    /// Writes it.
    public static Path write(Path file) throws IOException {
        return write(file, CONTEXT);
    }

    /// Writes it with room for so many tokens.
    public static Path write(Path file, int context) throws IOException {
        return write(file, LAYERS, context);
    }

    /// Writes one with so many layers, and room for so many tokens.
    public static Path write(Path file, int layers, int context) throws IOException {
        GgufWriter gguf = new GgufWriter().text("general.architecture", "llama").count("llama.block_count", layers)
                .count("llama.context_length", context).count("llama.embedding_length", WIDTH)
                .count("llama.feed_forward_length", FEED_FORWARD).count("llama.attention.head_count", HEADS)
                .count("llama.attention.head_count_kv", KV_HEADS).count("llama.rope.dimension_count", HEAD)
                .number("llama.attention.layer_norm_rms_epsilon", 1e-5f);
        vocabulary(gguf);
        matrix(gguf, "token_embd.weight", VOCABULARY, WIDTH);
        norm(gguf, "output_norm.weight");
        for (int i = 0; i < layers; i++) layer(gguf, "blk." + i + ".");
        gguf.write(file);
        return file;
    }

    private static void vocabulary(GgufWriter gguf) {
        List<String> tokens = new ArrayList<>();
        int shifted = 256;
        for (int b = 0; b < 256; b++) { // GPT-2's alphabet: printable bytes are themselves, the others follow after 255
            boolean printable = b >= '!' && b <= '~' || b >= 0xA1 && b <= 0xAC || b >= 0xAE;
            tokens.add(Character.toString(printable ? b : shifted++));
        }
        tokens.addAll(List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>"));
        int[] types = new int[VOCABULARY];
        for (int i = 0; i < VOCABULARY; i++) types[i] = i < 256 ? 1 : 3;
        gguf.text("tokenizer.ggml.model", "gpt2").text("tokenizer.ggml.pre", "gpt-2")
                .texts("tokenizer.ggml.tokens", tokens)
                .integers("tokenizer.ggml.token_type", types).texts("tokenizer.ggml.merges", List.of())
                .count("tokenizer.ggml.eos_token_id", 258).count("tokenizer.ggml.bos_token_id", 256)
                .flag("tokenizer.ggml.add_bos_token", true);
    }

    private static void layer(GgufWriter gguf, String b) {
        norm(gguf, b + "attn_norm.weight");
        norm(gguf, b + "ffn_norm.weight");
        matrix(gguf, b + "attn_q.weight", HEADS * HEAD, WIDTH);
        matrix(gguf, b + "attn_k.weight", KV_HEADS * HEAD, WIDTH);
        matrix(gguf, b + "attn_v.weight", KV_HEADS * HEAD, WIDTH);
        matrix(gguf, b + "attn_output.weight", WIDTH, HEADS * HEAD);
        matrix(gguf, b + "ffn_gate.weight", FEED_FORWARD, WIDTH);
        matrix(gguf, b + "ffn_up.weight", FEED_FORWARD, WIDTH);
        matrix(gguf, b + "ffn_down.weight", WIDTH, FEED_FORWARD);
    }

    private static void matrix(GgufWriter gguf, String name, int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) values[i] = (float) RANDOM.nextGaussian() * 0.3f;
        gguf.matrix(name, TensorType.F32, rows, columns, Rows.of(values));
    }

    private static void norm(GgufWriter gguf, String name) {
        float[] ones = new float[WIDTH];
        java.util.Arrays.fill(ones, 1);
        gguf.vector(name, ones);
    }
}
