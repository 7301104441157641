package dev.pando.kernel;

import static dev.pando.kernel.Lanes.BYTES;
import static dev.pando.kernel.Lanes.FLOATS;
import static dev.pando.kernel.Lanes.LANES;
import static dev.pando.kernel.Lanes.LENGTH;
import static dev.pando.kernel.Lanes.PARTS;

import java.util.Objects;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// Products of signed bytes with floats: vectors kept at a byte an element, as an index of many keeps them.
public final class SignedBytes {

    private SignedBytes() {}

    /// Inner product `Σ a[i] · b[i]` of bytes and floats; 16 lanes (`i mod 16`), fused multiply-add, then pairwise.
    ///
    /// @param a       (n) signed bytes
    /// @param aOffset first element of `a`
    /// @param b       (n) floats
    /// @param bOffset first element of `b`
    /// @param length  elements; 0 gives 0
    /// @throws IndexOutOfBoundsException if a slice leaves its array
    public static float dot(byte[] a, int aOffset, float[] b, int bOffset, int length) {
        Objects.checkFromIndexSize(aOffset, length, a.length);
        Objects.checkFromIndexSize(bOffset, length, b.length);
        float[] lanes = new float[LANES];
        // A load of narrow bytes reads up to 8 beyond its lanes: the last 16 elements of an array go one by one.
        int vectors = Math.min(length / LANES, Math.max(0, (a.length - aOffset) / LANES - 1));
        products(lanes, a, aOffset, b, bOffset, vectors * LANES);
        for (int i = vectors * LANES; i < length; i++) {
            lanes[i % LANES] = Math.fma(a[aOffset + i], b[bOffset + i], lanes[i % LANES]);
        }
        return Fold.one(lanes, 0);
    }

    private static void products(float[] lanes, byte[] a, int aOffset, float[] b, int bOffset, int length) {
        FloatVector s0 = FloatVector.zero(FLOATS), s1 = s0, s2 = s0, s3 = s0;
        for (int i = 0; i < length; i += LANES) {
            s0 = floats(a, aOffset + i).fma(FloatVector.fromArray(FLOATS, b, bOffset + i), s0);
            if (PARTS > 1) {
                s1 = floats(a, aOffset + i + LENGTH).fma(FloatVector.fromArray(FLOATS, b, bOffset + i + LENGTH), s1);
            }
            if (PARTS > 2) {
                s2 = floats(a, aOffset + i + 2 * LENGTH)
                        .fma(FloatVector.fromArray(FLOATS, b, bOffset + i + 2 * LENGTH), s2);
                s3 = floats(a, aOffset + i + 3 * LENGTH)
                        .fma(FloatVector.fromArray(FLOATS, b, bOffset + i + 3 * LENGTH), s3);
            }
        }
        s0.intoArray(lanes, 0);
        if (PARTS > 1) s1.intoArray(lanes, LENGTH);
        if (PARTS > 2) {
            s2.intoArray(lanes, 2 * LENGTH);
            s3.intoArray(lanes, 3 * LENGTH);
        }
    }

    private static FloatVector floats(byte[] a, int at) {
        return (FloatVector) ByteVector.fromArray(BYTES, a, at).convertShape(VectorOperators.B2F, FLOATS, 0);
    }
}
