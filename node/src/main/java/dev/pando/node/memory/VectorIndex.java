package dev.pando.node.memory;

import dev.pando.kernel.SignedBytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/// All vectors in working memory, a byte an element, looked through one by one.
///
/// A flat scan finds what is nearest, exactly, needs no building and no tuning, and forgets at once what is deleted. At 100,000
/// memories it reads 38 MB a question (`lab/results/instance` says how long that takes); what a person says in a
/// lifetime is not many times more.
///
/// One thread at a time.
final class VectorIndex {

    /// Vectors of a block; blocks are never copied when the index grows.
    private static final int BLOCK = 4096;

    private final int dimensions;
    private final List<byte[]> blocks = new ArrayList<>(); // (BLOCK, dimensions)
    private final Map<Long, Integer> places = new HashMap<>();
    private long[] ids = new long[BLOCK];
    private float[] scales = new float[BLOCK];
    private int count;

    /// A hit of a search.
    ///
    /// @param id     the memory
    /// @param cosine how alike it is, -1 to 1
    record Hit(long id, float cosine) {}

    VectorIndex(int dimensions) {
        this.dimensions = dimensions;
    }

    int size() {
        return count;
    }

    /// Adds a vector or replaces that of the same id.
    ///
    /// @param code as [Code] writes it
    void put(long id, byte[] code) {
        if (code.length != Code.BYTES_OFFSET + dimensions)
            throw new IllegalArgumentException("vector of memory " + id + ": " + code.length + " bytes");
        int place = places.computeIfAbsent(id, k -> append(k));
        scales[place] = Code.scale(code);
        System.arraycopy(code, Code.BYTES_OFFSET, blocks.get(place / BLOCK), place % BLOCK * dimensions, dimensions);
    }

    private int append(long id) {
        if (count == blocks.size() * BLOCK) {
            blocks.add(new byte[BLOCK * dimensions]);
            ids = Arrays.copyOf(ids, blocks.size() * BLOCK);
            scales = Arrays.copyOf(scales, blocks.size() * BLOCK);
        }
        ids[count] = id;
        return count++;
    }

    /// Takes a vector out; the last one moves to its place.
    void remove(long id) {
        Integer place = places.remove(id);
        if (place == null) return;
        int last = --count;
        if (place == last) return;
        System.arraycopy(blocks.get(last / BLOCK), last % BLOCK * dimensions, blocks.get(place / BLOCK),
                place % BLOCK * dimensions, dimensions);
        ids[place] = ids[last];
        scales[place] = scales[last];
        places.put(ids[place], place);
    }

    /// How alike the vector of an id is to `query`, if it has one.
    Optional<Float> cosine(long id, float[] query) {
        return Optional.ofNullable(places.get(id)).map(place -> cosine(place, query));
    }

    /// How alike vectors are among each other.
    ///
    /// @param ids (n)
    /// @return (n, n) cosines; 0 in rows and columns of ids without a vector
    float[][] likeness(long[] ids) {
        float[][] likeness = new float[ids.length][ids.length];
        for (int i = 0; i < ids.length; i++) {
            Integer place = places.get(ids[i]);
            if (place == null) continue;
            float[] vector = vector(place);
            for (int j = 0; j <= i; j++) {
                likeness[i][j] = likeness[j][i] = cosine(ids[j], vector).orElse(0f);
            }
        }
        return likeness;
    }

    private float[] vector(int place) {
        byte[] block = blocks.get(place / BLOCK);
        float[] vector = new float[dimensions];
        for (int i = 0; i < dimensions; i++) vector[i] = scales[place] * block[place % BLOCK * dimensions + i];
        return vector;
    }

    private float cosine(int place, float[] query) {
        return scales[place]
                * SignedBytes.dot(blocks.get(place / BLOCK), place % BLOCK * dimensions, query, 0, dimensions);
    }

    /// The `most` vectors nearest to `query`, best first; equally near ones by rising id.
    ///
    /// @param query (dimensions) a unit vector
    List<Hit> nearest(float[] query, int most) {
        PriorityQueue<Hit> worstFirst = new PriorityQueue<>(
                (a, b) -> a.cosine != b.cosine ? Float.compare(a.cosine, b.cosine) : Long.compare(b.id, a.id));
        float needed = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            float cosine = cosine(i, query);
            if (cosine < needed) continue;
            worstFirst.add(new Hit(ids[i], cosine));
            if (worstFirst.size() > most) worstFirst.poll();
            if (worstFirst.size() == most) needed = worstFirst.peek().cosine;
        }
        List<Hit> hits = new ArrayList<>(worstFirst);
        hits.sort(worstFirst.comparator().reversed());
        return hits;
    }
}
