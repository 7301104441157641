package dev.pando.node.notes;

import dev.pando.engine.artifact.AuthorKey;
import dev.pando.engine.artifact.ContentId;
import dev.pando.node.notes.Note.State;
import dev.pando.node.store.Database;
import dev.pando.node.store.Row;
import dev.pando.node.store.Sql;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The notes of a node in its database: its person's and everybody else's. Any thread may call.
///
/// What one author says again ([Statement#repeats]) is one note, seen again. What is our own is surer then, from another text or
/// talk; somebody else who repeats themselves is as sure as they were at best.
public final class Notes {

    /// Notes of one answer.
    public static final int LIST_MAX = 10_000;
    /// Notes of one author with the same subject and object; what else they say of both is taken for the last.
    public static final int RELATIONS_MAX = 16;
    private static final byte[] OWN = new byte[0];
    private static final String HEARD = "WHERE length(author) = 0 AND artifact IS NULL AND seen = 1 AND message ";

    // Own first, then of authors whom this node's person invited, then of those with more good than bad, then of strangers, at last of
    // who is blocked: keys cost nothing, and however many say the same, they do not crowd out who is known. What somebody known says
    // is judged by their reputation afterwards.
    private static final String KNOWN_FIRST = " ORDER BY length(author) > 0, coalesce((SELECT CASE WHEN blocked THEN 3"
            + " WHEN invited THEN 0 WHEN good >= 0.5 AND good > bad THEN 1 ELSE 2 END FROM trust WHERE trust.author = n.author), 2), ";

    /// What [#naming] asks. Of authors who are known as well as each other everybody has a turn before anybody has a second.
    static final String NAMING = """
            SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY author ORDER BY confidence DESC, id) AS turn FROM note
                WHERE state = 'KNOWN' AND (subject = ? OR object = ?)) n"""
            + KNOWN_FIRST
            + "turn, confidence DESC, id LIMIT 100";

    private final Database database;

    /// The notes of a database.
    public Notes(Database database) {
        this.database = database;
    }

    /// Keeps something that this node's person said or gave it to read.
    ///
    /// @param atMs now, milliseconds since 1970
    public Note add(Statement statement, String source, String topic, double confidence, long atMs) {
        return put(OWN, statement, source, topic, confidence, atMs, null);
    }

    /// Keeps what somebody else's artifact says.
    ///
    /// @param atMs when its author says it was made
    public Note add(AuthorKey author, ContentId artifact, Statement statement, String source, String topic,
            double confidence, long atMs) {
        return put(author.bytes(), statement, source, topic, confidence, atMs, artifact.toString());
    }

    /// The same within a transaction of somebody else's.
    public static Note add(Sql sql, AuthorKey author, ContentId artifact, Statement statement, String source,
            String topic,
            double confidence, long atMs) {
        return put(sql, author.bytes(), statement, source, topic, confidence, atMs, artifact.toString());
    }

    /// Takes the note of an artifact out of everything, within a transaction of somebody else's.
    public static void withdraw(Sql sql, ContentId artifact) {
        sql.update("UPDATE note SET state = 'WITHDRAWN' WHERE artifact = ?", artifact.toString());
    }

    private Note put(byte[] author, Statement s, String source, String topic, double confidence, long atMs,
            String artifact) {
        return database.write(sql -> put(sql, author, s, source, topic, confidence, atMs, artifact));
    }

    private static Note put(Sql sql, byte[] author, Statement s, String source, String topic, double confidence,
            long atMs, String artifact) {
        Optional<Note> before = said(sql, author, s);
        if (before.isEmpty()) {
            return sql.one("""
                    INSERT INTO note(author, subject, relation, object, sentence, source, topic, confidence, created_ms,
                        artifact, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'KNOWN') RETURNING *""", Notes::note,
                    author, s.subject(), s.relation(), s.object(), s.sentence(), source, topic, confidence, atMs,
                    artifact).orElseThrow();
        }
        if (before.get().state() == State.KNOWN) return again(sql, before.get().id(), confidence, artifact);
        // What was taken back is not said again by saying it in other words: all of it is new but how often it was said.
        return sql
                .one("""
                        UPDATE note SET relation = ?, sentence = ?, source = ?, topic = ?, confidence = ?, created_ms = ?, artifact = ?,
                            message = NULL, state = 'KNOWN', seen = seen + 1 WHERE id = ? RETURNING *""",
                        Notes::note,
                        s.relation(), s.sentence(), source, topic, confidence, atMs, artifact, before.get().id())
                .orElseThrow();
    }

    // Two independent sightings leave the share of doubt that both leave. One author's are not independent.
    private static Note again(Sql sql, long id, double confidence, String artifact) {
        return sql.one("""
                UPDATE note SET seen = seen + 1, artifact = coalesce(?2, artifact),
                    confidence = iif(length(author) = 0, 1 - (1 - confidence) * (1 - ?3), max(confidence, ?3))
                WHERE id = ?1 RETURNING *""", Notes::note, id, artifact, confidence).orElseThrow();
    }

