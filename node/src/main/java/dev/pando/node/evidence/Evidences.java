package dev.pando.node.evidence;

import dev.pando.node.evidence.Evidence.Checked;
import dev.pando.node.evidence.Evidence.Source;
import dev.pando.node.store.Database;
import dev.pando.node.store.Row;
import dev.pando.node.store.Sql;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// The evidence of all answers.
///
/// Texts are not copied: a memory that a person deletes is gone from the evidence as well, which then says that there was
/// one; a memory that was changed since shows by its hash.
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
    public record Making(String model, String sampling, String prompt, int promptTokens, int answerTokens) {}

    /// A memory in a prompt, under the number that its place in the list gives it.
    ///
    /// @param memory which one
    /// @param text   what it said
    /// @param score  how well it fitted
    public record Given(long memory, String text, double score) {}

    /// Keeps the evidence of an answer within the transaction that stores the answer.
    ///
    /// @param sources in the order of their numbers
    /// @param cited   numbers that the answer names
    /// @param turns   the turns that were in the prompt
    public void keep(Sql sql, long message, Making making, List<Given> sources, Set<Integer> cited, List<Long> turns) {
        sql.update(
                "INSERT INTO evidence(message, model, sampling, prompt_sha256, prompt_tokens, answer_tokens, created_ms)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                message, making.model, making.sampling, sha256(making.prompt),
                making.promptTokens, making.answerTokens, clock.millis());
        for (int i = 0; i < sources.size(); i++) {
            Given given = sources.get(i);
            // A memory may be forgotten while the answer is made.
            sql.update("INSERT INTO evidence_memory(message, number, memory, score, text_sha256, cited)"
                    + " VALUES (?, ?, (SELECT id FROM memory WHERE id = ?), ?, ?, ?)", message, i + 1, given.memory,
                    given.score, sha256(given.text), cited.contains(i + 1));
        }
        for (long turn : turns) {
            sql.update("INSERT INTO evidence_message(message, source) SELECT ?, id FROM message WHERE id = ?", message,
                    turn);
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
            List<Source> sources = sql.list("""
                    SELECT e.number, e.memory, e.score, e.text_sha256, e.cited, m.text, m.message AS turn,
                        t.conversation, c.title
                    FROM evidence_memory e LEFT JOIN memory m ON m.id = e.memory
                    LEFT JOIN message t ON t.id = m.message LEFT JOIN conversation c ON c.id = t.conversation
                    WHERE e.message = ? ORDER BY e.number""", Evidences::source, message);
            List<Long> turns = sql.list("SELECT source FROM evidence_message WHERE message = ? ORDER BY source",
                    row -> row.number("source"), message);
            return sql.one("SELECT * FROM evidence WHERE message = ?", row -> new Evidence(message, row.text("model"),
                    row.text("sampling"), row.text("prompt_sha256"), (int) row.number("prompt_tokens"),
                    (int) row.number("answer_tokens"), Checked.valueOf(row.text("checked").toUpperCase(Locale.ROOT)),
                    row.text("checked_by"), sources, turns, row.number("created_ms")), message);
        });
    }

    private static Source source(Row row) {
        String text = row.isNull("text") ? "" : row.text("text"), hash = row.text("text_sha256");
        return new Source((int) row.number("number"), optional(row, "memory"), row.real("score"), hash,
                row.flag("cited"), text, !row.isNull("memory") && sha256(text).equals(hash), optional(row, "turn"),
                optional(row, "conversation"), row.isNull("title") ? "" : row.text("title"));
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
