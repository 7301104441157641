package dev.pando.engine.text;

import java.util.Arrays;

/// Joins neighbouring symbols, the best pair first and the leftmost among equals, until no pair can be joined.
///
/// The symbols are a linked list in arrays, the pairs wait in a binary heap of longs (order in the high half, left
/// symbol in the low half, so that comparing longs compares pairs). A pair that has changed since it was put there
/// is recognised when it is taken out. `O(n log n)` for n symbols, whatever the text.
abstract class Merger {

    /// No pair.
    static final int NONE = -1;
    private static final int END = -1;

    final int[] tokens; // (symbol) its token, or NONE
    final int[] next; // (symbol) right neighbour, or END
    private final int[] previous; // (symbol) left neighbour, or END
    private final int[] pair; // (symbol) the pair it forms with its right neighbour, or NONE
    private long[] heap;
    private int waiting;

    /// @param tokens (symbol) the token of each symbol at first, or NONE; changed by [#merge]
    Merger(int[] tokens) {
        int count = tokens.length;
        this.tokens = tokens;
        next = new int[count];
        previous = new int[count];
        pair = new int[count];
        heap = new long[count + 2];
        for (int i = 0; i < count; i++) {
            next[i] = i + 1 < count ? i + 1 : END;
            previous[i] = i - 1;
        }
    }

    /// The pair that two neighbours form, or NONE.
    abstract int pair(int left, int right);

    /// Pairs of lower order are joined first.
    abstract int order(int pair);

    /// The token that a pair becomes.
    abstract int merged(int pair);

    /// Joins what can be joined; afterwards walk from symbol 0 along [#next].
    final void merge() {
        for (int i = 0; i < tokens.length; i++) offer(i);
        while (waiting > 0) {
            long best = take();
            int left = (int) best;
            if (pair[left] == NONE || order(pair[left]) != (int) (best >> 32)) continue;
            join(left);
        }
    }

    private void join(int left) {
        int right = next[left];
        tokens[left] = merged(pair[left]);
        pair[right] = NONE;
        next[left] = next[right];
        if (next[left] != END) previous[next[left]] = left;
        offer(left);
        if (previous[left] != END) offer(previous[left]);
    }

    private void offer(int left) {
        pair[left] = next[left] == END ? NONE : pair(left, next[left]);
        if (pair[left] != NONE) put((long) order(pair[left]) << 32 | left);
    }

    private void put(long value) {
        if (waiting == heap.length) heap = Arrays.copyOf(heap, waiting * 2);
        int at = waiting++;
        while (at > 0 && heap[(at - 1) / 2] > value) {
            heap[at] = heap[(at - 1) / 2];
            at = (at - 1) / 2;
        }
        heap[at] = value;
    }

    private long take() {
        long best = heap[0];
        long last = heap[--waiting];
        int at = 0;
        for (int child = 1; child < waiting; child = 2 * at + 1) {
            if (child + 1 < waiting && heap[child + 1] < heap[child]) child++;
            if (heap[child] >= last) break;
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = last;
        return best;
    }
}
