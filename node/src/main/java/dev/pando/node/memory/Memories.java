package dev.pando.node.memory;

import dev.pando.node.encode.Encoder;
import dev.pando.node.encode.EncodingException;
import dev.pando.node.store.Database;
import dev.pando.node.store.Row;
import dev.pando.node.store.Sql;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

/// The memories of a node: added, searched, changed and deleted. Any thread may call.
///
/// Vectors lie in the database and, once something was searched, in working memory as well; before each search what
/// changed since is read, whoever changed it. Where the encoder does not run, words alone are searched. As long as some
/// memories have only the vectors of the encoder's first ([Encoder#first()]), as in a database of an earlier Pando, all are
/// compared by these.
public final class Memories {

    /// Hits of one search at most.
    public static final int HITS_MAX = 100;

    private static final System.Logger LOG = System.getLogger(Memories.class.getName());
    private static final String COLUMNS = "id, kind, text, message, created_ms, changed_ms";
    // Memories that are given vectors in one transaction.
    private static final int CATCH_UP = 64;

    private final Database database;
    private final Encoder encoder;
    private final InstantSource clock;
    private final VectorIndex index;
    private final Optional<float[]> asking; // what questions have in common
    private long seen; // the last change that the index has
    private boolean silent; // the encoder's failure was said

    /// A passage on its way into the database.
    ///
    /// @param text what to remember
    /// @param code its vector as [Code] writes it; null where the encoder does not run
    public record Draft(String text, byte[] code) {}

    /// Opens the memories of a database.
    public Memories(Database database, Encoder encoder, InstantSource clock) {
        this.database = database;
        this.encoder = encoder;
        this.clock = clock;
        asking = encoder.asking();
        this.index = new VectorIndex(encoder.dimensions(), encoder.first().dimensions());
    }

    /// Makes passages of what a person said, ready to be stored with [#store]; encoding is slow, so it is done before
    /// the transaction.
    public List<Draft> passages(String said) {
        return Passages.of(said).stream().map(this::draft).toList();
    }

    /// Makes a draft of one text.
    ///
    /// @throws IllegalArgumentException if the text is empty or too long
    public Draft draft(String text) {
        return new Draft(Memory.checked(text), encoded(text).map(Code::of).orElse(null));
    }

    private Optional<float[]> encoded(String text) {
        try {
            return Optional.of(encoder.encode(text));
        } catch (EncodingException e) {
            if (!silent) LOG.log(System.Logger.Level.WARNING, e.getMessage() + "; memories are found by words only");
            silent = true;
            return Optional.empty();
        }
    }

    /// Stores drafts inside a transaction, so that a message is never there without its memories.
    public void store(Sql sql, Memory.Kind kind, List<Draft> drafts, OptionalLong message) {
        for (Draft draft : drafts) insert(sql, kind, draft, message);
    }

    private long insert(Sql sql, Memory.Kind kind, Draft draft, OptionalLong message) {
        long now = clock.millis();
        return sql.insert(
                "INSERT INTO memory(kind, text, message, encoder, vector, created_ms, changed_ms) VALUES (?, ?, ?, ?, ?, ?, ?)",
                kind.word(), draft.text, message.isPresent() ? message.getAsLong() : null,
                draft.code == null ? "" : encoder.id(), draft.code, now, now);
    }

    /// Writes a note.
    ///
    /// @throws IllegalArgumentException if the text is empty or too long
    public Memory note(String text) {
        Draft draft = draft(text);
        return database.write(sql -> {
            long id = insert(sql, Memory.Kind.NOTE, draft, OptionalLong.empty());
            return one(sql, id).orElseThrow();
        });
    }

    /// The memory of this number.
    public Optional<Memory> memory(long id) {
        return database.read(sql -> one(sql, id));
    }

    private static Optional<Memory> one(Sql sql, long id) {
        return sql.one("SELECT " + COLUMNS + " FROM memory WHERE id = ?", Memories::read, id);
    }

    private static Memory read(Row row) {
        return new Memory(row.number("id"), Memory.Kind.of(row.text("kind")), row.text("text"),
                row.isNull("message") ? OptionalLong.empty() : OptionalLong.of(row.number("message")),
                row.number("created_ms"), row.number("changed_ms"));
    }

