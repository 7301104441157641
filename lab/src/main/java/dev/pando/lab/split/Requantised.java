package dev.pando.lab.split;

import dev.pando.engine.weights.GgufWriter;
import dev.pando.engine.weights.Metadata;
import dev.pando.engine.weights.ModelFile;
import dev.pando.engine.weights.TensorInfo;
import dev.pando.kernel.Dequantise;
import dev.pando.kernel.tensor.Matrix;
import dev.pando.kernel.tensor.TensorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A llama model, written again in another type where its rows are whole numbers of blocks. From a quantised file the
/// floats are those that its blocks stand for.
final class Requantised {

    private static final List<String> TEXTS = List.of("general.architecture", "tokenizer.ggml.model",
            "tokenizer.ggml.pre", "tokenizer.chat_template");
    private static final List<String> LISTS = List.of("tokenizer.ggml.tokens", "tokenizer.ggml.merges");
    private static final List<String> COUNTS = List.of("llama.context_length", "llama.embedding_length",
            "llama.feed_forward_length", "llama.attention.head_count", "llama.attention.head_count_kv",
            "llama.block_count", "llama.rope.dimension_count", "tokenizer.ggml.unknown_token_id",
            "tokenizer.ggml.bos_token_id", "tokenizer.ggml.eos_token_id", "tokenizer.ggml.padding_token_id");
    private static final List<String> NUMBERS = List.of("llama.attention.layer_norm_rms_epsilon",
            "llama.rope.freq_base");
    private static final List<String> FLAGS = List.of("tokenizer.ggml.add_bos_token", "tokenizer.ggml.add_eos_token");
    private static final String SCORES = "tokenizer.ggml.scores", TYPES = "tokenizer.ggml.token_type";

    private Requantised() {}

    static Path write(ModelFile from, TensorType type, Path to) throws IOException {
        Metadata m = from.metadata();
        GgufWriter out = new GgufWriter();
        TEXTS.stream().filter(m::has).forEach(key -> out.text(key, m.string(key)));
        LISTS.stream().filter(m::has).forEach(key -> out.texts(key, m.strings(key)));
        COUNTS.stream().filter(m::has).filter(key -> isCount(m.integer(key)))
                .forEach(key -> out.count(key, m.count(key)));
        NUMBERS.stream().filter(m::has).forEach(key -> out.number(key, (float) m.number(key)));
        FLAGS.stream().filter(m::has).forEach(key -> out.flag(key, m.bool(key)));
        if (m.has(SCORES)) out.numbers(SCORES, m.floats(SCORES));
        if (m.has(TYPES)) out.integers(TYPES, m.integers(TYPES));
        for (String name : from.tensorNames()) {
            TensorInfo info = from.tensor(name);
            if (info.rows() == 1) {
                out.vector(name, from.vector(name));
            } else {
                matrix(out, name, from.matrix(name), type);
            }
        }
        out.write(to);
        return to;
    }

    // Some files say 2^32 − 1 where there is no such token; one that says nothing means the same.
    private static boolean isCount(long value) {
        return value >= 0 && value <= Integer.MAX_VALUE;
    }

    private static void matrix(GgufWriter out, String name, Matrix m, TensorType type) {
        TensorType fitting = m.columns() % type.blockElements() == 0 ? type : TensorType.F32;
        out.matrix(name, fitting, m.rows(), m.columns(), (row, into) -> Dequantise.row(m, row, into, 0));
    }
}
