package dev.pando.kernel;

import static dev.pando.kernel.KeyValues.CHUNK;
import static dev.pando.kernel.Lanes.FLOATS;
import static dev.pando.kernel.Lanes.LENGTH;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/// Weighted sums of cached values: a lane is an element of the head.
///
/// `sums[i][d] = … fma(weight[i][p + 1], value[p + 1][d], fma(weight[i][p], value[p][d], 0)) …`, p rising.
final class Mix {

    private Mix() {}

    /// Sums of `n · heads` queries, each over the positions that its token sees and no other.
    static void all(KeyValues cache, int kvHead, float[] weights, int stride, int base, int heads, int[] from, int[] to,
            int t0, int n, float[] sums) {
        int queries = n * heads, size = cache.valueSize;
        Arrays.fill(sums, 0, queries * size, 0);
        for (int i = 0; i < queries; i += 4) {
            int count = Math.min(4, queries - i), first = 0, last = Integer.MAX_VALUE;
            for (int j = i; j < i + count; j++) {
                first = Math.max(first, from[t0 + j / heads]);
                last = Math.min(last, to[t0 + j / heads]);
            }
            last = Math.max(first, last);
            // what only some of the four see goes one by one, before and after what all see
            for (int j = i; j < i + count; j++) {
                int t = t0 + j / heads;
                walk(cache, kvHead, weights, j * stride, stride, base, from[t], Math.min(first, to[t]), sums, j * size,
                        1);
            }
            walk(cache, kvHead, weights, i * stride, stride, base, first, last, sums, i * size, count);
            for (int j = i; j < i + count; j++) {
                int t = t0 + j / heads;
                walk(cache, kvHead, weights, j * stride, stride, base, Math.max(last, from[t]), to[t], sums, j * size,
                        1);
            }
        }
    }

    private static void walk(KeyValues cache, int kvHead, float[] weights, int row, int stride, int base, int from,
            int to, float[] sums, int sum, int count) {
        int size = cache.valueSize;
        if (Warming.isCold()) {
            for (int i = 0; i < count; i++) {
                Plain.mix(cache, kvHead, weights, row + i * stride + from - base, from, to, sums, sum + i * size);
            }
            return;
        }
        for (int p = from; p < to;) {
            int end = Math.min(to, (p / CHUNK + 1) * CHUNK), value = cache.valueAt(kvHead, p), w = row + p - base;
            float[] values = cache.values[p / CHUNK];
            for (int d = 0; d < size; d += 2 * LENGTH) {
                if (count == 4 && d + 2 * LENGTH <= size) {
                    four(values, value + d, size, end - p, weights, w, stride, sums, sum + d);
                } else {
                    for (int i = 0; i < count; i++) {
                        int at = sum + i * size + d;
                        one(values, value + d, size, end - p, weights, w + i * stride, sums, at);
                        if (d + LENGTH < size) {
                            one(values, value + d + LENGTH, size, end - p, weights, w + i * stride, sums, at + LENGTH);
                        }
                    }
                }
            }
            p = end;
        }
    }

    private static void four(float[] values, int value, int size, int n, float[] weights, int w, int stride,
            float[] sums, int sum) {
        FloatVector a0 = FloatVector.fromArray(FLOATS, sums, sum);
        FloatVector a1 = FloatVector.fromArray(FLOATS, sums, sum + LENGTH);
        FloatVector b0 = FloatVector.fromArray(FLOATS, sums, sum + size);
        FloatVector b1 = FloatVector.fromArray(FLOATS, sums, sum + size + LENGTH);
        FloatVector c0 = FloatVector.fromArray(FLOATS, sums, sum + 2 * size);
        FloatVector c1 = FloatVector.fromArray(FLOATS, sums, sum + 2 * size + LENGTH);
        FloatVector d0 = FloatVector.fromArray(FLOATS, sums, sum + 3 * size);
        FloatVector d1 = FloatVector.fromArray(FLOATS, sums, sum + 3 * size + LENGTH);
        for (int i = 0; i < n; i++) {
            FloatVector v0 = FloatVector.fromArray(FLOATS, values, value + i * size);
            FloatVector v1 = FloatVector.fromArray(FLOATS, values, value + i * size + LENGTH);
            FloatVector e = FloatVector.broadcast(FLOATS, weights[w + i]);
            a0 = e.fma(v0, a0);
            a1 = e.fma(v1, a1);
            e = FloatVector.broadcast(FLOATS, weights[w + stride + i]);
            b0 = e.fma(v0, b0);
            b1 = e.fma(v1, b1);
            e = FloatVector.broadcast(FLOATS, weights[w + 2 * stride + i]);
            c0 = e.fma(v0, c0);
            c1 = e.fma(v1, c1);
            e = FloatVector.broadcast(FLOATS, weights[w + 3 * stride + i]);
            d0 = e.fma(v0, d0);
            d1 = e.fma(v1, d1);
        }
        a0.intoArray(sums, sum);
        a1.intoArray(sums, sum + LENGTH);
        b0.intoArray(sums, sum + size);
        b1.intoArray(sums, sum + size + LENGTH);
        c0.intoArray(sums, sum + 2 * size);
        c1.intoArray(sums, sum + 2 * size + LENGTH);
        d0.intoArray(sums, sum + 3 * size);
        d1.intoArray(sums, sum + 3 * size + LENGTH);
    }

    private static void one(float[] values, int value, int size, int n, float[] weights, int w, float[] sums, int sum) {
        FloatVector a = FloatVector.fromArray(FLOATS, sums, sum);
        for (int i = 0; i < n; i++) {
            FloatVector e = FloatVector.broadcast(FLOATS, weights[w + i]);
            a = e.fma(FloatVector.fromArray(FLOATS, values, value + i * size), a);
        }
        a.intoArray(sums, sum);
    }
}