    /// How many there are.
    public long count() {
        return database.read(sql -> sql.number("SELECT count(*) FROM memory"));
    }

    /// Memories, the newest first.
    ///
    /// @param before only those with a smaller number; [Long#MAX_VALUE] for all
    /// @param most   at most so many
    public List<Memory> list(long before, int most) {
        return database.read(sql -> sql.list(
                "SELECT " + COLUMNS + " FROM memory WHERE id < ? ORDER BY id DESC LIMIT ?", Memories::read, before,
                most));
    }

    /// Hands every memory to `sink`, oldest first, a page at a time.
    public void each(Consumer<Memory> sink) {
        List<Memory> page = List.of();
        do {
            long after = page.isEmpty() ? 0 : page.getLast().id();
            page = database.read(sql -> sql.list(
                    "SELECT " + COLUMNS + " FROM memory WHERE id > ? ORDER BY id LIMIT 1000", Memories::read, after));
            page.forEach(sink);
        } while (!page.isEmpty());
    }

    /// Changes what is remembered.
    ///
    /// @return the memory as it is now; empty if there is none of this number
    /// @throws IllegalArgumentException if the text is empty or too long
    public Optional<Memory> change(long id, String text) {
        Draft draft = draft(text);
        return database.write(sql -> {
            sql.update("UPDATE memory SET text = ?, encoder = ?, vector = ?, changed_ms = ? WHERE id = ?", draft.text,
                    draft.code == null ? "" : encoder.id(), draft.code, clock.millis(), id);
            return one(sql, id);
        });
    }

    /// Forgets a memory: text, words and vector.
    ///
    /// @return whether there was one
    public boolean forget(long id) {
        return database.write(sql -> sql.update("DELETE FROM memory WHERE id = ?", id)) > 0;
    }

    /// Forgets what was remembered of a message, within a transaction.
    public static void forgetOf(Sql sql, long message) {
        sql.update("DELETE FROM memory WHERE message = ?", message);
    }

    /// Forgets what was remembered of a conversation, within a transaction.
    public static void forgetConversation(Sql sql, long conversation) {
        sql.update("DELETE FROM memory WHERE message IN (SELECT id FROM message WHERE conversation = ?)", conversation);
    }

    /// What fits `question` best, best first.
    ///
    /// @param most at most so many; 1 to [#HITS_MAX]
    public List<Found> search(String question, int most) {
        return search(question, most, _ -> true);
    }

    /// The same among memories for which `wanted` holds.
    ///
    /// @param wanted asked with the message in which something was said; notes always count
    public List<Found> search(String question, int most, LongPredicate wanted) {
        if (most < 1 || most > HITS_MAX)
            throw new IllegalArgumentException("limit: " + most + ", from 1 to " + HITS_MAX);
        Optional<float[]> vector = encoded(question);
        Map<Long, Memory> texts = new HashMap<>();
        List<Recall.Candidate> candidates = database.read(sql -> {
            Map<Long, Double> shares = Words.shares(sql, question, Recall.CANDIDATES_BY_WORDS);
            List<Recall.Candidate> all = candidates(sql, vector, shares);
            some(sql, all).stream().filter(m -> counts(m, wanted)).forEach(m -> texts.put(m.id(), m));
            return all.stream().filter(c -> texts.containsKey(c.id())).toList();
        });
        return Recall.best(candidates, likeness(candidates), most).stream()
                .map(r -> new Found(texts.get(r.candidate().id()), r.score(), cosine(r.candidate().id(), vector)))
                .toList();
    }

    // By the encoder's first alone, in which what has nothing in common is near 0.
    private synchronized double cosine(long id, Optional<float[]> vector) {
        return vector.flatMap(v -> index.cosine(id, beginning(v, encoder.first().dimensions())))
                .map(Float::doubleValue).orElse(Double.NaN);
    }

    private static List<Memory> some(Sql sql, List<Recall.Candidate> candidates) {
        List<Long> ids = candidates.stream().map(Recall.Candidate::id).toList();
        return sql.list("SELECT " + COLUMNS + " FROM memory WHERE id IN (SELECT value FROM json_each(?))",
                Memories::read, ids.toString());
    }

