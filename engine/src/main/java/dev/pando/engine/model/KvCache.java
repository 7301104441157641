package dev.pando.engine.model;

import dev.pando.kernel.KeyValues;

/// What a sequence remembers of its past: keys and values of a range of layers, one position for each token so far.
///
/// Grows as positions come; going back is [#truncate]. One owner at a time, the thread that runs [Forward].
public final class KvCache {

    private final LayerRange range;
    private final KeyValues[] layers; // (layer − range.from)
    private final int positionsMax;
    private int length;

    /// @param config       the model
    /// @param range        layers that it is for
    /// @param positionsMax positions at most
    public KvCache(ModelConfig config, LayerRange range, int positionsMax) {
        if (!config.allLayers().contains(range)) throw new IllegalArgumentException(range + " of " + config.layers());
        if (positionsMax < 1) throw new IllegalArgumentException("positions: " + positionsMax + ", at least 1");
        this.range = range;
        this.positionsMax = positionsMax;
        this.layers = new KeyValues[range.count()];
        for (int i = 0; i < layers.length; i++) layers[i] = new KeyValues(config.kvHeads(), config.headSize());
    }

    /// Positions remembered: the next token is number `length()`.
    public int length() {
        return length;
    }

    /// Positions at most.
    public int positionsMax() {
        return positionsMax;
    }

    /// Layers that it is for.
    public LayerRange range() {
        return range;
    }

    /// Forgets all positions from `length` on; their memory is kept for what comes.
    ///
    /// @throws IllegalArgumentException if there are not that many
    public void truncate(int length) {
        if (length < 0 || length > this.length) {
            throw new IllegalArgumentException("truncate to " + length + " of " + this.length);
        }
        this.length = length;
    }

    /// Becomes a copy of the first `positions` positions of `other`: two answers go on from one prefix.
    ///
    /// @throws IllegalArgumentException if `other` is of another shape or has fewer positions
    public void copyPrefix(KvCache other, int positions) {
        if (!range.equals(other.range) || positions > other.length || positions > positionsMax) {
            throw new IllegalArgumentException("copy " + positions + " of " + other.length + ", " + other.range
                    + " to " + range);
        }
        for (int i = 0; i < layers.length; i++) layers[i].copyPrefix(other.layers[i], positions);
        length = positions;
    }

    /// Bytes held now.
    public long bytes() {
        long bytes = 0;
        for (KeyValues layer : layers) bytes += layer.bytes();
        return bytes;
    }

    /// Bytes that a cache of `positions` positions holds.
    public static long bytes(ModelConfig config, LayerRange range, int positions) {
        return range.count() * KeyValues.bytes(config.kvHeads(), config.headSize(), positions);
    }

    KeyValues layer(int layer) {
        return layers[layer - range.from()];
    }

    void reserve(LayerRange part, int positions) {
        for (int i = part.from(); i < part.to(); i++) layer(i).reserve(positions);
    }

    void written(int positions) {
        length = positions;
    }
}
