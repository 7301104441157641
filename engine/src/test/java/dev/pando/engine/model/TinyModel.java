package dev.pando.engine.model;

import dev.pando.engine.weights.GgufBytes;
import dev.pando.kernel.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/// A tiny model with random weights: our own golden file, made from a seed.
public final class TinyModel {

    /// What a tiny model is like.
    ///
    /// @param scaling how rotary positions are stretched: "", "linear", "llama3", "yarn", "longrope"
    public record Shape(Architecture architecture, int layers, int width, int heads, int kvHeads, int headSize,
            int feedForward, int vocabulary, int context, int window, int pattern, int rotated, boolean tied,
            String scaling) {

        /// One that shows everything that is special about its architecture.
        public static Shape of(Architecture a) {
            boolean gemma = a == Architecture.GEMMA3, phi = a == Architecture.PHI3;
            boolean wide = gemma || a == Architecture.QWEN3;
            return new Shape(a, gemma ? 4 : 2, wide ? 20 : 32, 4, 2, 8, 44, 50, 64, gemma ? 5 : phi ? 7 : 0,
                    gemma ? 2 : 0, phi ? 6 : 8, gemma || a == Architecture.QWEN2, "");
        }

        /// The same, stretched.
        public Shape with(String stretching) {
            return new Shape(architecture, layers, width, heads, kvHeads, headSize, feedForward, vocabulary, context,
                    window, pattern, rotated, tied, stretching);
        }

        /// One whose rows are long enough for every quantised format.
        public static Shape quantisable(Architecture a) {
            return new Shape(a, 3, 256, 4, 2, 64, 512, 67, 128, a == Architecture.GEMMA3 ? 9 : 0, 2, 64, true, "");
        }
    }

    final Shape shape;
    final Map<String, float[]> tensors = new LinkedHashMap<>(); // (rows, columns)
    private final Map<String, Integer> columns = new LinkedHashMap<>();
    private final SplittableRandom random;

    /// A model of random floats.
    public TinyModel(Shape shape, long seed) {
        this.shape = shape;
        this.random = new SplittableRandom(seed);
        matrix("token_embd.weight", shape.vocabulary, shape.width);
        if (!shape.tied) matrix("output.weight", shape.vocabulary, shape.width);
        norm("output_norm.weight", shape.width);
        for (int i = 0; i < shape.layers; i++) layer("blk." + i + ".");
        int pairs = shape.rotated / 2;
        if (shape.scaling.equals("llama3")) factors("rope_freqs.weight", pairs);
        if (shape.scaling.equals("longrope")) {
            factors("rope_factors_short.weight", pairs);
            factors("rope_factors_long.weight", pairs);
        }
    }

    private void layer(String b) {
        int q = shape.heads * shape.headSize, k = shape.kvHeads * shape.headSize;
        boolean gemma = shape.architecture == Architecture.GEMMA3, phi = shape.architecture == Architecture.PHI3;
        norm(b + "attn_norm.weight", shape.width);
        norm(b + "ffn_norm.weight", shape.width);
        if (phi) {
            matrix(b + "attn_qkv.weight", q + 2 * k, shape.width);
            matrix(b + "ffn_up.weight", 2 * shape.feedForward, shape.width);
        } else {
            matrix(b + "attn_q.weight", q, shape.width);
            matrix(b + "attn_k.weight", k, shape.width);
            matrix(b + "attn_v.weight", k, shape.width);
            matrix(b + "ffn_gate.weight", shape.feedForward, shape.width);
            matrix(b + "ffn_up.weight", shape.feedForward, shape.width);
        }
        if (shape.architecture == Architecture.QWEN2) {
            vector(b + "attn_q.bias", q, 0, 0.3);
            vector(b + "attn_k.bias", k, 0, 0.3);
            vector(b + "attn_v.bias", k, 0, 0.3);
        }
        if (gemma || shape.architecture == Architecture.QWEN3) {
            norm(b + "attn_q_norm.weight", shape.headSize);
            norm(b + "attn_k_norm.weight", shape.headSize);
        }
        if (gemma) {
            norm(b + "post_attention_norm.weight", shape.width);
            norm(b + "post_ffw_norm.weight", shape.width);
        }
        matrix(b + "attn_output.weight", shape.width, q);
        matrix(b + "ffn_down.weight", shape.width, shape.feedForward);
    }

    private void matrix(String name, int rows, int inputs) {
        vector(name, rows * inputs, 0, 1.3 / Math.sqrt(inputs));
        columns.put(name, inputs);
    }

