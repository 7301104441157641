package dev.pando.kernel;

import static dev.pando.kernel.Lanes.FLOATS;
import static dev.pando.kernel.Lanes.LANES;
import static dev.pando.kernel.Lanes.LENGTH;

import jdk.incubator.vector.FloatVector;

/// Register tiles of the F32 product: rows × tokens of inner products, each in 16 lanes.
///
/// A tile adds to `acc[(t · accStride + r) · 16 + lane]` the products `w[r][k] · x[t][k]` for `k mod 16 = lane`, k rising,
/// by fused multiply-add; `length` is a multiple of 16. Row `r` starts at `w[wAt + r · wStride]`, token `t` at `x[xAt + t ·
/// xStride]`. With `first` the lanes start from 0 instead of what is in `acc`. With vectors of fewer than 16 lanes, the
/// lanes take turns: one walk over k for each part. Flat on purpose: see `docs/decisions/001-same-bits.md`.
final class Tile {

    private Tile() {}

    static void rows4tokens6(float[] w, int wAt, int wStride, float[] x, int xAt, int xStride, int length, float[] acc,
            int accAt, int accStride, boolean first) {
        int s = accStride * LANES;
        for (int part = 0; part < LANES; part += LENGTH) {
            int a = accAt + part, b = a + s, c = b + s, d = c + s, e = d + s, f = e + s;
            FloatVector a0, a1, a2, a3, b0, b1, b2, b3, c0, c1, c2, c3, d0, d1, d2, d3, e0, e1, e2, e3, f0, f1, f2, f3;
            if (first) {
                a0 = a1 = a2 = a3 = b0 = b1 = b2 = b3 = c0 = c1 = c2 = c3 = FloatVector.zero(FLOATS);
                d0 = d1 = d2 = d3 = e0 = e1 = e2 = e3 = f0 = f1 = f2 = f3 = FloatVector.zero(FLOATS);
            } else {
                a0 = FloatVector.fromArray(FLOATS, acc, a);
                a1 = FloatVector.fromArray(FLOATS, acc, a + LANES);
                a2 = FloatVector.fromArray(FLOATS, acc, a + 2 * LANES);
                a3 = FloatVector.fromArray(FLOATS, acc, a + 3 * LANES);
                b0 = FloatVector.fromArray(FLOATS, acc, b);
                b1 = FloatVector.fromArray(FLOATS, acc, b + LANES);
                b2 = FloatVector.fromArray(FLOATS, acc, b + 2 * LANES);
                b3 = FloatVector.fromArray(FLOATS, acc, b + 3 * LANES);
                c0 = FloatVector.fromArray(FLOATS, acc, c);
                c1 = FloatVector.fromArray(FLOATS, acc, c + LANES);
                c2 = FloatVector.fromArray(FLOATS, acc, c + 2 * LANES);
                c3 = FloatVector.fromArray(FLOATS, acc, c + 3 * LANES);
                d0 = FloatVector.fromArray(FLOATS, acc, d);
                d1 = FloatVector.fromArray(FLOATS, acc, d + LANES);
                d2 = FloatVector.fromArray(FLOATS, acc, d + 2 * LANES);
                d3 = FloatVector.fromArray(FLOATS, acc, d + 3 * LANES);
                e0 = FloatVector.fromArray(FLOATS, acc, e);
                e1 = FloatVector.fromArray(FLOATS, acc, e + LANES);
                e2 = FloatVector.fromArray(FLOATS, acc, e + 2 * LANES);
                e3 = FloatVector.fromArray(FLOATS, acc, e + 3 * LANES);
                f0 = FloatVector.fromArray(FLOATS, acc, f);
                f1 = FloatVector.fromArray(FLOATS, acc, f + LANES);
                f2 = FloatVector.fromArray(FLOATS, acc, f + 2 * LANES);
                f3 = FloatVector.fromArray(FLOATS, acc, f + 3 * LANES);
            }
            for (int k = part; k < length; k += LANES) {
                FloatVector w0 = FloatVector.fromArray(FLOATS, w, wAt + k);
                FloatVector w1 = FloatVector.fromArray(FLOATS, w, wAt + wStride + k);
                FloatVector w2 = FloatVector.fromArray(FLOATS, w, wAt + 2 * wStride + k);
                FloatVector w3 = FloatVector.fromArray(FLOATS, w, wAt + 3 * wStride + k);
                FloatVector v = FloatVector.fromArray(FLOATS, x, xAt + k);
                a0 = w0.fma(v, a0);
                a1 = w1.fma(v, a1);
                a2 = w2.fma(v, a2);
                a3 = w3.fma(v, a3);
                v = FloatVector.fromArray(FLOATS, x, xAt + xStride + k);
                b0 = w0.fma(v, b0);
                b1 = w1.fma(v, b1);
                b2 = w2.fma(v, b2);
                b3 = w3.fma(v, b3);
                v = FloatVector.fromArray(FLOATS, x, xAt + 2 * xStride + k);
                c0 = w0.fma(v, c0);
                c1 = w1.fma(v, c1);
                c2 = w2.fma(v, c2);
                c3 = w3.fma(v, c3);
                v = FloatVector.fromArray(FLOATS, x, xAt + 3 * xStride + k);
                d0 = w0.fma(v, d0);
                d1 = w1.fma(v, d1);
                d2 = w2.fma(v, d2);
                d3 = w3.fma(v, d3);
                v = FloatVector.fromArray(FLOATS, x, xAt + 4 * xStride + k);
                e0 = w0.fma(v, e0);
                e1 = w1.fma(v, e1);
                e2 = w2.fma(v, e2);
                e3 = w3.fma(v, e3);
                v = FloatVector.fromArray(FLOATS, x, xAt + 5 * xStride + k);
                f0 = w0.fma(v, f0);
                f1 = w1.fma(v, f1);
                f2 = w2.fma(v, f2);
                f3 = w3.fma(v, f3);
            }
            a0.intoArray(acc, a);
            a1.intoArray(acc, a + LANES);
            a2.intoArray(acc, a + 2 * LANES);
            a3.intoArray(acc, a + 3 * LANES);
            b0.intoArray(acc, b);
            b1.intoArray(acc, b + LANES);
            b2.intoArray(acc, b + 2 * LANES);
            b3.intoArray(acc, b + 3 * LANES);
            c0.intoArray(acc, c);
            c1.intoArray(acc, c + LANES);
            c2.intoArray(acc, c + 2 * LANES);
            c3.intoArray(acc, c + 3 * LANES);
            d0.intoArray(acc, d);
            d1.intoArray(acc, d + LANES);
            d2.intoArray(acc, d + 2 * LANES);
            d3.intoArray(acc, d + 3 * LANES);
            e0.intoArray(acc, e);
            e1.intoArray(acc, e + LANES);
            e2.intoArray(acc, e + 2 * LANES);
            e3.intoArray(acc, e + 3 * LANES);
            f0.intoArray(acc, f);
            f1.intoArray(acc, f + LANES);
            f2.intoArray(acc, f + 2 * LANES);
            f3.intoArray(acc, f + 3 * LANES);
        }
    }

