package dev.pando.lab.split;

import dev.pando.engine.weights.GgufWriter;
import dev.pando.engine.weights.Metadata;
import dev.pando.engine.weights.ModelFile;
import dev.pando.engine.weights.TensorInfo;
import dev.pando.kernel.tensor.Matrix;
import dev.pando.kernel.tensor.Quantise;
import dev.pando.kernel.tensor.TensorType;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;

/// A llama model in F32, written again in another type, where its rows are whole numbers of blocks.
final class Requantised {

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final List<String> COUNTS = List.of("llama.context_length", "llama.embedding_length",
            "llama.feed_forward_length", "llama.attention.head_count", "llama.attention.head_count_kv",
            "llama.block_count", "llama.rope.dimension_count", "tokenizer.ggml.unknown_token_id",
            "tokenizer.ggml.bos_token_id", "tokenizer.ggml.eos_token_id");
    private static final String EPSILON = "llama.attention.layer_norm_rms_epsilon";

    private Requantised() {}

    static Path write(ModelFile from, TensorType type, Path to) throws IOException {
        Metadata m = from.metadata();
        GgufWriter out = new GgufWriter().text("general.architecture", m.string("general.architecture"))
                .text("tokenizer.ggml.model", m.string("tokenizer.ggml.model"))
                .texts("tokenizer.ggml.tokens", m.strings("tokenizer.ggml.tokens"))
                .numbers("tokenizer.ggml.scores", m.floats("tokenizer.ggml.scores"))
                .integers("tokenizer.ggml.token_type", m.integers("tokenizer.ggml.token_type"))
                .number(EPSILON, (float) m.number(EPSILON));
        for (String key : COUNTS) out.count(key, m.count(key));
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

    private static void matrix(GgufWriter out, String name, Matrix m, TensorType type) {
        TensorType fitting = m.columns() % type.blockElements() == 0 ? type : TensorType.F32;
        float[] row = new float[m.columns()];
        out.encoded(name, fitting, m.rows(), m.columns(), (index, into) -> {
            for (int i = 0; i < row.length; i++) row[i] = m.row(index).get(FLOAT, 4L * i);
            Quantise.row(fitting, row, 0, row.length, into, 0);
        });
    }
}