    private void norm(String name, int length) {
        vector(name, length, 1, 0.2);
    }

    private void factors(String name, int length) {
        vector(name, length, 3, 0.5);
    }

    private void vector(String name, int length, double mean, double spread) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) values[i] = (float) (mean + spread * random.nextGaussian());
        put(name, values, length);
    }

    /// The same with one weight that is no number.
    public TinyModel withNaN() {
        tensors.get("output_norm.weight")[0] = Float.NaN;
        return this;
    }

    /// Replaces a tensor by one of rows of `inputs` elements.
    void put(String name, float[] values, int inputs) {
        tensors.put(name, values);
        columns.put(name, inputs);
    }

    /// Writes it as GGUF, all floats.
    public Path write(Path file) {
        return write(file, null);
    }

    /// Writes it as GGUF; matrices of blocks get random contents of `type` instead, if that is given.
    public Path write(Path file, TensorType type) {
        GgufBytes out = new GgufBytes();
        keys(out);
        tensors.forEach((name, values) -> {
            int inputs = columns.get(name), rows = values.length / inputs;
            if (rows == 1) {
                out.tensor(name, values, inputs);
            } else if (type == null || name.startsWith("token")) {
                out.tensor(name, values, inputs, rows);
            } else {
                out.tensor(name, type.ggmlId(), blocks(type, values.length), inputs, rows);
            }
        });
        return out.write(file);
    }

    private void keys(GgufBytes out) {
        String k = shape.architecture.key + ".";
        out.text("general.architecture", shape.architecture.key).whole(k + "block_count", shape.layers)
                .whole(k + "embedding_length", shape.width).whole(k + "attention.head_count", shape.heads)
                .whole(k + "attention.head_count_kv", shape.kvHeads)
                .whole(k + "attention.key_length", shape.headSize).whole(k + "attention.value_length", shape.headSize)
                .whole(k + "feed_forward_length", shape.feedForward).whole(k + "context_length", shape.context)
                .real(k + "attention.layer_norm_rms_epsilon", 1e-5f).whole(k + "rope.dimension_count", shape.rotated)
                .real(k + "rope.freq_base", NaiveTransformer.BASE);
        if (shape.window > 0) {
            out.whole(k + "attention.sliding_window", shape.window).whole(k + "attention.sliding_window_pattern",
                    shape.pattern);
        }
        switch (shape.scaling) {
            case "linear", "yarn" -> out.text(k + "rope.scaling.type", shape.scaling)
                    .real(k + "rope.scaling.factor", 4)
                    .whole(k + "rope.scaling.original_context_length", shape.context / 4);
            case "longrope" -> out.text(k + "rope.scaling.type", "longrope").real(k + "rope.scaling.attn_factor", 1.2f)
                    .whole(k + "rope.scaling.original_context_length", shape.context / 4);
            default -> {
            }
        }
    }

    // Random blocks whose scales keep the numbers small.
    private byte[] blocks(TensorType type, int elements) {
        byte[] bytes = new byte[(int) type.bytes(elements)];
        random.nextBytes(bytes);
        ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < bytes.length; at += type.blockBytes()) {
            float small = (float) random.nextDouble(0.0005, 0.001);
            switch (type) {
                case F32 -> data.putFloat(at, 100 * small * (float) random.nextGaussian());
                case F16 -> data.putShort(at, Float.floatToFloat16(100 * small * (float) random.nextGaussian()));
                case BF16 -> data.putShort(at,
                        (short) (Float.floatToRawIntBits(100 * small * (float) random.nextGaussian()) >> 16));
                case Q8_0 -> data.putShort(at, Float.floatToFloat16(small));
                case Q4_0, Q5_0 -> data.putShort(at, Float.floatToFloat16(10 * small));
                case Q4_1, Q5_1 -> {
                    data.putShort(at, Float.floatToFloat16(10 * small));
                    data.putShort(at + 2, Float.floatToFloat16(-80 * small));
                }
                case Q4_K, Q5_K -> {
                    data.putShort(at, Float.floatToFloat16(small / 3));
                    data.putShort(at + 2, Float.floatToFloat16(small));
                }
                case Q6_K -> data.putShort(at + 208, Float.floatToFloat16(small / 30));
            }
        }
        return bytes;
    }

    /// Random tokens of its vocabulary.
    public int[] tokens(int count, long seed) {
        return new SplittableRandom(seed).ints(count, 0, shape.vocabulary).toArray();
    }
}
