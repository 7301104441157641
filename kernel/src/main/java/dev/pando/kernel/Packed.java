package dev.pando.kernel;

/// Quantised weights in the layout that this machine multiplies fastest. The bits of a product do not depend on it.
sealed interface Packed permits Grouped, Quads, Unpacked {

    /// Bytes held.
    long bytes();

    /// Outputs `y[offset + t · stride + r]` of rows `from ≤ r < to` for all tokens of `x`; `from` is a multiple of 64.
    void multiply(int from, int to, Activations x, int tokens, float[] y, int offset, int stride, Scratch.Slot slot);
}
