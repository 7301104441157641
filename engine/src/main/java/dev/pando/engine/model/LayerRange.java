package dev.pando.engine.model;

/// Layers `from ≤ layer < to`, in their order.
public record LayerRange(int from, int to) {

    /// @throws IllegalArgumentException if it is empty or begins below 0
    public LayerRange {
        if (from < 0 || to <= from) throw new IllegalArgumentException("layers " + from + " to " + to);
    }

    /// Layers in it.
    public int count() {
        return to - from;
    }

    /// Whether all of `other` is in it.
    public boolean contains(LayerRange other) {
        return other.from >= from && other.to <= to;
    }
}
