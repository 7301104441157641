package dev.pando.kernel;

import dev.pando.kernel.machine.QuadKernel;

/// How wide the vectors are that this room computes with, and with which instructions it multiplies.
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

    /// What multiplies quantised weights: `AVX-512 VNNI`, `AVX2` or `Java`.
    public static String products() {
        return QuadKernel.name();
    }
}
