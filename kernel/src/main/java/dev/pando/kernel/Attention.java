package dev.pando.kernel;

import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/// Attention of queries to cached keys and values: scores, softmax, weighted sum.
///
/// For token `t` and head `h` with group size `g = heads / kvHeads`, over positions `from[t] ≤ p < to[t]`:
/// `out[t][h] = Σ_p softmax_p(scale · q[t][h] · key[p][h / g]) · value[p][h / g]`.
/// Causality is `to[t] = position + 1`, a sliding window of `n` is `from[t] = max(0, position + 1 − n)`. Tokens may belong
/// to different sequences; the bits of one token do not depend on which others are in the call.
///
/// Order of sums: a score is one chain of fused multiply-adds over the head's elements, then times `scale`; the
/// exponentials are added in 16 lanes by position; an output is one chain over positions, then times 1 / their sum.
public final class Attention {

    /// Queries that share one walk over the keys, about: enough to use each key often, few enough for the cache.
    private static final int BLOCK = 16;

    private Attention() {}

    /// Runs attention for `caches.length` tokens in one parallel phase.
    ///
    /// @param heads   query heads, a multiple of the caches' heads
    /// @param scale   factor of the scores, mostly `1 / √headSize`
    /// @param q       (tokens, heads, headSize) at `qOffset`, token to token `qStride` elements
    /// @param out     (tokens, heads · headSize) at `outOffset`; must not overlap `q`
    /// @param caches  the sequence of each token, all of one shape; tokens of one sequence side by side are fastest
    /// @param from    first position each token sees
    /// @param to      one past the last position each token sees; more than `from`
    /// @throws IndexOutOfBoundsException if a slice leaves its array or a position was never put
    public static void attend(Workers workers, Scratch scratch, int heads, float scale, float[] q, int qOffset,
            int qStride, float[] out, int outOffset, KeyValues[] caches, int[] from, int[] to) {
        int tokens = caches.length;
        if (tokens == 0) return;
        int size = caches[0].headSize, kvHeads = caches[0].kvHeads, group = heads / kvHeads;
        for (int t = 0; t < tokens; t++) {
            Objects.checkFromToIndex(from[t], to[t] - 1, caches[t].keys.length * KeyValues.CHUNK);
            if (caches[t].kvHeads != kvHeads || caches[t].headSize != size || group * kvHeads != heads) {
                throw new IllegalArgumentException(heads + " heads to caches of different shapes");
            }
        }
        Objects.checkFromIndexSize(qOffset + (tokens - 1) * qStride, heads * size, q.length);
        Objects.checkFromIndexSize(outOffset, tokens * heads * size, out.length);
        int[] starts = runs(caches, Math.max(1, BLOCK / group));
        int blocks = starts.length - 1, split = tokens == 1 ? Math.ceilDiv(group, 4) : 1;
        int parts = blocks * kvHeads * split, share = Math.ceilDiv(group, split), threads = workers.threads();
        Scratch.Slot[] slots = scratch.slots(threads);
        AtomicInteger next = new AtomicInteger();
        workers.run(Math.min(threads, parts), slot -> {
            for (int p = next.getAndIncrement(); p < parts; p = next.getAndIncrement()) {
                // the last tokens see most: they go first, so that threads end together
                int block = blocks - 1 - p / (kvHeads * split), kvHead = p / split % kvHeads, part = p % split;
                int t0 = starts[block], n = starts[block + 1] - t0, first = part * share;
                int count = Math.min(share, group - first), h = kvHead * group + first;
                if (count <= 0) continue;
                block(caches[t0], kvHead, count, scale, q, qOffset + t0 * qStride + h * size, qStride, out,
                        outOffset + (t0 * heads + h) * size, heads * size, from, to, t0, n, slots[slot]);
            }
        });
    }

    /// Bounds of runs of at most `most` tokens that share a cache.
    private static int[] runs(KeyValues[] caches, int most) {
        int[] starts = new int[caches.length + 1];
        int n = 0;
        for (int t = 0; t < caches.length; t++) {
            if (n == 0 || t - starts[n - 1] == most || caches[t] != caches[t - 1]) starts[n++] = t;
        }
        starts[n] = caches.length;
        return Arrays.copyOf(starts, n + 1);
    }

    /// `n` tokens from `t0` on, `heads` query heads of one kv head.
    private static void block(KeyValues cache, int kvHead, int heads, float scale, float[] q, int qAt, int qStride,
            float[] out, int outAt, int outStride, int[] from, int[] to, int t0, int n, Scratch.Slot slot) {
        int size = cache.headSize, queries = n * heads, least = from[t0], most = to[t0];
        for (int t = t0 + 1; t < t0 + n; t++) {
            least = Math.min(least, from[t]);
            most = Math.max(most, to[t]);
        }
        int base = least / Scores.STEP * Scores.STEP, stride = Math.ceilDiv(most - base, Scores.STEP) * Scores.STEP;
        float[] scores = slot.panel(queries * stride), sums = slot.sums(queries * cache.valueSize);
        int[] at = new int[Math.ceilDiv(queries, 4) * 4];
        for (int i = 0; i < at.length; i++) {
            int query = Math.min(i, queries - 1);
            at[i] = qAt + query / heads * qStride + query % heads * size;
        }
        Scores.all(cache, kvHead, q, at, queries, base, most, scale, scores, stride);
        for (int i = 0; i < queries; i++) {
            int row = i * stride, t = t0 + i / heads;
            Arrays.fill(scores, row, row + from[t] - base, Float.NEGATIVE_INFINITY);
            Arrays.fill(scores, row + to[t] - base, row + stride, Float.NEGATIVE_INFINITY);
            Vectors.exponentials(scores, row, stride);
        }
        Mix.all(cache, kvHead, scores, stride, base, heads, from, to, t0, n, sums);
        for (int i = 0; i < queries; i++) {
            int o = outAt + i / heads * outStride + i % heads * size;
            System.arraycopy(sums, i * cache.valueSize, out, o, size);
            Vectors.scale(out, o, 1 / Vectors.sum(scores, i * stride, stride), size);
        }
    }
}
