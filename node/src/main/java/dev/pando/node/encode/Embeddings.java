package dev.pando.node.encode;

import java.io.IOException;

/// The vectors that an encoder has for words, places and kinds, taken out of its file, in 8 bits.
///
/// Source: Devlin et al. 2018, <https://arxiv.org/abs/1810.04805>: a token's first vector is the normed sum of the three.
final class Embeddings {

    private static final double EPSILON = 1e-12;
    private static final String NAMES = "embeddings.";

    private final OnnxTensors.Table words;
    private final OnnxTensors.Table places;
    private final OnnxTensors.Table kinds;
    private final float[] norm;
    private final float[] bias;

    /// Copies them; the file is needed no more.
    ///
    /// @throws IOException if it is not an encoder's
    Embeddings(OnnxTensors tensors) throws IOException {
        words = tensors.table(NAMES + "word_embeddings.weight");
        places = tensors.table(NAMES + "position_embeddings.weight");
        kinds = tensors.table(NAMES + "token_type_embeddings.weight");
        norm = tensors.vector(NAMES + "LayerNorm.weight");
        bias = tensors.vector(NAMES + "LayerNorm.bias");
    }

    /// What the first layer is given: (tokens, width).
    ///
    /// @param ids   of tokens
    /// @param kinds of tokens: 0 in the first text, 1 in the second
    float[] inputs(long[] ids, long[] kinds) {
        float[] inputs = new float[ids.length * norm.length];
        inputs(ids, kinds, inputs, 0);
        return inputs;
    }

    /// The same, into `inputs` from `at` on.
    void inputs(long[] ids, long[] kinds, float[] inputs, int at) {
        int width = norm.length;
        float[] word = new float[width], place = new float[width], kind = new float[width];
        for (int token = 0; token < ids.length; token++) {
            words.row((int) ids[token], word);
            places.row(token, place);
            this.kinds.row((int) kinds[token], kind);
            double mean = 0, squares = 0;
            for (int i = 0; i < width; i++) mean += word[i] += place[i] + kind[i];
            mean /= width;
            for (int i = 0; i < width; i++) squares += (word[i] - mean) * (word[i] - mean);
            double scale = 1 / Math.sqrt(squares / width + EPSILON);
            for (int i = 0; i < width; i++)
                inputs[at + token * width + i] = (float) ((word[i] - mean) * scale * norm[i] + bias[i]);
        }
    }
}
