package dev.pando.kernel;

import java.util.Arrays;
import java.util.Objects;

/// The keys and values of one layer of one sequence, as [Attention] wants them; it grows as positions are put.
///
/// Keys lie in tiles of 16 positions, turned so that a vector holds one element of 16 keys; values lie as they come,
/// each padded to a multiple of 16 elements.
///
/// Positions may be overwritten: to go back to a shorter prefix, put the next position again. One writer; readers must
/// come after it in the same phase order.
public final class KeyValues {

    /// Positions of one chunk of storage.
    static final int CHUNK = 256;

    /// Positions of one tile of keys.
    static final int TILE = Lanes.LANES;

    final int kvHeads;
    final int headSize;
    final int valueSize; // headSize rounded up to 16
    float[][] keys = {}; // (chunk)(kvHead, tile, headSize, 16)
    float[][] values = {}; // (chunk)(kvHead, position, valueSize)

    /// @param kvHeads  heads of keys and values
    /// @param headSize elements of one head
    public KeyValues(int kvHeads, int headSize) {
        if (kvHeads < 1 || headSize < 1) throw new IllegalArgumentException(kvHeads + " heads of " + headSize);
        this.kvHeads = kvHeads;
        this.headSize = headSize;
        this.valueSize = Math.ceilDiv(headSize, TILE) * TILE;
    }

    /// Heads of keys and values.
    public int kvHeads() {
        return kvHeads;
    }

    /// Elements of one head.
    public int headSize() {
        return headSize;
    }

    /// Makes room for positions `0 .. positions`, so that puts below it may come from several threads.
    public void reserve(int positions) {
        int chunks = Math.ceilDiv(positions, CHUNK), had = keys.length;
        if (chunks <= had) return;
        keys = Arrays.copyOf(keys, chunks);
        values = Arrays.copyOf(values, chunks);
        for (int i = had; i < chunks; i++) {
            keys[i] = new float[CHUNK * kvHeads * headSize];
            values[i] = new float[CHUNK * kvHeads * valueSize];
        }
    }

    /// Stores the key and value of all heads at `position`.
    ///
    /// @param k (kvHeads, headSize) at `kOffset`, already rotated
    /// @param v (kvHeads, headSize) at `vOffset`
    public void put(int position, float[] k, int kOffset, float[] v, int vOffset) {
        Objects.checkFromIndexSize(kOffset, kvHeads * headSize, k.length);
        Objects.checkFromIndexSize(vOffset, kvHeads * headSize, v.length);
        reserve(Math.addExact(position, 1));
        float[] chunk = keys[position / CHUNK];
        for (int h = 0; h < kvHeads; h++) {
            int at = keyAt(h, position);
            for (int d = 0; d < headSize; d++) chunk[at + d * TILE] = k[kOffset + h * headSize + d];
            System.arraycopy(v, vOffset + h * headSize, values[position / CHUNK], valueAt(h, position), headSize);
        }
    }

    /// Makes the first `positions` positions those of `other`, which must have the same shape: a shared prefix.
    public void copyPrefix(KeyValues other, int positions) {
        if (other.kvHeads != kvHeads || other.headSize != headSize) {
            throw new IllegalArgumentException("a cache of another shape");
        }
        int chunks = Math.ceilDiv(positions, CHUNK);
        Objects.checkFromToIndex(0, chunks, other.keys.length);
        reserve(positions);
        for (int i = 0; i < chunks; i++) {
            System.arraycopy(other.keys[i], 0, keys[i], 0, keys[i].length);
            System.arraycopy(other.values[i], 0, values[i], 0, values[i].length);
        }
    }

    /// Bytes held.
    public long bytes() {
        return bytes(kvHeads, headSize, keys.length * CHUNK);
    }

    /// Bytes that `positions` positions of such a shape take, whole chunks.
    public static long bytes(int kvHeads, int headSize, int positions) {
        long elements = headSize + Math.ceilDiv(headSize, TILE) * TILE;
        return Math.ceilDiv(positions, CHUNK) * (long) CHUNK * kvHeads * elements * Float.BYTES;
    }

    /// Where element 0 of the key of `position` lies in its chunk; the next element is [#TILE] further.
    int keyAt(int kvHead, int position) {
        int inChunk = position % CHUNK;
        return (kvHead * (CHUNK / TILE) + inChunk / TILE) * headSize * TILE + inChunk % TILE;
    }

    /// Where the value of `position` lies in its chunk.
    int valueAt(int kvHead, int position) {
        return (kvHead * CHUNK + position % CHUNK) * valueSize;
    }
}
