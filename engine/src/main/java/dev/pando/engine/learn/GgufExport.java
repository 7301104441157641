package dev.pando.engine.learn;

import dev.pando.engine.train.Weight.Parameter;
import dev.pando.engine.weights.GgufWriter;
import dev.pando.engine.weights.Rows;
import dev.pando.kernel.tensor.TensorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;

/// Writes a [NewModel] as one GGUF file with all that a reader needs: settings, tokenizer, chat template, weights.
public final class GgufExport {

    private static final int NORMAL = 1, CONTROL = 3; // kinds of tokens

    private final NewModel model;
    private final TensorType type;

    private GgufExport(NewModel model, TensorType type) {
        this.model = model;
        this.type = type;
    }

    /// Writes the file; it is there whole or not at all.
    ///
    /// @param type    of all matrices; the embedding, which is the head too, has at least 8 bits
    /// @param weights by GGUF's names
    /// @throws IOException              if it cannot be written
    /// @throws IllegalArgumentException if a row is no whole number of the type's blocks
    public static void write(NewModel model, Collection<Parameter> weights, TensorType type, Path file)
            throws IOException {
        GgufWriter out = new GgufWriter();
        GgufExport export = new GgufExport(model, type);
        export.settings(out);
        export.tokenizer(out);
        for (Parameter p : weights) export.tensor(out, p);
        out.write(file);
    }

    private void settings(GgufWriter out) {
        NewModel.Shape s = model.shape();
        out.text("general.architecture", "llama").text("general.name", model.name())
                .count("llama.block_count", s.layers()).count("llama.context_length", s.context())
                .count("llama.embedding_length", s.width()).count("llama.feed_forward_length", s.feedForward())
                .count("llama.attention.head_count", s.heads()).count("llama.attention.head_count_kv", s.kvHeads())
                .number("llama.attention.layer_norm_rms_epsilon", NewModel.Shape.NORM_EPSILON)
                .count("llama.rope.dimension_count", s.headSize())
                .number("llama.rope.freq_base", NewModel.Shape.ROPE_BASE)
                .count("llama.vocab_size", model.tokens().size());
    }

    private void tokenizer(GgufWriter out) {
        int[] types = new int[model.tokens().size()];
        Arrays.fill(types, NORMAL);
        Arrays.fill(types, model.begin(), types.length, CONTROL);
        out.text("tokenizer.ggml.model", "gpt2").text("tokenizer.ggml.pre", NewModel.PRE_TOKENIZER)
                .texts("tokenizer.ggml.tokens", model.tokens()).integers("tokenizer.ggml.token_type", types)
                .texts("tokenizer.ggml.merges", model.merges()).count("tokenizer.ggml.bos_token_id", model.begin())
                .count("tokenizer.ggml.eos_token_id", model.turnEnd())
                .count("tokenizer.ggml.padding_token_id", model.begin()).flag("tokenizer.ggml.add_bos_token", true)
                .text("tokenizer.chat_template", NewModel.TEMPLATE);
    }

    private void tensor(GgufWriter out, Parameter p) {
        if (p.rows() == 1) {
            out.vector(p.name(), p.value());
            return;
        }
        boolean embedding = p.name().equals("token_embd.weight");
        boolean coarse = type == TensorType.Q4_0 || type == TensorType.Q4_K;
        out.matrix(p.name(), embedding && coarse ? TensorType.Q8_0 : type, p.rows(), p.columns(), Rows.of(p.value()));
    }
}
