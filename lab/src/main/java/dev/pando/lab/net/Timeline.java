package dev.pando.lab.net;

import java.util.Arrays;

/// What happens when: a binary heap of primitive events, first in time first out, first in first out at the same time.
///
/// An event's key is one `long`, so that ordering costs no memory access beyond the heap.
/// ```
/// key    | 40 bits: time in µs (12.7 days) | 24 bits: the event's turn, modulo 2^24 |
/// ```
/// Two events of the same microsecond may change places only if 2^24 others were scheduled between them; they still do
/// so in every run of the same seed.
final class Timeline {

    private static final int TURN_BITS = 24;
    private static final long TURN_MASK = (1L << TURN_BITS) - 1;
    /// The latest time there can be, in microseconds.
    static final long TIME_US_MAX = (1L << 39) - 1;

    private long[] key = new long[1 << 10]; // (size) heap order
    private int[] slot = new int[1 << 10]; // (size) where the event's body lies
    private int size;
    private long turns;

    // bodies, by slot
    private int[] from = new int[1 << 10];
    private int[] to = new int[1 << 10];
    private Object[] body = new Object[1 << 10];
    private int[] free = new int[1 << 10];
    private int freeCount;
    private int slots;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /// When the next event happens, in microseconds.
    long nextUs() {
        return key[0] >>> TURN_BITS;
    }

    int nextFrom() {
        return from[slot[0]];
    }

    int nextTo() {
        return to[slot[0]];
    }

    Object nextBody() {
        return body[slot[0]];
    }

    /// Adds an event.
    ///
    /// @throws IllegalArgumentException if the time is negative or above [#TIME_US_MAX]
    void add(long timeUs, int fromNode, int toNode, Object what) {
        if (timeUs < 0 || timeUs > TIME_US_MAX) throw new IllegalArgumentException("time: " + timeUs + " µs");
        if (size == key.length) growHeap();
        int s = takeSlot();
        from[s] = fromNode;
        to[s] = toNode;
        body[s] = what;
        siftUp(size++, timeUs << TURN_BITS | turns++ & TURN_MASK, s);
    }

    /// Removes the next event.
    void remove() {
        int s = slot[0];
        body[s] = null;
        free[freeCount++] = s;
        size--;
        if (size > 0) siftDown(key[size], slot[size]);
    }

    private int takeSlot() {
        if (freeCount > 0) return free[--freeCount];
        if (slots == from.length) growSlots();
        return slots++;
    }

    private void growHeap() {
        key = Arrays.copyOf(key, size * 2);
        slot = Arrays.copyOf(slot, size * 2);
    }

    private void growSlots() {
        from = Arrays.copyOf(from, slots * 2);
        to = Arrays.copyOf(to, slots * 2);
        body = Arrays.copyOf(body, slots * 2);
        free = Arrays.copyOf(free, slots * 2);
    }

    private void siftUp(int at, long k, int s) {
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (key[parent] <= k) break;
            key[at] = key[parent];
            slot[at] = slot[parent];
            at = parent;
        }
        key[at] = k;
        slot[at] = s;
    }

    private void siftDown(long k, int s) {
        int at = 0;
        for (int child; (child = 2 * at + 1) < size; at = child) {
            if (child + 1 < size && key[child + 1] < key[child]) child++;
            if (key[child] >= k) break;
            key[at] = key[child];
            slot[at] = slot[child];
        }
        key[at] = k;
        slot[at] = s;
    }
}
