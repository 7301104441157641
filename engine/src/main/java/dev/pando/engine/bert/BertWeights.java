package dev.pando.engine.bert;

/// Where an encoder's weights come from.
public interface BertWeights {

    /// What a layer multiplies with.
    enum Multiplied {
        /// (3 · width, width): query, key and value, one behind the other.
        QUERY_KEY_VALUE,
        /// (width, width) behind attention.
        OUTPUT,
        /// (inner, width)
        UP,
        /// (width, inner)
        DOWN
    }

    /// What a layer brings its states to one size by.
    enum Normed {
        /// Behind attention.
        ATTENTION,
        /// At the end.
        LAYER
    }

    /// A matrix in bytes.
    ///
    /// @param weights (columns, rows), from -64 to 64
    /// @param scales  (rows)
    /// @param biases  (rows)
    record Bytes(byte[] weights, float[] scales, float[] biases) {}

    /// Factors and what is added to them.
    ///
    /// @param weight (width)
    /// @param bias   (width)
    record Norm(float[] weight, float[] bias) {}

    /// A matrix of a layer.
    Bytes matrix(int layer, Multiplied which);

    /// A norm of a layer.
    Norm norm(int layer, Normed which);
}
