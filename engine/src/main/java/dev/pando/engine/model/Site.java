package dev.pando.engine.model;

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
