package dev.pando.node.encode;

import dev.pando.engine.read.ReaderModel;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What an encoder knows, taken out of its ONNX file: the vectors of words, places and kinds, from which a reader sees, and the layers, as
/// which a reader begins.
///
/// Source: Devlin et al. 2018, <https://arxiv.org/abs/1810.04805>: a token's first vector is the normed sum of the three.
final class EncoderWeights {

    /// all-MiniLM-L6-v2's.
    static final ReaderModel.Shape SHAPE = new ReaderModel.Shape(384, 1536, 6, 12);

    private static final double EPSILON = 1e-12;
    private static final String EMBEDDINGS = "embeddings.", MATRIX = "onnx::MatMul_";

    // llama.cpp's names and those of the file, in its order; matrices have no names of their own there.
    private static final List<String> MATRICES = List.of("attn_q", "attn_k", "attn_v", "attn_output", "ffn_up",
            "ffn_down");
    private static final Map<String, String> NAMES = Map.of("attn_q", "attention.self.query", "attn_k",
            "attention.self.key", "attn_v", "attention.self.value", "attn_output", "attention.output.dense",
            "attn_output_norm", "attention.output.LayerNorm", "ffn_up", "intermediate.dense", "ffn_down",
            "output.dense", "layer_output_norm", "output.LayerNorm");

    private final OnnxTensors tensors;
    private final float[] norm;
    private final float[] bias;

    /// @throws IOException if the file is not such an encoder's
    EncoderWeights(byte[] onnx) throws IOException {
        tensors = new OnnxTensors(onnx);
        norm = tensors.vector(EMBEDDINGS + "LayerNorm.weight");
        bias = tensors.vector(EMBEDDINGS + "LayerNorm.bias");
    }

    /// What the first layer is given: (tokens, width).
    ///
    /// @param ids   of tokens
    /// @param kinds of tokens: 0 in the first text, 1 in the second
    float[] inputs(long[] ids, long[] kinds) throws IOException {
        int width = SHAPE.width();
        float[] inputs = new float[ids.length * width], word = new float[width], place = new float[width];
        float[] kind = new float[width];
        for (int token = 0; token < ids.length; token++) {
            tensors.row(EMBEDDINGS + "word_embeddings.weight", (int) ids[token], word);
            tensors.row(EMBEDDINGS + "position_embeddings.weight", token, place);
            tensors.row(EMBEDDINGS + "token_type_embeddings.weight", (int) kinds[token], kind);
            double mean = 0, squares = 0;
            for (int i = 0; i < width; i++) mean += word[i] += place[i] + kind[i];
            mean /= width;
            for (int i = 0; i < width; i++) squares += (word[i] - mean) * (word[i] - mean);
            double scale = 1 / Math.sqrt(squares / width + EPSILON);
            for (int i = 0; i < width; i++)
                inputs[token * width + i] = (float) ((word[i] - mean) * scale * norm[i] + bias[i]);
        }
        return inputs;
    }

    /// The layers, by the names that a [ReaderModel] has for them.
    Map<String, float[]> layers() throws IOException {
        List<String> matrices = tensors.quantised(MATRIX);
        if (matrices.size() != SHAPE.layers() * MATRICES.size())
            throw new IOException("the encoder's file has " + matrices.size() + " matrices");
        Map<String, float[]> layers = new LinkedHashMap<>();
        for (int layer = 0; layer < SHAPE.layers(); layer++) {
            for (var name : NAMES.entrySet()) {
                String from = "encoder.layer." + layer + "." + name.getValue(),
                        to = "blk." + layer + "." + name.getKey();
                float[] added = tensors.vector(from + ".bias");
                layers.put(to + ".bias", added);
                int matrix = MATRICES.indexOf(name.getKey());
                layers.put(to + ".weight", matrix < 0
                        ? tensors.vector(from + ".weight")
                        : tensors.turned(matrices.get(layer * MATRICES.size() + matrix), added.length));
            }
        }
        return layers;
    }
}
