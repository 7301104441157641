package dev.pando.node.pull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Which bytes of a file are there. Ranges may come in any order, overlap and repeat.
final class RangeSet {

    /// Bytes `from ≤ i < to`.
    record Range(long from, long to) {

        Range {
            if (from < 0 || to < from) throw new IllegalArgumentException("range " + from + " to " + to);
        }

        long length() {
            return to - from;
        }
    }

    private final TreeMap<Long, Long> ends = new TreeMap<>(); // from → to, disjoint and not touching
    private long total;

    /// Adds `from ≤ i < to`.
    void add(long from, long to) {
        if (to <= from) return;
        Map.Entry<Long, Long> before = ends.floorEntry(from);
        long begin = before != null && before.getValue() >= from ? before.getKey() : from;
        long end = to;
        for (var next = ends.ceilingEntry(begin); next != null
                && next.getKey() <= end; next = ends.ceilingEntry(begin)) {
            end = Math.max(end, next.getValue());
            total -= next.getValue() - next.getKey();
            ends.remove(next.getKey());
        }
        ends.put(begin, end);
        total += end - begin;
    }

    /// Bytes that are there.
    long total() {
        return total;
    }

    /// What is missing of `0 ≤ i < size`, in pieces of at most `piece` bytes, in order.
    List<Range> missing(long size, long piece) {
        List<Range> missing = new ArrayList<>();
        long at = 0;
        for (var range : ends.entrySet()) {
            cut(at, Math.min(range.getKey(), size), piece, missing);
            at = Math.max(at, range.getValue());
        }
        cut(at, size, piece, missing);
        return missing;
    }

    private static void cut(long from, long to, long piece, List<Range> into) {
        for (long at = from; at < to; at += piece) into.add(new Range(at, Math.min(to, at + piece)));
    }
}
