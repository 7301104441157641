package dev.pando.kernel;

/// How wide the vectors are that this room computes with.
public final class VectorWidth {

    private VectorWidth() {}

    /// Bits of one vector: 128, 256 or 512; 0 if Java was started without its Vector API.
    public static int bits() {
        try {
            return Lanes.FLOATS.vectorBitSize();
        } catch (NoClassDefFoundError e) {
            return 0;
        }
    }
}
