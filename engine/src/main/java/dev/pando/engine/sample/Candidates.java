package dev.pando.engine.sample;

import dev.pando.kernel.Vectors;

/// The tokens that are still in the draw, with their weights; buffers are kept between tokens.
///
/// A weight is `exp((logit − largest) / temperature)`, so the most probable token has 1. Weights come from the kernel's
/// own exponential, sums run in double precision in a fixed order: the same on every machine.
final class Candidates {

    private static final int BLOCK = 1_024; // weights are summed by blocks, so that a draw need not walk them all

    private float[] weights = {}; // (vocabulary)
    private int[] heap = {}; // ids, the most probable on top
    private int[] kept = {}; // ids in the draw, in descending order of weight; unused if all are
    private int count;
    private boolean all;

    /// Weighs every token.
    void weigh(float[] logits, float temperature) {
        if (weights.length != logits.length) weights = new float[logits.length];
        System.arraycopy(logits, 0, weights, 0, logits.length);
        if (temperature != 1) Vectors.scale(weights, 0, 1 / temperature, weights.length);
        Vectors.exponentials(weights, 0, weights.length);
    }

    /// Leaves the `topK` largest (0: all) in the draw, of these the ones that make up the mass `topP`, and of these the
    /// ones that weigh at least `minP`.
    ///
    /// @return the mass of what is left; not above 0 if the logits were not numbers
    double cut(int topK, float topP, float minP) {
        boolean everyToken = topK == 0 || topK >= weights.length;
        all = everyToken && topP >= 1 && minP <= 0;
        double total = everyToken ? sum() : 0;
        if (all) return total;
        int left;
        if (everyToken) {
            // What is below this can be dropped unseen: even all of it together lies beyond the mass topP.
            left = collect(Math.max(minP, (1 - topP) * total / weights.length));
        } else {
            heap = largest(weights, topK);
            left = heap.length;
            for (int id : heap) total += weights[id];
        }
        return take(left, topP * total, minP);
    }

    private int collect(double least) {
        if (heap.length < weights.length) heap = new int[weights.length];
        int n = 0;
        for (int id = 0; id < weights.length; id++) if (weights[id] >= least) heap[n++] = id;
        return n;
    }

    // Heap sort, largest first, no further than needed.
    private double take(int left, double target, float minP) {
        for (int i = left / 2 - 1; i >= 0; i--) sift(i, left);
        if (kept.length < left) kept = new int[left];
        count = 0;
        double mass = 0;
        while (left > 0 && (count == 0 || mass < target && weights[heap[0]] >= minP)) {
            mass += weights[heap[0]];
            kept[count++] = heap[0];
            heap[0] = heap[--left];
            sift(0, left);
        }
        return mass;
    }

    private double sum() {
        double sum = 0;
        for (int at = 0; at < weights.length; at += BLOCK) sum += block(at);
        return sum;
    }

    private float block(int at) {
        return Vectors.sum(weights, at, Math.min(BLOCK, weights.length - at));
    }

    /// The token at which the running sum of weights passes `target`.
    int at(double target) {
        double sum = 0;
        if (!all) {
            for (int i = 0; i < count; i++) {
                sum += weights[kept[i]];
                if (target < sum) return kept[i];
            }
            return kept[count - 1];
        }
        int from = 0;
        while (from + BLOCK < weights.length && sum + block(from) <= target) {
            sum += block(from);
            from += BLOCK;
        }
        int last = from;
        for (int id = from; id < Math.min(weights.length, from + BLOCK); id++) {
            if (weights[id] > 0) last = id;
            sum += weights[id];
            if (target < sum) return id;
        }
        return last; // rounding: the block's own sum was a little more
    }

    private void sift(int start, int n) {
        int i = start;
        while (2 * i + 1 < n) {
            int child = 2 * i + 1;
            if (child + 1 < n && before(heap[child + 1], heap[child])) child++;
            if (!before(heap[child], heap[i])) return;
            exchange(heap, i, child);
            i = child;
        }
    }

    private boolean before(int a, int b) {
        return weights[a] > weights[b] || weights[a] == weights[b] && a < b;
    }

    /// The `n` largest, largest first, the lower id first among equals; NaN and −∞ never.
    static int[] largest(float[] values, int n) {
        int[] heap = new int[Math.min(n, values.length)]; // the smallest of the kept on top
        int size = 0;
        for (int id = 0; id < values.length; id++) {
            if (!(values[id] > Float.NEGATIVE_INFINITY)) continue;
            if (size < heap.length) {
                heap[size] = id;
                rise(values, heap, size++);
            } else if (size > 0 && less(values, heap[0], id)) {
                heap[0] = id;
                sink(values, heap, size);
            }
        }
        int[] sorted = new int[size];
        while (size > 0) {
            sorted[size - 1] = heap[0];
            heap[0] = heap[--size];
            sink(values, heap, size);
        }
        return sorted;
    }

    private static boolean less(float[] values, int a, int b) {
        return values[a] < values[b] || values[a] == values[b] && a > b;
    }

    private static void rise(float[] values, int[] heap, int start) {
        for (int i = start; i > 0 && less(values, heap[i], heap[(i - 1) / 2]); i = (i - 1) / 2) {
            exchange(heap, i, (i - 1) / 2);
        }
    }

    private static void sink(float[] values, int[] heap, int size) {
        int i = 0;
        while (2 * i + 1 < size) {
            int child = 2 * i + 1;
            if (child + 1 < size && less(values, heap[child + 1], heap[child])) child++;
            if (!less(values, heap[child], heap[i])) return;
            exchange(heap, i, child);
            i = child;
        }
    }

    private static void exchange(int[] heap, int a, int b) {
        int first = heap[a];
        heap[a] = heap[b];
        heap[b] = first;
    }
}
