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

    private static final int FOUR = 4; // vectors of floats that meet the same bytes

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
        int whole = vectors(a, aOffset, length) * LANES;
        products(lanes, a, aOffset, b, bOffset, whole);
        for (int i = whole; i < length; i++) {
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

    /// Inner products of one vector of bytes with many of floats, each with the bits of [#dot]: `to[i] = Σ a[k] · b[i][k]`. Four at a time,
    /// so that bytes become floats once for four.
    ///
    /// @param a       (n) signed bytes
    /// @param aOffset first element of `a`
    /// @param b       (count, length) floats, one row after another
    /// @param count   rows of `b`
    /// @param length  elements of a row; 0 gives zeros
    /// @param to      (count) where the products go
    /// @throws IndexOutOfBoundsException if a slice leaves its array
    public static void dots(byte[] a, int aOffset, float[] b, int count, int length, float[] to) {
        Objects.checkFromIndexSize(aOffset, length, a.length);
        Objects.checkFromIndexSize(0L, (long) count * length, b.length);
        Objects.checkFromIndexSize(0, count, to.length);
        float[] lanes = new float[FOUR * LANES];
        int whole = vectors(a, aOffset, length) * LANES, row = 0;
        for (; row + FOUR <= count; row += FOUR) {
            for (int part = 0; part < PARTS; part += 2) four(lanes, a, aOffset, b, row * length, length, whole, part);
            for (int i = 0; i < FOUR; i++) {
                int at = (row + i) * length;
                for (int k = whole; k < length; k++) {
                    int lane = i * LANES + k % LANES;
                    lanes[lane] = Math.fma(a[aOffset + k], b[at + k], lanes[lane]);
                }
                to[row + i] = Fold.one(lanes, i * LANES);
            }
        }
        for (; row < count; row++) to[row] = dot(a, aOffset, b, row * length, length);
    }

    // Lanes of `part` and of the part after it.
    private static void four(float[] lanes, byte[] a, int aOffset, float[] b, int row, int stride, int length,
            int part) {
        FloatVector p0 = FloatVector.zero(FLOATS), p1 = p0, p2 = p0, p3 = p0, q0 = p0, q1 = p0, q2 = p0, q3 = p0;
        int p = part * LENGTH, q = p + LENGTH;
        for (int k = 0; k < length; k += LANES) {
            FloatVector x = floats(a, aOffset + k + p);
            int at = row + k + p;
            p0 = x.fma(FloatVector.fromArray(FLOATS, b, at), p0);
            p1 = x.fma(FloatVector.fromArray(FLOATS, b, at + stride), p1);
            p2 = x.fma(FloatVector.fromArray(FLOATS, b, at + 2 * stride), p2);
            p3 = x.fma(FloatVector.fromArray(FLOATS, b, at + 3 * stride), p3);
            if (PARTS == 1) continue;
            x = floats(a, aOffset + k + q);
            at = row + k + q;
            q0 = x.fma(FloatVector.fromArray(FLOATS, b, at), q0);
            q1 = x.fma(FloatVector.fromArray(FLOATS, b, at + stride), q1);
            q2 = x.fma(FloatVector.fromArray(FLOATS, b, at + 2 * stride), q2);
            q3 = x.fma(FloatVector.fromArray(FLOATS, b, at + 3 * stride), q3);
        }
        p0.intoArray(lanes, p);
        p1.intoArray(lanes, LANES + p);
        p2.intoArray(lanes, 2 * LANES + p);
        p3.intoArray(lanes, 3 * LANES + p);
        if (PARTS == 1) return;
        q0.intoArray(lanes, q);
        q1.intoArray(lanes, LANES + q);
        q2.intoArray(lanes, 2 * LANES + q);
        q3.intoArray(lanes, 3 * LANES + q);
    }

    // A load of narrow bytes reads up to 8 beyond its lanes: the last 16 elements of an array go one by one.
    private static int vectors(byte[] a, int aOffset, int length) {
        return Math.min(length / LANES, Math.max(0, (a.length - aOffset) / LANES - 1));
    }

    private static FloatVector floats(byte[] a, int at) {
        return (FloatVector) ByteVector.fromArray(BYTES, a, at).convertShape(VectorOperators.B2F, FLOATS, 0);
    }
}