    private static Optional<Note> said(Sql sql, byte[] author, Statement s) {
        List<Note> said = sql.list(
                "SELECT * FROM note WHERE author = ? AND subject = ? AND object = ? ORDER BY id LIMIT " + RELATIONS_MAX,
                Notes::note, author, s.subject(), s.object());
        Optional<Note> same = said.stream().filter(note -> note.statement().repeats(s)).findFirst();
        return same.isPresent() || said.size() < RELATIONS_MAX ? same : Optional.of(said.getLast());
    }

    /// What this node's person said before and would only say again; empty if it was taken back since.
    public Optional<Note> said(Statement statement) {
        return database.read(sql -> said(sql, OWN, statement)).filter(note -> note.state() == State.KNOWN);
    }

    /// How often somebody else said anything of a subject and an object.
    public long sightings(AuthorKey author, String subject, String object) {
        return database.read(sql -> sql.number(
                "SELECT sum(seen) FROM note WHERE author = ? AND subject = ? AND object = ?", author.bytes(), subject,
                object));
    }

    /// Says in which message a note of ours was said; of one that is from elsewhere too, it says nothing.
    public void heard(long id, long message) {
        database.write(sql -> sql.update("UPDATE note SET message = ? WHERE id = ? AND seen = 1", message, id));
    }

    /// Own notes that were said in a message and nowhere else, and that nobody else has.
    public List<Note> heardIn(long message) {
        return list(HEARD + "= ?", message);
    }

    /// The same of a whole conversation.
    public List<Note> heardInConversation(long conversation) {
        return list(HEARD + "IN (SELECT id FROM message WHERE conversation = ?)", conversation);
    }

    /// Deletes a note, words and all.
    public void delete(long id) {
        database.write(sql -> sql.update("DELETE FROM note WHERE id = ?", id));
    }

    /// Says under which name others have a note of ours.
    public void published(long id, ContentId artifact) {
        database.write(sql -> sql.update("UPDATE note SET artifact = ? WHERE id = ?", artifact.toString(), id));
    }

    /// Takes a note out of everything.
    public void withdraw(long id) {
        database.write(sql -> sql.update("UPDATE note SET state = 'WITHDRAWN' WHERE id = ?", id));
    }

    /// Takes the note of an artifact out of everything.
    public void withdraw(ContentId artifact) {
        database.write(
                sql -> sql.update("UPDATE note SET state = 'WITHDRAWN' WHERE artifact = ?", artifact.toString()));
    }

    /// A note by its number.
    public Optional<Note> find(long id) {
        return database.read(sql -> sql.one("SELECT * FROM note WHERE id = ?", Notes::note, id));
    }

    /// What counts, oldest first; at most [#LIST_MAX].
    public List<Note> known() {
        return list("WHERE state = 'KNOWN' ORDER BY id LIMIT " + LIST_MAX);
    }

    /// Hands everything that counts to `sink`, oldest first, a page at a time.
    public void each(Consumer<Note> sink) {
        List<Note> page = List.of();
        do {
            long after = page.isEmpty() ? 0 : page.getLast().id();
            page = list("WHERE state = 'KNOWN' AND id > ? ORDER BY id LIMIT 1000", after);
            page.forEach(sink);
        } while (!page.isEmpty());
    }

    /// Own notes that nobody else has.
    public List<Note> unpublished() {
        return list("WHERE state = 'KNOWN' AND length(author) = 0 AND artifact IS NULL ORDER BY id");
    }

    /// What counts and has a name as its subject or its object, own first, then of authors who are known; of these a note of each, the
    /// surest, then another of each; at most 100.
    public List<Note> naming(String name) {
        return database.read(sql -> sql.list(NAMING, Notes::note, name, name));
    }

    /// What counts and says that a subject leads to an object, of each author the surest; own first, then of authors who are known, then the
    /// surest; at most 20.
    public List<Note> between(String subject, String object) {
        // SQLite takes the columns of a group from the row in which a lone max() found the largest.
        return database.read(sql -> sql.list(
                "SELECT *, max(confidence) FROM note n WHERE state = 'KNOWN' AND subject = ? AND object = ? GROUP BY author"
                        + KNOWN_FIRST + "confidence DESC, id LIMIT 20",
                Notes::note, subject, object));
    }

    /// What counts and has these words anywhere.
    public List<Note> search(String words, int limit) {
        String pattern = "%" + words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
        return list(
                "WHERE state = 'KNOWN' AND sentence || ' ' || subject || ' ' || object LIKE ? ESCAPE '\\' ORDER BY id DESC LIMIT ?",
                pattern, limit);
    }

    /// How many notes count.
    public long count() {
        return database.read(sql -> sql.number("SELECT count(*) FROM note WHERE state = 'KNOWN'"));
    }

    private List<Note> list(String where, Object... values) {
        return database.read((Sql sql) -> sql.list("SELECT * FROM note " + where, Notes::note, values));
    }

    private static Note note(Row row) {
        byte[] author = row.bytes("author");
        Statement statement = new Statement(row.text("subject"), row.text("relation"), row.text("object"),
                row.text("sentence"));
        return new Note(row.number("id"), author.length == 0 ? Optional.empty() : Optional.of(new AuthorKey(author)),
                statement,
                row.text("source"), row.text("topic"), row.real("confidence"), (int) row.number("seen"),
                row.number("created_ms"), Optional.ofNullable(row.text("artifact")).map(ContentId::parse),
                State.valueOf(row.text("state")));
    }
}
