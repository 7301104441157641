package dev.pando.kernel;

import java.util.Arrays;
import java.util.Objects;

/// Attention of queries to cached keys and values: scores, softmax, weighted sum.
///
/// For token `t` and head `h` with group size `g = heads / kvHeads`, over positions `from[t] ≤ p < to[t]`:
/// `out[t][h] = Σ_p softmax_p(scale · q[t][h] · key[p][h / g]) · value[p][h / g]`.
/// Causality is `to[t] = position + 1`, a sliding window of `n` is `from[t] = max(0, position + 1 − n)`. Tokens may belong
/// to different sequences; the bits of one token do not depend on which others are in the call.
public final class Attention {

    private Attention() {}

    /// Runs attention for `caches.length` tokens in one parallel phase.
    ///
    /// @param heads   query heads, a multiple of the caches' heads
    /// @param scale   factor of the scores, mostly `1 / √headSize`
    /// @param q       (tokens, heads, headSize) at `qOffset`, token to token `qStride` elements
    /// @param out     (tokens, heads · headSize) at `outOffset`; must not overlap `q`
    /// @param caches  the sequence of each token; tokens of one sequence side by side are fastest
    /// @param from    first position each token sees
    /// @param to      one past the last position each token sees; more than `from`
    /// @throws IndexOutOfBoundsException if a slice leaves its array or a position was never put
    public static void attend(Workers workers, Scratch scratch, int heads, float scale, float[] q, int qOffset,
            int qStride, float[] out, int outOffset, KeyValues[] caches, int[] from, int[] to) {
        int tokens = caches.length;
        for (int t = 0; t < tokens; t++) {
            Objects.checkFromToIndex(from[t], to[t] - 1, caches[t].keys.length * KeyValues.CHUNK);
            if (heads % caches[t].kvHeads != 0) throw new IllegalArgumentException(heads + " heads");
        }
        workers.run(tokens * heads, i -> {
            int t = i / heads, h = i % heads, size = caches[t].headSize;
            one(caches[t], h / (heads / caches[t].kvHeads), scale, q, qOffset + t * qStride + h * size, out,
                    outOffset + (t * heads + h) * size, from[t], to[t]);
        });
    }

    private static void one(KeyValues cache, int kvHead, float scale, float[] q, int qOffset, float[] out,
            int outOffset, int from, int to) {
        int size = cache.headSize;
        float[] scores = new float[to - from];
        for (int p = from; p < to; p++) {
            int at = cache.at(kvHead, p);
            scores[p - from] = scale * Vectors.dot(q, qOffset, cache.keys[p / KeyValues.CHUNK], at, size);
        }
        Vectors.softmax(scores, 0, scores.length);
        Arrays.fill(out, outOffset, outOffset + size, 0);
        for (int p = from; p < to; p++) {
            float[] values = cache.values[p / KeyValues.CHUNK];
            Vectors.addScaled(out, outOffset, scores[p - from], values, cache.at(kvHead, p), size);
        }
    }
}
