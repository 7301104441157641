package dev.pando.engine.sample;

/// The tokens that are still in the draw, with their weights; buffers are kept between tokens.
final class Candidates {

    private int[] ids = {};
    private double[] weights = {}; // exp((logit − largest) / temperature); the most probable has 1
    private int count;

    /// Takes the tokens of `logits` that count: the `topK` largest (0: all), none of them negligible.
    void collect(float[] logits, float largest, float temperature, int topK, double negligible) {
        boolean cut = topK > 0 && topK < logits.length;
        int[] chosen = cut ? largest(logits, topK) : null;
        int n = cut ? chosen.length : logits.length;
        if (ids.length < n) {
            ids = new int[n];
            weights = new double[n];
        }
        count = 0;
        for (int i = 0; i < n; i++) {
            int id = cut ? chosen[i] : i;
            double exponent = ((double) logits[id] - largest) / temperature;
            if (!(exponent > -negligible)) continue;
            ids[count] = id;
            weights[count++] = StrictMath.exp(exponent);
        }
    }

    /// Drops the tail beyond the mass `topP` and what is below `minP` times the most probable.
    ///
    /// @return the mass of what is left
    double keep(float topP, float minP) {
        double all = 0;
        for (int i = 0; i < count; i++) all += weights[i];
        if (topP >= 1 && minP <= 0) return all;
        int left = count, kept = 0;
        if (left == 0) return 0;
        heapify(left);
        double mass = 0;
        // Heap sort, largest first, no further than needed: what has been popped stands behind the heap.
        while (left > 0 && (kept == 0 || mass < topP * all && weights[0] >= minP)) {
            mass += weights[0];
            swap(0, --left);
            sift(0, left);
            kept++;
        }
        moveToFront(left, kept);
        return mass;
    }

    private void moveToFront(int from, int kept) {
        for (int i = 0; i < kept / 2; i++) swap(from + i, from + kept - 1 - i); // back to largest first
        for (int i = 0; i < kept; i++) swap(i, from + i);
        count = kept;
    }

    /// The token at which the running sum of weights passes `target`.
    int at(double target) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += weights[i];
            if (target < sum) return ids[i];
        }
        return ids[count - 1];
    }

    private void heapify(int n) {
        for (int i = n / 2 - 1; i >= 0; i--) sift(i, n);
    }

    private void sift(int start, int n) {
        int i = start;
        while (2 * i + 1 < n) {
            int child = 2 * i + 1;
            if (child + 1 < n && before(child + 1, child)) child++;
            if (!before(child, i)) return;
            swap(i, child);
            i = child;
        }
    }

    private boolean before(int a, int b) {
        return weights[a] > weights[b] || weights[a] == weights[b] && ids[a] < ids[b];
    }

    private void swap(int a, int b) {
        int id = ids[a];
        ids[a] = ids[b];
        ids[b] = id;
        double weight = weights[a];
        weights[a] = weights[b];
        weights[b] = weight;
    }

    /// The `n` largest, largest first, the lower id first among equals; NaN and −∞ never.
    static int[] largest(float[] logits, int n) {
        int[] heap = new int[Math.min(n, logits.length)]; // the smallest of the kept on top
        int size = 0;
        for (int id = 0; id < logits.length; id++) {
            if (!(logits[id] > Float.NEGATIVE_INFINITY)) continue;
            if (size < heap.length) {
                heap[size] = id;
                rise(logits, heap, size++);
            } else if (size > 0 && less(logits, heap[0], id)) {
                heap[0] = id;
                sink(logits, heap, size);
            }
        }
        int[] sorted = new int[size];
        while (size > 0) {
            sorted[size - 1] = heap[0];
            heap[0] = heap[--size];
            sink(logits, heap, size);
        }
        return sorted;
    }

    private static boolean less(float[] logits, int a, int b) {
        return logits[a] < logits[b] || logits[a] == logits[b] && a > b;
    }

    private static void rise(float[] logits, int[] heap, int start) {
        for (int i = start; i > 0 && less(logits, heap[i], heap[(i - 1) / 2]); i = (i - 1) / 2) {
            exchange(heap, i, (i - 1) / 2);
        }
    }

    private static void sink(float[] logits, int[] heap, int size) {
        int i = 0;
        while (2 * i + 1 < size) {
            int child = 2 * i + 1;
            if (child + 1 < size && less(logits, heap[child + 1], heap[child])) child++;
            if (!less(logits, heap[child], heap[i])) return;
            exchange(heap, i, child);
            i = child;
        }
    }

    private static void exchange(int[] heap, int a, int b) {
        int kept = heap[a];
        heap[a] = heap[b];
        heap[b] = kept;
    }
}