    private static boolean counts(Memory memory, LongPredicate wanted) {
        return memory.message().isEmpty() || wanted.test(memory.message().getAsLong());
    }

    // The nearest by meaning, and those that the words found.
    private synchronized List<Recall.Candidate> candidates(Sql sql, Optional<float[]> vector,
            Map<Long, Double> shares) {
        catchUp(sql);
        Optional<float[]> query = vector.map(this::query);
        Set<Long> ids = new TreeSet<>(shares.keySet());
        query.ifPresent(q -> near(q).forEach(hit -> ids.add(hit.id())));
        return ids.stream().map(id -> new Recall.Candidate(id,
                query.flatMap(q -> index.cosine(id, q)).orElse(Float.NaN), shares.getOrDefault(id, 0.0))).toList();
    }

    private float[] query(float[] question) {
        return index.isWhole()
                ? asking.map(mean -> Recall.shifted(question, mean)).orElse(question)
                : beginning(question, encoder.first().dimensions());
    }

    // The first elements of a vector, as a unit vector.
    private static float[] beginning(float[] vector, int elements) {
        float[] beginning = Arrays.copyOf(vector, elements);
        double squares = 0;
        for (float b : beginning) squares += (double) b * b;
        for (int i = 0; squares > 0 && i < elements; i++) beginning[i] /= (float) Math.sqrt(squares);
        return beginning;
    }

    // As many as every memory has.
    private int comparedElements() {
        return index.isWhole() ? encoder.dimensions() : encoder.first().dimensions();
    }

    private List<VectorIndex.Hit> near(float[] query) {
        List<VectorIndex.Hit> hits = index.nearest(query, Recall.NEAR);
        return Recall.thinned(hits, index.likeness(ids(hits), ids(Recall.sample(hits)), query.length));
    }

    private static long[] ids(List<VectorIndex.Hit> hits) {
        return hits.stream().mapToLong(VectorIndex.Hit::id).toArray();
    }

    private synchronized float[][] likeness(List<Recall.Candidate> candidates) {
        long[] ids = candidates.stream().mapToLong(Recall.Candidate::id).toArray();
        return index.likeness(ids, ids, comparedElements());
    }

    private void catchUp(Sql sql) {
        sql.list(
                "SELECT number, c.memory AS memory, vector, encoder FROM memory_change c LEFT JOIN memory m ON m.id = c.memory"
                        + " WHERE number > ? ORDER BY number",
                row -> {
                    byte[] code = row.bytes("vector");
                    if (code == null || !isReadable(row.text("encoder"))) index.remove(row.number("memory"));
                    else
                        index.put(row.number("memory"), code);
                    seen = row.number("number");
                    return null;
                }, seen);
    }

    private boolean isReadable(String by) {
        return by.equals(encoder.id()) || by.equals(encoder.first().id());
    }

    /// Gives vectors to memories that have none, or one of another encoder; for a thread in the background, which stops early
    /// when it is interrupted.
    ///
    /// @return memories that were given one
    public int encodeMissing() {
        int done = 0;
        while (true) {
            List<Memory> page = database.read(sql -> sql.list(
                    "SELECT " + COLUMNS + " FROM memory WHERE encoder < ? OR encoder > ? LIMIT " + CATCH_UP,
                    Memories::read, encoder.id(), encoder.id()));
            if (page.isEmpty() || encoded(page.getFirst().text()).isEmpty()) return done;
            Map<Memory, byte[]> codes = new HashMap<>();
            for (Memory memory : page) {
                if (Thread.currentThread().isInterrupted()) return done;
                encoded(memory.text()).ifPresent(v -> codes.put(memory, Code.of(v)));
            }
            done += database.write(sql -> codes.entrySet().stream()
                    .mapToInt(e -> sql.update("UPDATE memory SET encoder = ?, vector = ? WHERE id = ? AND text = ?",
                            encoder.id(), e.getValue(), e.getKey().id(), e.getKey().text()))
                    .sum());
        }
    }
}
