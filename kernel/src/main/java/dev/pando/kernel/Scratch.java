package dev.pando.kernel;

/// Buffers that kernels need between two phases; they grow to the largest call and are kept.
///
/// One owner at a time, the one that calls the kernels; a second forward pass at the same time needs its own.
public final class Scratch {

    private float[] floats = new float[0];

    /// Empty; nothing is allocated until a kernel asks.
    public Scratch() {}

    /// At least `length` floats with arbitrary contents, valid until the next call.
    float[] floats(int length) {
        if (floats.length < length) floats = new float[length];
        return floats;
    }
}
