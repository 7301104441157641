package dev.pando.node.evidence;

import dev.pando.node.evidence.Evidence.Checked;
import dev.pando.node.evidence.Evidence.Field;
import dev.pando.node.evidence.Evidence.Helped;
import dev.pando.node.evidence.Evidence.Source;
import dev.pando.node.evidence.Evidence.Way;
import dev.pando.node.store.Database;
import dev.pando.node.store.Row;
import dev.pando.node.store.Sql;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// The evidence of all answers.
///
/// Texts are not copied: a memory that a person deletes and a note that its author takes back are gone from the evidence as
/// well, which then says that there was one; what was changed since shows by its hash.
public final class Evidences {

    private final Database database;
    private final InstantSource clock;

    /// Opens the evidence of a database.
    public Evidences(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /// How an answer was made.
    ///
    /// @param model        who answered
    /// @param sampling     how tokens were chosen, as JSON
    /// @param prompt       the whole prompt; only its hash is kept
    /// @param promptTokens tokens of the prompt
    /// @param answerTokens tokens of the answer
    /// @param genomes      which had a say in it
    public record Making(String model, String sampling, String prompt, int promptTokens, int answerTokens,
            List<Helped> genomes) {

        /// Copies the list.
        public Making {
            genomes = List.copyOf(genomes);
        }

        /// By a model alone.
        public Making(String model, String sampling, String prompt, int promptTokens, int answerTokens) {
            this(model, sampling, prompt, promptTokens, answerTokens, List.of());
        }
    }

    /// What a prompt quoted, under the number that its place in the list gives it.
    ///
    /// @param isNote whether it is a note rather than a memory
    /// @param id     which one
    /// @param author who wrote the note, a key in hexadecimal; empty for this node's person
    /// @param text   what it said
    /// @param score  how well it fitted
    public record Given(boolean isNote, long id, String author, String text, double score) {

        /// A memory.
        public static Given memory(long id, String text, double score) {
            return new Given(false, id, "", text, score);
        }
    }

    /// What notes together said.
    ///
    /// @param known      whether it was sure enough to be said
    /// @param confidence 0 to 1
    /// @param remark     why it was not said
    /// @param ways       the numbers of the notes behind each step
    public record Said(boolean known, double confidence, String remark, List<List<Integer>> ways) {}

    /// Keeps the evidence of an answer within the transaction that stores the answer.
    ///
    /// @param sources in the order of their numbers
    /// @param field   what notes together said, if they were asked
    /// @param cited   numbers that the answer names
    /// @param turns   the turns that were in the prompt
    public void keep(Sql sql, long message, Making making, List<Given> sources, Optional<Said> field,
            Set<Integer> cited, List<Long> turns) {
        sql.update(
                "INSERT INTO evidence(message, model, sampling, prompt_sha256, prompt_tokens, answer_tokens, created_ms)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                message, making.model, making.sampling, sha256(making.prompt),
                making.promptTokens, making.answerTokens, clock.millis());
        for (int i = 0; i < sources.size(); i++) keep(sql, message, i + 1, sources.get(i), cited.contains(i + 1));
        field.ifPresent(
                f -> sql.update(
                        "INSERT INTO evidence_field(message, known, confidence, remark, ways) VALUES (?, ?, ?, ?, ?)",
                        message, f.known, f.confidence, f.remark, WaysJson.write(f.ways)));
        for (Helped genome : making.genomes) {
            sql.update("INSERT INTO evidence_genome(message, genome, weight) VALUES (?, ?, ?)", message,
                    genome.genome(),
                    genome.weight());
        }
        for (long turn : turns) {
            sql.update("INSERT INTO evidence_message(message, source) SELECT ?, id FROM message WHERE id = ?", message,
                    turn);
        }
    }

    // A memory may be forgotten, and a note taken back, while the answer is made.
    private static void keep(Sql sql, long message, int number, Given given, boolean cited) {
        if (given.isNote) {
            sql.update("INSERT INTO evidence_note(message, number, note, author, score, text_sha256, cited)"
                    + " VALUES (?, ?, (SELECT id FROM note WHERE id = ?), ?, ?, ?, ?)", message, number, given.id,
                    given.author, given.score, sha256(given.text), cited);
        } else {
            sql.update("INSERT INTO evidence_memory(message, number, memory, score, text_sha256, cited)"
                    + " VALUES (?, ?, (SELECT id FROM memory WHERE id = ?), ?, ?, ?)", message, number, given.id,
                    given.score, sha256(given.text), cited);
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    /// What an answer was based on; empty if it is no answer of an engine, or not there.
    public Optional<Evidence> of(long message) {
        return database.read(sql -> {
            List<Source> sources = sources(sql, message);
            List<Long> turns = sql.list("SELECT source FROM evidence_message WHERE message = ? ORDER BY source",
                    row -> row.number("source"), message);
            Optional<Field> field = field(sql, message);
            List<Helped> genomes = sql.list(
                    "SELECT * FROM evidence_genome WHERE message = ? ORDER BY weight DESC, genome",
                    row -> new Helped(row.text("genome"), row.real("weight")), message);
            return sql.one("SELECT * FROM evidence WHERE message = ?", row -> new Evidence(message, row.text("model"),
                    row.text("sampling"), row.text("prompt_sha256"), (int) row.number("prompt_tokens"),
                    (int) row.number("answer_tokens"), Checked.valueOf(row.text("checked").toUpperCase(Locale.ROOT)),
                    row.text("checked_by"), sources, field, genomes, turns, row.number("created_ms")), message);
        });
    }

    private static List<Source> sources(Sql sql, long message) {
        return sql.list("""
                SELECT e.number, e.memory, NULL AS note, '' AS author, e.score, e.text_sha256, e.cited, m.text,
                    m.message AS turn, t.conversation, c.title
                FROM evidence_memory e LEFT JOIN memory m ON m.id = e.memory
                LEFT JOIN message t ON t.id = m.message LEFT JOIN conversation c ON c.id = t.conversation
                WHERE e.message = ?1
                UNION ALL
                SELECT e.number, NULL, n.id, e.author, e.score, e.text_sha256, e.cited, n.sentence,
                    n.message, t.conversation, c.title
                FROM evidence_note e LEFT JOIN note n ON n.id = e.note AND n.state = 'KNOWN'
                LEFT JOIN message t ON t.id = n.message LEFT JOIN conversation c ON c.id = t.conversation
                WHERE e.message = ?1 ORDER BY 1""", Evidences::source, message);
    }

    private static Source source(Row row) {
        String text = row.isNull("text") ? "" : row.text("text"), hash = row.text("text_sha256");
        return new Source((int) row.number("number"), optional(row, "memory"), optional(row, "note"),
                row.text("author"), row.real("score"), hash, row.flag("cited"), text, sha256(text).equals(hash),
                optional(row, "turn"), optional(row, "conversation"), row.isNull("title") ? "" : row.text("title"));
    }

    private static Optional<Field> field(Sql sql, long message) {
        Map<Integer, Step> steps = new HashMap<>();
        sql.list("SELECT e.number, n.subject, n.object FROM evidence_note e JOIN note n ON n.id = e.note"
                + " WHERE n.state = 'KNOWN' AND e.message = ?",
                row -> steps.put((int) row.number("number"), new Step(row.text("subject"), row.text("object"))),
                message);
        return sql.one("SELECT * FROM evidence_field WHERE message = ?",
                row -> new Field(row.flag("known"), row.real("confidence"), row.text("remark"),
                        WaysJson.read(row.text("ways")).stream().filter(steps.keySet()::containsAll)
                                .map(cites -> new Way(names(cites.stream().map(steps::get).toList()), cites)).toList()),
                message);
    }

    private record Step(String subject, String object) {}

    // "a leads to b", "b leads to c": a, b, c. Where a step begins beside the end of the last one, both are named.
    private static List<String> names(List<Step> steps) {
        List<String> names = new ArrayList<>();
        for (Step step : steps) {
            if (names.isEmpty() || !names.getLast().equals(step.subject)) names.add(step.subject);
            names.add(step.object);
        }
        return names;
    }

    private static OptionalLong optional(Row row, String column) {
        return row.isNull(column) ? OptionalLong.empty() : OptionalLong.of(row.number(column));
    }

    /// Writes down what a check found.
    ///
    /// @param by who checked: `person`, or the name of a checker
    /// @return whether there is such an answer
    public boolean check(long message, Checked verdict, String by) {
        return database.write(sql -> check(sql, message, verdict, by));
    }

    /// The same within a transaction.
    public boolean check(Sql sql, long message, Checked verdict, String by) {
        return sql.update("UPDATE evidence SET checked = ?, checked_by = ? WHERE message = ?", verdict.word(),
                verdict == Checked.NO ? "" : by, message) > 0;
    }
}
