package dev.pando.engine.model;

import dev.pando.engine.weights.ModelFile;
import dev.pando.kernel.tensor.Matrix;

/// A matrix of a block, and so a place where an [Adapter] can change what the block does.
public enum Site {
    /// From hidden state to queries.
    QUERY("attn_q"),
    /// From hidden state to keys.
    KEY("attn_k"),
    /// From hidden state to values.
    VALUE("attn_v"),
    /// From mixed values back to the hidden state.
    ATTENTION_OUT("attn_output"),
    /// From hidden state to the gate of the feed-forward block.
    GATE("ffn_gate"),
    /// From hidden state to what is gated.
    UP("ffn_up"),
    /// From what was gated back to the hidden state.
    DOWN("ffn_down");

    final String tensor;

    Site(String tensor) {
        this.tensor = tensor;
    }

    /// GGUF's name of it within a block: `attn_q`.
    public String tensor() {
        return tensor;
    }

    /// The matrix at this place of a block, a view of the mapped file; cut out of a larger one where a file keeps several in one.
    ///
    /// @throws dev.pando.engine.weights.ModelFileException if it is missing or of another shape than `config` asks for
    public Matrix matrix(ModelFile file, ModelConfig config, int layer) {
        return Layer.matrix(new Layer.Tensors(file, "blk." + layer + "."), config, this);
    }

    /// Elements that go in.
    public int inputs(ModelConfig config) {
        return switch (this) {
            case QUERY, KEY, VALUE, GATE, UP -> config.width();
            case ATTENTION_OUT -> config.querySize();
            case DOWN -> config.feedForward();
        };
    }

    /// Elements that come out.
    public int outputs(ModelConfig config) {
        return switch (this) {
            case QUERY -> config.querySize();
            case KEY, VALUE -> config.keySize();
            case ATTENTION_OUT, DOWN -> config.width();
            case GATE, UP -> config.feedForward();
        };
    }
}
