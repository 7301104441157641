package dev.pando.engine.model;

import dev.pando.engine.weights.ModelFile;
import dev.pando.engine.weights.RopePairing;

/// Cosines and sines of rotary positions, written out for whoever computes whole sequences at once.
///
/// @param pairing   which two elements are a pair
/// @param positions rows
/// @param cos       (positions, pairs)
/// @param sin       (positions, pairs)
public record RopeTable(RopePairing pairing, int positions, float[] cos, float[] sin) {

    /// The table of a model for positions 0 to `positions − 1`.
    ///
    /// @param windowed of the layers that see only a window, where they turn differently (Gemma)
    /// @throws dev.pando.engine.weights.ModelFileException if the file's settings make no sense
    public static RopeTable of(ModelFile file, ModelConfig config, int positions, boolean windowed) {
        boolean gemmaWindow = windowed && config.architecture() == Architecture.GEMMA3;
        Rope rope = gemmaWindow ? Rope.ofGemmaWindows(file, config) : Rope.of(file, config, positions);
        int pairs = rope.pairs();
        float[] cos = new float[positions * pairs], sin = new float[positions * pairs];
        for (int p = 0; p < positions; p++) rope.at(p, cos, sin, p * pairs);
        return new RopeTable(rope.pairing(), positions, cos, sin);
    }
}
