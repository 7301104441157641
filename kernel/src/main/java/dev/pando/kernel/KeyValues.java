package dev.pando.kernel;

import java.util.Arrays;
import java.util.Objects;

/// The keys and values of one layer of one sequence, as [Attention] wants them; it grows as positions are put.
///
/// Positions may be overwritten: to go back to a shorter prefix, put the next position again. One writer; readers must
/// come after it in the same phase order.
public final class KeyValues {

    /// Positions of one chunk of storage.
    static final int CHUNK = 256;

    final int kvHeads;
    final int headSize;
    float[][] keys = {}; // (chunk)(kvHead, position, headSize)
    float[][] values = {}; // (chunk)(kvHead, position, headSize)

    /// @param kvHeads  heads of keys and values
    /// @param headSize elements of one head
    public KeyValues(int kvHeads, int headSize) {
        if (kvHeads < 1 || headSize < 1) throw new IllegalArgumentException(kvHeads + " heads of " + headSize);
        this.kvHeads = kvHeads;
        this.headSize = headSize;
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
            values[i] = new float[CHUNK * kvHeads * headSize];
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
        for (int h = 0; h < kvHeads; h++) {
            int at = at(h, position);
            System.arraycopy(k, kOffset + h * headSize, keys[position / CHUNK], at, headSize);
            System.arraycopy(v, vOffset + h * headSize, values[position / CHUNK], at, headSize);
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
        return 2L * Math.ceilDiv(positions, CHUNK) * CHUNK * kvHeads * headSize * Float.BYTES;
    }

    int at(int kvHead, int position) {
        return (kvHead * CHUNK + position % CHUNK) * headSize;
    }
}
