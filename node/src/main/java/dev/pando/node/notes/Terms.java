package dev.pando.node.notes;

import dev.pando.engine.grid.Lexicon;
import dev.pando.engine.grid.Term;
import dev.pando.node.encode.Encoder;
import dev.pando.node.store.Database;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The node's lexicon: it grows with every name that a note brings, its own or a peer's. Any thread may call.
public final class Terms {

    /// A mention this near to a known name is taken for it. High, because opposites lie near each other, too: "weak
    /// hives" and "strong hives" must not become one.
    public static final float SAME_COSINE = 0.95f;
    /// A mention in a question this near to a known name asks about it.
    public static final float ASKED_COSINE = 0.75f;

    private final Encoder encoder;
    private final Database database; // null: vectors are not kept
    private final Lexicon lexicon = new Lexicon(MeaningMap.shipped());
    private final Map<String, float[]> fresh = new HashMap<>(); // not in the database yet
    private final Map<String, float[]> ready = new ConcurrentHashMap<>(); // computed before somebody asks
    private final Map<String, String> keys = new HashMap<>(); // Names.key: the name that came first

    /// @param database keeps vectors between starts
    public Terms(Encoder encoder, Database database) {
        this.encoder = encoder;
        this.database = database;
    }

    /// A lexicon that forgets.
    public Terms(Encoder encoder) {
        this(encoder, null);
    }

    /// The term of a name, new if need be.
    public synchronized Term of(String name) {
        Optional<Term> known = lexicon.find(name);
        if (known.isPresent()) return known.get();
        keys.putIfAbsent(Names.key(name), name);
        return lexicon.add(name, vector(name));
    }

    /// Computes what [#of] will need of names, those that are new here together. Any number of threads may, at once; the lexicon does
    /// not change by it, and nothing is kept until the name is asked for.
    public void prepare(Collection<String> names) {
        List<String> fresh = new ArrayList<>();
        for (String name : new LinkedHashSet<>(names)) {
            if (ready.containsKey(name) || find(name).isPresent()) continue;
            kept(name).ifPresentOrElse(vector -> ready.put(name, vector), () -> fresh.add(name));
        }
        List<float[]> vectors = encoder.encodeAll(fresh);
        for (int i = 0; i < vectors.size(); i++) ready.put(fresh.get(i), vectors.get(i));
    }

    /// Forgets what was prepared and not asked for.
    public void forgetPrepared() {
        ready.clear();
    }

    /// The term of a name, if a note brought it.
    public synchronized Optional<Term> find(String name) {
        return lexicon.find(name);
    }

    /// The name that a mention spells, in the singular or the plural, if a note brought it.
    public synchronized Optional<String> spelled(String mention) {
        return Optional.ofNullable(keys.get(Names.key(mention)));
    }

    /// The name under which a mention is known here, or would be.
    public synchronized String canonical(String mention) {
        String name = Names.canonical(mention);
        if (lexicon.find(name).isPresent()) return name;
        String spelled = keys.get(Names.key(name));
        if (spelled != null) return spelled;
        return lexicon.snap(vector(name), SAME_COSINE).map(term -> lexicon.name(term.id())).orElse(name);
    }

    /// The known name nearest to what a question mentions.
    public synchronized Optional<Near> nearest(String mention) {
        float[] vector = vector(Names.canonical(mention));
        return lexicon.snap(vector, ASKED_COSINE)
                .map(term -> new Near(term, Encoder.cosine(vector, lexicon.vector(term.id()))));
    }

    /// A term and how near it is.
    public record Near(Term term, float cosine) {}

    /// How alike two texts are in meaning, -1 to 1.
    public float alike(String one, String other) {
        return Encoder.cosine(vector(one), vector(other));
    }

    /// The lexicon itself; hold this object's monitor while using it.
    public Lexicon lexicon() {
        return lexicon;
    }

    /// The name of a term.
    public synchronized String name(Term term) {
        return lexicon.name(term.id());
    }

    /// Every name.
    public synchronized List<String> names() {
        return java.util.stream.IntStream.range(0, lexicon.size()).mapToObj(lexicon::name).toList();
    }

    /// The 256 bits under which a memory about this name is found: half of its code.
    public static byte[] code(Term term) {
        ByteBuffer bytes = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 4; i++) bytes.putLong(term.code()[i]);
        return bytes.array();
    }

    private float[] vector(String name) {
        if (database == null) return encoded(name);
        synchronized (fresh) {
            float[] vector = fresh.get(name);
            if (vector != null) return vector;
        }
        Optional<float[]> kept = ready.containsKey(name) ? Optional.empty() : kept(name);
        if (kept.isPresent()) return kept.get();
        float[] vector = encoded(name);
        synchronized (fresh) {
            fresh.put(name, vector);
        }
        return vector;
    }

    private float[] encoded(String name) {
        float[] prepared = ready.get(name);
        return prepared != null ? prepared : encoder.encode(name);
    }

    private Optional<float[]> kept(String name) {
        if (database == null) return Optional.empty();
        return database
                .read(sql -> sql.one("SELECT vector FROM name_vector WHERE name = ? AND encoder = ?",
                        row -> row.bytes("vector"), name, encoder.id()))
                .filter(bytes -> bytes.length == 4 * encoder.dimensions()).map(Terms::floats);
    }

    /// Writes the vectors that are new since the last time, in one transaction.
    public void flush() {
        Map<String, float[]> written;
        synchronized (fresh) {
            written = Map.copyOf(fresh);
            fresh.clear();
        }
        if (database == null || written.isEmpty()) return;
        database.write(sql -> {
            written.forEach((name, vector) -> sql.update(
                    "INSERT OR REPLACE INTO name_vector(name, encoder, vector) VALUES (?, ?, ?)", name, encoder.id(),
                    bytes(vector)));
            return 0;
        });
    }

    private static byte[] bytes(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * vector.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float v : vector) bytes.putFloat(v);
        return bytes.array();
    }

    private static float[] floats(byte[] bytes) {
        float[] vector = new float[bytes.length / 4];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
        return vector;
    }
}
