package dev.pando.engine.model;

import java.util.List;
import java.util.Objects;

/// Rows that go through the layers together: some tokens of one sequence, one token of another.
///
/// Row `r` of a hidden state belongs to the `r`-th token counted through all spans.
///
/// @param spans at least one; a cache may occur once
public record Batch(List<Span> spans) {

    /// Consecutive tokens of one sequence, at positions `start ≤ p < start + count`.
    ///
    /// @param cache   what the sequence remembers; positions from `start` on are written, and its length is
    ///                `start + count` afterwards
    /// @param start   first position, at most `cache.length()`; less takes back what was there
    /// @param count   tokens
    /// @param adapter what to apply to these rows, or null
    public record Span(KvCache cache, int start, int count, Adapter adapter) {

        /// @throws IllegalArgumentException if the positions leave a gap or do not fit into the cache
        public Span {
            Objects.requireNonNull(cache);
            if (start < 0 || start > cache.length() || count < 1 || count > cache.positionsMax() - start) {
                throw new IllegalArgumentException("positions " + start + " + " + count + " after " + cache.length()
                        + ", limit " + cache.positionsMax());
            }
        }

        /// The next `count` tokens of a sequence, without adapter.
        public Span(KvCache cache, int count) {
            this(cache, cache.length(), count, null);
        }
    }

    /// Copies what it is given.
    ///
    /// @throws IllegalArgumentException if there is no span, or two have the same cache
    public Batch {
        spans = List.copyOf(spans);
        if (spans.isEmpty()) throw new IllegalArgumentException("a batch of nothing");
        if (spans.stream().map(Span::cache).distinct().count() < spans.size()) {
            throw new IllegalArgumentException("two spans of one cache");
        }
    }

    /// The next tokens of one sequence.
    public static Batch of(KvCache cache, int count) {
        return new Batch(List.of(new Span(cache, count)));
    }

    /// Rows in all.
    public int rows() {
        return spans.stream().mapToInt(Span::count).sum();
    }
}
