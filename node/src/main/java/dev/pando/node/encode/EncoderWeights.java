package dev.pando.node.encode;

import dev.pando.engine.bert.BertShape;
import dev.pando.engine.bert.BertWeights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What an encoder knows, taken out of its ONNX file: the vectors of words, places and kinds, and the layers, in bytes, and in floats, as
/// which a reader begins.
final class EncoderWeights implements BertWeights {

    private static final String MATRIX = "onnx::MatMul_";

    // llama.cpp's names and those of the file, in its order; matrices have no names of their own there.
    private static final List<String> MATRICES = List.of("attn_q", "attn_k", "attn_v", "attn_output", "ffn_up",
            "ffn_down");
    private static final Map<String, String> NAMES = Map.of("attn_q", "attention.self.query", "attn_k",
            "attention.self.key", "attn_v", "attention.self.value", "attn_output", "attention.output.dense",
            "attn_output_norm", "attention.output.LayerNorm", "ffn_up", "intermediate.dense", "ffn_down",
            "output.dense", "layer_output_norm", "output.LayerNorm");

    private final BertShape shape;
    private final OnnxTensors tensors;
    private final List<String> matrices; // as MATRICES, layer by layer

    /// @throws IOException if the file is not such an encoder's
    EncoderWeights(BertShape shape, byte[] onnx) throws IOException {
        this.shape = shape;
        tensors = new OnnxTensors(onnx);
        matrices = tensors.quantised(MATRIX);
        if (matrices.size() != shape.layers() * MATRICES.size())
            throw new IOException("the encoder's file has " + matrices.size() + " matrices");
    }

    /// What its first layer is given; a copy.
    Embeddings embeddings() throws IOException {
        return new Embeddings(tensors);
    }

    /// The layers, by the names that a [ReaderModel] has for them.
    Map<String, float[]> layers() throws IOException {
        Map<String, float[]> layers = new LinkedHashMap<>();
        for (int layer = 0; layer < shape.layers(); layer++) {
            for (var name : NAMES.entrySet()) {
                String from = name(layer, name.getKey()), to = "blk." + layer + "." + name.getKey();
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

    @Override
    public Bytes matrix(int layer, Multiplied which) {
        try {
            return switch (which) {
                case QUERY_KEY_VALUE -> beside(matrix(layer, "attn_q"), matrix(layer, "attn_k"),
                        matrix(layer, "attn_v"));
                case OUTPUT -> matrix(layer, "attn_output");
                case UP -> matrix(layer, "ffn_up");
                case DOWN -> matrix(layer, "ffn_down");
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Bytes matrix(int layer, String name) throws IOException {
        String matrix = matrices.get(layer * MATRICES.size() + MATRICES.indexOf(name));
        return new Bytes(tensors.bytes(matrix), tensors.scales(matrix), tensors.vector(name(layer, name) + ".bias"));
    }

    // Three matrices of as many rows as one: in the file a column's weights lie apart, so the rows of each are put side by side.
    private static Bytes beside(Bytes... parts) {
        int rows = parts[0].biases().length, columns = parts[0].weights().length / rows, all = rows * parts.length;
        byte[] weights = new byte[columns * all];
        float[] scales = new float[all], biases = new float[all];
        for (int i = 0; i < parts.length; i++) {
            for (int k = 0; k < columns; k++)
                System.arraycopy(parts[i].weights(), k * rows, weights, k * all + i * rows, rows);
            System.arraycopy(parts[i].scales(), 0, scales, i * rows, rows);
            System.arraycopy(parts[i].biases(), 0, biases, i * rows, rows);
        }
        return new Bytes(weights, scales, biases);
    }

    @Override
    public Norm norm(int layer, Normed which) {
        String name = name(layer, switch (which) {
            case ATTENTION -> "attn_output_norm";
            case LAYER -> "layer_output_norm";
        });
        try {
            return new Norm(tensors.vector(name + ".weight"), tensors.vector(name + ".bias"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(int layer, String ours) {
        return "encoder.layer." + layer + "." + NAMES.get(ours);
    }
}