    static void rows2tokens4(float[] w, int wAt, int wStride, float[] x, int xAt, int xStride, int length, float[] acc,
            int accAt, int accStride, boolean first) {
        int s = accStride * LANES;
        for (int part = 0; part < LANES; part += LENGTH) {
            int a = accAt + part, b = a + s, c = b + s, d = c + s;
            FloatVector a0, a1, b0, b1, c0, c1, d0, d1;
            if (first) {
                a0 = a1 = b0 = b1 = c0 = c1 = d0 = d1 = FloatVector.zero(FLOATS);
            } else {
                a0 = FloatVector.fromArray(FLOATS, acc, a);
                a1 = FloatVector.fromArray(FLOATS, acc, a + LANES);
                b0 = FloatVector.fromArray(FLOATS, acc, b);
                b1 = FloatVector.fromArray(FLOATS, acc, b + LANES);
                c0 = FloatVector.fromArray(FLOATS, acc, c);
                c1 = FloatVector.fromArray(FLOATS, acc, c + LANES);
                d0 = FloatVector.fromArray(FLOATS, acc, d);
                d1 = FloatVector.fromArray(FLOATS, acc, d + LANES);
            }
            for (int k = part; k < length; k += LANES) {
                FloatVector w0 = FloatVector.fromArray(FLOATS, w, wAt + k);
                FloatVector w1 = FloatVector.fromArray(FLOATS, w, wAt + wStride + k);
                FloatVector v = FloatVector.fromArray(FLOATS, x, xAt + k);
                a0 = w0.fma(v, a0);
                a1 = w1.fma(v, a1);
                v = FloatVector.fromArray(FLOATS, x, xAt + xStride + k);
                b0 = w0.fma(v, b0);
                b1 = w1.fma(v, b1);
                v = FloatVector.fromArray(FLOATS, x, xAt + 2 * xStride + k);
                c0 = w0.fma(v, c0);
                c1 = w1.fma(v, c1);
                v = FloatVector.fromArray(FLOATS, x, xAt + 3 * xStride + k);
                d0 = w0.fma(v, d0);
                d1 = w1.fma(v, d1);
            }
            a0.intoArray(acc, a);
            a1.intoArray(acc, a + LANES);
            b0.intoArray(acc, b);
            b1.intoArray(acc, b + LANES);
            c0.intoArray(acc, c);
            c1.intoArray(acc, c + LANES);
            d0.intoArray(acc, d);
            d1.intoArray(acc, d + LANES);
        }
    }

    static void rows4tokens1(float[] w, int wAt, int wStride, float[] x, int xAt, int length, float[] acc, int accAt,
            boolean first) {
        for (int part = 0; part < LANES; part += LENGTH) {
            int a = accAt + part;
            FloatVector a0, a1, a2, a3;
            if (first) {
                a0 = a1 = a2 = a3 = FloatVector.zero(FLOATS);
            } else {
                a0 = FloatVector.fromArray(FLOATS, acc, a);
                a1 = FloatVector.fromArray(FLOATS, acc, a + LANES);
                a2 = FloatVector.fromArray(FLOATS, acc, a + 2 * LANES);
                a3 = FloatVector.fromArray(FLOATS, acc, a + 3 * LANES);
            }
            for (int k = part; k < length; k += LANES) {
                FloatVector v = FloatVector.fromArray(FLOATS, x, xAt + k);
                a0 = FloatVector.fromArray(FLOATS, w, wAt + k).fma(v, a0);
                a1 = FloatVector.fromArray(FLOATS, w, wAt + wStride + k).fma(v, a1);
                a2 = FloatVector.fromArray(FLOATS, w, wAt + 2 * wStride + k).fma(v, a2);
                a3 = FloatVector.fromArray(FLOATS, w, wAt + 3 * wStride + k).fma(v, a3);
            }
            a0.intoArray(acc, a);
            a1.intoArray(acc, a + LANES);
            a2.intoArray(acc, a + 2 * LANES);
            a3.intoArray(acc, a + 3 * LANES);
        }
    }
}
