package dev.pando.engine.grid;

import dev.pando.kernel.Vectors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/// The terms that a grid speaks of: their vectors, their codes and where they live.
///
/// A mention is snapped to the term that it is nearest to, if it is near enough; that is what makes "warming seas" and
/// "rising ocean temperatures" the same thing. Grows; a term never moves once it has a number.
public final class Lexicon {

    /// Bits of a code.
    public static final int CODE_BITS = 512;
    /// Terms of one lexicon.
    public static final int TERMS_MAX = 1 << 16;

    private static final int TILE = Grid.SIZE / SelfOrganisingMap.SIDE; // cells of a map unit, each way
    private static final int JITTER = 3; // cells that a term may lie off the middle of its tile

    private final int dimensions;
    private final float[] projection; // (CODE_BITS, dimensions)
    private final SelfOrganisingMap map; // null: terms are scattered
    private final List<String> names = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<float[]> vectors = new ArrayList<>(); // of length 1
    private final List<Term> terms = new ArrayList<>();

    /// @param map where vectors lie on the grid; all nodes that share traces must use the same
    public Lexicon(SelfOrganisingMap map) {
        this(map, map.dimensions());
    }

    private Lexicon(SelfOrganisingMap map, int dimensions) {
        this.map = map;
        this.dimensions = dimensions;
        this.projection = new float[CODE_BITS * dimensions];
        SplittableRandom random = new SplittableRandom(Wiring.SEED);
        for (int i = 0; i < projection.length; i++) projection[i] = (float) random.nextGaussian();
    }

    /// A lexicon whose terms lie anywhere, by the hash of their name alone: what a map is worth is measured against it.
    public static Lexicon scattered(int dimensions) {
        return new Lexicon(null, dimensions);
    }

    /// Adds a term.
    ///
    /// @param vector of any length but 0, as the encoder gives it
    /// @throws IllegalStateException if the lexicon is full, or has a term of this name
    /// @throws IllegalArgumentException if the vector has other dimensions, or no direction
    public Term add(String name, float[] vector) {
        if (terms.size() == TERMS_MAX)
            throw new IllegalStateException("lexicon: " + TERMS_MAX + " terms are the limit");
        if (numbers.containsKey(name)) throw new IllegalStateException("lexicon: " + name + " is there already");
        float[] unit = unit(vector);
        long[] code = code(unit);
        Term term = new Term(terms.size(), cell(name, unit), code);
        names.add(name);
        numbers.put(name, term.id());
        vectors.add(unit);
        terms.add(term);
        return term;
    }

    private float[] unit(float[] vector) {
        if (vector.length != dimensions)
            throw new IllegalArgumentException(vector.length + " dimensions, not " + dimensions);
        float norm = (float) Math.sqrt(Vectors.dot(vector, 0, vector, 0, dimensions));
        if (!(norm > 0 && norm < Float.POSITIVE_INFINITY))
            throw new IllegalArgumentException("a vector of length " + norm);
        float[] unit = vector.clone();
        Vectors.scale(unit, 0, 1 / norm, dimensions);
        return unit;
    }

    /// `sign(R · vector)`: near vectors have near codes (Charikar 2002).
    private long[] code(float[] unit) {
        long[] code = new long[CODE_BITS / 64];
        for (int bit = 0; bit < CODE_BITS; bit++) {
            if (Vectors.dot(projection, bit * dimensions, unit, 0, dimensions) < 0) code[bit >>> 6] |= 1L << (bit & 63);
        }
        return code;
    }

    // The tile of the nearest unit of the map, and a few cells off its middle by the name's hash: terms that share a tile
    // do not share their cells.
    private int cell(String name, float[] unit) {
        long hash = Wiring.SEED;
        for (int i = 0; i < name.length(); i++) hash = Wiring.mix(hash + name.charAt(i));
        int tile = map == null
                ? (int) Long.remainderUnsigned(Wiring.mix(hash), SelfOrganisingMap.UNITS)
                : map.nearest(unit);
        int span = 2 * JITTER + 1;
        int dy = (int) Long.remainderUnsigned(hash, span) - JITTER;
        int dx = (int) Long.remainderUnsigned(hash >>> 32, span) - JITTER;
        int row = tile / SelfOrganisingMap.SIDE * TILE + TILE / 2,
                column = tile % SelfOrganisingMap.SIDE * TILE + TILE / 2;
        return Grid.at(row + dy, column + dx);
    }

    /// The term of this name.
    public Optional<Term> find(String name) {
        Integer id = numbers.get(name);
        return id == null ? Optional.empty() : Optional.of(terms.get(id));
    }

    /// The vector of term `id`, of length 1; a copy.
    public float[] vector(int id) {
        return vectors.get(id).clone();
    }

    /// The term nearest to a mention, if its cosine is at least `cosineMin`.
    public Optional<Term> snap(float[] vector, float cosineMin) {
        float[] unit = unit(vector);
        float best = Float.NEGATIVE_INFINITY;
        int at = -1;
        for (int i = 0; i < vectors.size(); i++) {
            float cosine = Vectors.dot(unit, 0, vectors.get(i), 0, dimensions);
            if (cosine > best) {
                best = cosine;
                at = i;
            }
        }
        return at < 0 || best < cosineMin ? Optional.empty() : Optional.of(terms.get(at));
    }

    /// Term number `id`.
    public Term term(int id) {
        return terms.get(id);
    }

    /// The name of term `id`.
    public String name(int id) {
        return names.get(id);
    }

    /// How many terms there are.
    public int size() {
        return terms.size();
    }
}
