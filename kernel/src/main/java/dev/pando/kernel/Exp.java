package dev.pando.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// `eˣ` in floats, the same bits on every machine and at every vector width, at most 2 ulp from the true value.
///
/// `x = n·ln 2 + r`, a polynomial in `r` (after Cephes `expf`, Moshier 1992), then `n` is added to the exponent. Below −87
/// the result is 0, above 88.37 it is ∞.
final class Exp {

    private static final float LEAST = -87, MOST = 88.37f;
    private static final float LOG2_E = 1.44269504f, LN2_HIGH = 0.693359375f, LN2_LOW = -2.12194440e-4f;
    private static final float ROUND = 12582912f; // 1.5 · 2²³: adding it leaves the nearest integer in the low bits
    private static final float C6 = 1.9875691500e-4f, C5 = 1.3981999507e-3f, C4 = 8.3334519073e-3f;
    private static final float C3 = 4.1665795894e-2f, C2 = 1.6666665459e-1f, C1 = 5.0000001201e-1f;

    private Exp() {}

    /// `eˣ`.
    static float of(float x) {
        if (x < LEAST) return 0;
        if (x > MOST) return Float.POSITIVE_INFINITY;
        float t = Math.fma(x, LOG2_E, ROUND), n = t - ROUND;
        float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, x));
        float p = Math.fma(C6, r, C5);
        p = Math.fma(p, r, C4);
        p = Math.fma(p, r, C3);
        p = Math.fma(p, r, C2);
        p = Math.fma(p, r, C1);
        p = Math.fma(p, r * r, r) + 1;
        return Float.intBitsToFloat(Float.floatToRawIntBits(p) + (Float.floatToRawIntBits(t) << 23));
    }

    /// `eˣ` of each lane.
    static FloatVector of(FloatVector x) {
        FloatVector t = x.fma(x.broadcast(LOG2_E), x.broadcast(ROUND)), n = t.sub(ROUND);
        FloatVector r = n.fma(x.broadcast(-LN2_LOW), n.fma(x.broadcast(-LN2_HIGH), x));
        FloatVector p = r.fma(x.broadcast(C6), x.broadcast(C5));
        p = p.fma(r, x.broadcast(C4));
        p = p.fma(r, x.broadcast(C3));
        p = p.fma(r, x.broadcast(C2));
        p = p.fma(r, x.broadcast(C1));
        p = p.fma(r.mul(r), r).add(1);
        IntVector scaled = p.reinterpretAsInts().add(t.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23));
        return scaled.reinterpretAsFloats().blend(0, x.compare(VectorOperators.LT, LEAST))
                .blend(Float.POSITIVE_INFINITY, x.compare(VectorOperators.GT, MOST));
    }
}
