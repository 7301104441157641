package dev.pando.kernel;

import static dev.pando.kernel.Lanes.FLOATS;
import static dev.pando.kernel.Lanes.LENGTH;
import static dev.pando.kernel.KeyValues.CHUNK;
import static dev.pando.kernel.KeyValues.TILE;

import jdk.incubator.vector.FloatVector;

/// Inner products of queries with cached keys: a lane is a position, so nothing is summed across lanes.
///
/// `scores[i][p − base] = scale · (… fma(q[i][1], key[p][1], fma(q[i][0], key[p][0], 0)) …)`.
final class Scores {

    /// Positions of one step: two tiles of keys.
    static final int STEP = 2 * TILE;

    private Scores() {}

    /// Scores of `queries` queries for positions `base .. to`, rounded up to whole steps; `at` is padded to fours.
    static void all(KeyValues cache, int kvHead, float[] q, int[] at, int queries, int base, int to, float scale,
            float[] scores, int stride) {
        if (Warming.isCold()) {
            Plain.scores(cache, kvHead, q, at, queries, base, to, scale, scores, stride);
            return;
        }
        int size = cache.headSize;
        for (int p = base; p < to; p += STEP) {
            float[] keys = cache.keys[p / CHUNK];
            int key = cache.keyAt(kvHead, p);
            for (int i = 0; i < queries; i += 4) {
                if (queries - i == 1) {
                    one(keys, key, size, q, at[i], scale, scores, i * stride + p - base);
                } else {
                    four(keys, key, size, q, at[i], at[i + 1], at[i + 2], at[i + 3], scale, scores,
                            i * stride + p - base, stride, Math.min(4, queries - i));
                }
            }
        }
    }

    private static void four(float[] keys, int key, int size, float[] q, int qa, int qb, int qc, int qd, float scale,
            float[] scores, int at, int stride, int count) {
        for (int part = 0; part < TILE; part += LENGTH) {
            FloatVector a0 = FloatVector.zero(FLOATS), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
            for (int d = 0; d < size; d++) {
                FloatVector k0 = FloatVector.fromArray(FLOATS, keys, key + part + d * TILE);
                FloatVector k1 = FloatVector.fromArray(FLOATS, keys, key + part + (size + d) * TILE);
                FloatVector v = FloatVector.broadcast(FLOATS, q[qa + d]);
                a0 = v.fma(k0, a0);
                a1 = v.fma(k1, a1);
                v = FloatVector.broadcast(FLOATS, q[qb + d]);
                b0 = v.fma(k0, b0);
                b1 = v.fma(k1, b1);
                v = FloatVector.broadcast(FLOATS, q[qc + d]);
                c0 = v.fma(k0, c0);
                c1 = v.fma(k1, c1);
                v = FloatVector.broadcast(FLOATS, q[qd + d]);
                d0 = v.fma(k0, d0);
                d1 = v.fma(k1, d1);
            }
            int o = at + part;
            a0.mul(scale).intoArray(scores, o);
            a1.mul(scale).intoArray(scores, o + TILE);
            if (count > 1) {
                b0.mul(scale).intoArray(scores, o + stride);
                b1.mul(scale).intoArray(scores, o + stride + TILE);
            }
            if (count > 2) {
                c0.mul(scale).intoArray(scores, o + 2 * stride);
                c1.mul(scale).intoArray(scores, o + 2 * stride + TILE);
            }
            if (count > 3) {
                d0.mul(scale).intoArray(scores, o + 3 * stride);
                d1.mul(scale).intoArray(scores, o + 3 * stride + TILE);
            }
        }
    }

    private static void one(float[] keys, int key, int size, float[] q, int qa, float scale, float[] scores, int at) {
        for (int part = 0; part < TILE; part += LENGTH) {
            FloatVector a0 = FloatVector.zero(FLOATS), a1 = a0;
            for (int d = 0; d < size; d++) {
                FloatVector v = FloatVector.broadcast(FLOATS, q[qa + d]);
                a0 = v.fma(FloatVector.fromArray(FLOATS, keys, key + part + d * TILE), a0);
                a1 = v.fma(FloatVector.fromArray(FLOATS, keys, key + part + (size + d) * TILE), a1);
            }
            a0.mul(scale).intoArray(scores, at + part);
            a1.mul(scale).intoArray(scores, at + part + TILE);
        }
    }
}
