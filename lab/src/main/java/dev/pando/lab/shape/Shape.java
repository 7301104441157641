package dev.pando.lab.shape;

import java.util.Map;

/// The sizes of a decoder with a tied head.
///
/// @param architecture `llama` or `qwen2`, which has biases on query, key and value
/// @param layers       blocks
/// @param width        elements of a hidden state
/// @param feedForward  elements between up and down
/// @param heads        query heads
/// @param kvHeads      key and value heads
/// @param headSize     elements of a head
/// @param vocabulary   tokens
/// @param contextMax   positions
/// @param ropeBase     base of the rotary frequencies
/// @param ropeFactor   Llama 3's stretching of slow pairs, 1 for none
public record Shape(String architecture, int layers, int width, int feedForward, int heads, int kvHeads, int headSize,
        int vocabulary, int contextMax, float ropeBase, float ropeFactor) {

    /// Public models, by the names of their cards, and two small ones for tests and training benchmarks.
    public static final Map<String, Shape> PRESETS = Map.of("qwen2.5-0.5b",
            new Shape("qwen2", 24, 896, 4864, 14, 2, 64, 151_936, 32_768, 1e6f, 1), "llama-3.2-1b",
            new Shape("llama", 16, 2048, 8192, 32, 8, 64, 128_256, 131_072, 5e5f, 32), "train-3m",
            new Shape("llama", 4, 256, 688, 8, 8, 32, 512, 1_024, 1e4f, 1), "split-demo",
            new Shape("qwen2", 4, 128, 354, 4, 4, 32, 259, 1024, 1e4f, 1), "tiny",
            new Shape("qwen2", 2, 256, 512, 4, 2, 64, 1_024, 512, 1e6f, 1));

    boolean hasBiases() {
        return architecture.equals("qwen2");
    }
}
