package dev.pando.engine.model;

import dev.pando.engine.weights.ModelFileException;

/// The families of decoders that we run; what differs between them is a column of this table or a tensor that is there.
public enum Architecture {
    /// Llama 2 and 3, Mistral, SmolLM.
    LLAMA("llama", Activation.SILU, 10_000),
    /// Qwen 2 and 2.5: biases on query, key and value.
    QWEN2("qwen2", Activation.SILU, 10_000),
    /// Qwen 3: query and key are normed head by head.
    QWEN3("qwen3", Activation.SILU, 10_000),
    /// Gemma 3: scaled embedding, norms before and after, mostly windowed layers with rotary positions of their own.
    GEMMA3("gemma3", Activation.GELU_TANH, 1_000_000),
    /// Phi 3 and 4: query, key and value in one matrix, gate and up in another.
    PHI3("phi3", Activation.SILU, 10_000);

    /// What the gate of a feed-forward block goes through.
    enum Activation {
        SILU, GELU_TANH
    }

    final String key;
    final Activation activation;
    final double ropeBase; // where the file does not say

    Architecture(String key, Activation activation, double ropeBase) {
        this.key = key;
        this.activation = activation;
        this.ropeBase = ropeBase;
    }

    /// Whether the gate of a feed-forward block is GELU; else it is SiLU.
    public boolean gatesWithGelu() {
        return activation == Activation.GELU_TANH;
    }

    /// The architecture that a file calls `general.architecture`.
    ///
    /// @throws ModelFileException if we do not run it
    static Architecture of(String name) {
        for (Architecture architecture : values()) if (architecture.key.equals(name)) return architecture;
        String shown = name.length() > 40 ? name.substring(0, 40) + "…" : name;
        throw new ModelFileException("general.architecture: \"" + shown
                + "\" is not one of llama, qwen2, qwen3, gemma3, phi3");
    }
}
