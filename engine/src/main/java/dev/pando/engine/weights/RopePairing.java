package dev.pando.engine.weights;

/// Which two elements of a head RoPE turns together; the rows of `attn_q` and `attn_k` are stored for one of the two.
public enum RopePairing {
    /// Elements `2i` and `2i + 1`: llama's GGUF files, whose converter permutes the rows.
    INTERLEAVED,
    /// Elements `i` and `i + rotated/2`: everything from Hugging Face, and GGUF files of the other architectures.
    HALVES
}
