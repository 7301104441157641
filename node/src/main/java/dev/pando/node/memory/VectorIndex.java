package dev.pando.node.memory;

import dev.pando.kernel.Gemm;
import dev.pando.kernel.Gemm.Form;
import dev.pando.kernel.Gemm.Slice;
import dev.pando.kernel.SignedBytes;
import dev.pando.kernel.Workers;
import dev.pando.node.encode.Encoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.IntStream;

/// All vectors in working memory, a byte an element, looked through one by one.
///
/// A flat scan finds what is nearest, exactly, needs no building and no tuning, and forgets at once what is deleted. At 100,000
/// memories it reads 115 MB a question (`lab/results/instance` says how long that takes); what a person says in a
/// lifetime is not many times more.
///
/// Of a vector only the beginning may be there ([Encoder#first()]). A query as long as that is compared with beginnings
/// alone, one of full length with whole vectors, to which a beginning by itself is a vector of zeros behind it.
///
/// One thread at a time calls; a scan is shared among processors.
final class VectorIndex {

    /// Vectors of a block; blocks are never copied when the index grows.
    private static final int BLOCK = 4096;

    /// Vectors that are compared with others at once: as floats they stay in the second-level cache.
    private static final int ROWS = 96;

    private static final Workers INLINE = new Workers(1); // has no threads: those rows are shared among processors already

    private final int dimensions;
    private final int beginning; // elements of it
    private final List<byte[]> blocks = new ArrayList<>(); // (BLOCK, dimensions)
    private final Map<Long, Integer> places = new HashMap<>();
    private final Set<Long> beginnings = new HashSet<>(); // ids of which only that is there
    private long[] ids = new long[BLOCK];
    private float[] scales = new float[BLOCK]; // of whole vectors
    private float[] firstScales = new float[BLOCK]; // that make beginnings unit vectors
    private int count;

    /// A hit of a search.
    ///
    /// @param id     the memory
    /// @param cosine how alike it is, -1 to 1
    record Hit(long id, float cosine) {}

    /// @param dimensions of a whole vector
    /// @param beginning  of what is there at least
    VectorIndex(int dimensions, int beginning) {
        this.dimensions = dimensions;
        this.beginning = beginning;
    }

    int size() {
        return count;
    }

    /// Whether no vector is a beginning by itself.
    boolean isWhole() {
        return beginnings.isEmpty();
    }

    /// Adds a vector or replaces that of the same id.
    ///
    /// @param code as [Code] writes it, of a whole vector or of a beginning
    void put(long id, byte[] code) {
        int length = code.length - Code.BYTES_OFFSET;
        if (length != dimensions && length != beginning)
            throw new IllegalArgumentException("vector of memory " + id + ": " + code.length + " bytes");
        int place = places.computeIfAbsent(id, k -> append(k));
        byte[] block = blocks.get(place / BLOCK);
        int from = place % BLOCK * dimensions;
        System.arraycopy(code, Code.BYTES_OFFSET, block, from, length);
        Arrays.fill(block, from + length, from + dimensions, (byte) 0);
        scales[place] = Code.scale(code);
        firstScales[place] = unitScale(block, from, beginning);
        if (length < dimensions) beginnings.add(id);
        else
            beginnings.remove(id);
    }

    private static float unitScale(byte[] bytes, int from, int length) {
        long squares = 0;
        for (int i = from; i < from + length; i++) squares += bytes[i] * bytes[i];
        return squares == 0 ? 0 : (float) (1 / Math.sqrt(squares));
    }

    private int append(long id) {
        if (count == blocks.size() * BLOCK) {
            blocks.add(new byte[BLOCK * dimensions]);
            ids = Arrays.copyOf(ids, blocks.size() * BLOCK);
            scales = Arrays.copyOf(scales, blocks.size() * BLOCK);
            firstScales = Arrays.copyOf(firstScales, blocks.size() * BLOCK);
        }
        ids[count] = id;
        return count++;
    }

    /// Takes a vector out; the last one moves to its place.
    void remove(long id) {
        Integer place = places.remove(id);
        if (place == null) return;
        beginnings.remove(id);
        int last = --count;
        if (place == last) return;
        System.arraycopy(blocks.get(last / BLOCK), last % BLOCK * dimensions, blocks.get(place / BLOCK),
                place % BLOCK * dimensions, dimensions);
        ids[place] = ids[last];
        scales[place] = scales[last];
        firstScales[place] = firstScales[last];
        places.put(ids[place], place);
    }

    /// How alike the vector of an id is to `query`, if it has one.
    Optional<Float> cosine(long id, float[] query) {
        return Optional.ofNullable(places.get(id)).map(place -> cosine(place, query));
    }

    /// How alike some vectors are to others.
    ///
    /// @param rows    (n) ids
    /// @param columns (m) ids
    /// @param length  elements to compare: of whole vectors or of beginnings
    /// @return (n, m) cosines; 0 in rows and columns of ids without a vector
    float[][] likeness(long[] rows, long[] columns, int length) {
        Slice right = vectors(columns, 0, columns.length, length);
        float[][] likeness = new float[rows.length][columns.length];
        IntStream.range(0, Math.ceilDiv(rows.length, ROWS)).parallel().forEach(part -> {
            int from = part * ROWS, n = Math.min(ROWS, rows.length - from);
            Slice cosines = new Slice(new float[n * columns.length], 0, columns.length);
            new Gemm().multiply(INLINE, Form.A_BT, n, columns.length, length, vectors(rows, from, n, length), right,
                    cosines, false);
            for (int i = 0; i < n; i++) {
                System.arraycopy(cosines.data(), i * columns.length, likeness[from + i], 0, columns.length);
            }
        });
        return likeness;
    }

    private Slice vectors(long[] ids, int from, int count, int length) {
        float[] vectors = new float[count * length];
        for (int i = 0; i < count; i++) vector(places.get(ids[from + i]), length, vectors, i * length);
        return new Slice(vectors, 0, length);
    }

    // Zeros where there is none.
    private void vector(Integer place, int length, float[] to, int at) {
        if (place == null) return;
        byte[] block = blocks.get(place / BLOCK);
        float scale = scale(place, length);
        for (int i = 0; i < length; i++) to[at + i] = scale * block[place % BLOCK * dimensions + i];
    }

    private float cosine(int place, float[] query) {
        return scale(place, query.length)
                * SignedBytes.dot(blocks.get(place / BLOCK), place % BLOCK * dimensions, query, 0, query.length);
    }

    private float scale(int place, int length) {
        return length == dimensions ? scales[place] : firstScales[place];
    }

    /// The `most` vectors nearest to `query`, best first; equally near ones by rising id.
    ///
    /// @param query a vector, whole or a beginning; if it is no unit vector, cosines are multiplied by its length
    List<Hit> nearest(float[] query, int most) {
        float[] cosines = new float[count];
        IntStream.range(0, count).parallel().forEach(place -> cosines[place] = cosine(place, query));
        PriorityQueue<Hit> worstFirst = new PriorityQueue<>(
                (a, b) -> a.cosine != b.cosine ? Float.compare(a.cosine, b.cosine) : Long.compare(b.id, a.id));
        float needed = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            if (cosines[i] < needed) continue;
            worstFirst.add(new Hit(ids[i], cosines[i]));
            if (worstFirst.size() > most) worstFirst.poll();
            if (worstFirst.size() == most) needed = worstFirst.peek().cosine;
        }
        List<Hit> hits = new ArrayList<>(worstFirst);
        hits.sort(worstFirst.comparator().reversed());
        return hits;
    }
}
