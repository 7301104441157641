package dev.pando.node.rules;

import dev.pando.node.store.Database;
import dev.pando.node.store.Row;
import dev.pando.node.store.Sql;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;

/// What was asked for, decided and done, line after line. The database refuses to change or delete a line.
///
/// Each line holds the SHA-256 of itself and of the line before, so a file that was changed by other means shows it:
/// `sha256 = SHA-256(previous ‖ 0 ‖ what ‖ 0 ‖ tool ‖ 0 ‖ detail ‖ 0 ‖ approval ‖ 0 ‖ at_ms)`.
public final class AuditLog {

    private final Database database;
    private final InstantSource clock;

    /// One line.
    ///
    /// @param id       its number
    /// @param what     `refused`, `asked`, `approved`, `denied`, `begun`, `done`, `failed`, `allowed` or `forbidden`
    /// @param tool     which tool
    /// @param detail   arguments, result or reason
    /// @param approval the approval it belongs to
    /// @param atMs     milliseconds since 1970
    /// @param sha256   as above
    public record Line(long id, String what, String tool, String detail, OptionalLong approval, long atMs,
            String sha256) {}

    AuditLog(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    void add(Sql sql, String what, String tool, String detail, OptionalLong approval) {
        String previous = sql.one("SELECT sha256 FROM audit ORDER BY id DESC LIMIT 1", row -> row.text("sha256"))
                .orElse("");
        long now = clock.millis();
        sql.insert(
                "INSERT INTO audit(what, tool, detail, approval, at_ms, previous_sha256, sha256) VALUES (?, ?, ?, ?, ?, ?, ?)",
                what, tool, detail, approval.isPresent() ? approval.getAsLong() : null, now, previous,
                hash(previous, what, tool, detail, approval, now));
    }

    private static String hash(String previous, String what, String tool, String detail, OptionalLong approval,
            long atMs) {
        String number = approval.isPresent() ? Long.toString(approval.getAsLong()) : "";
        String line = String.join("\0", previous, what, tool, detail, number, Long.toString(atMs));
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(line.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    /// Lines with a number below `before`, the newest first, at most so many.
    public List<Line> lines(long before, int most) {
        return database.read(sql -> sql.list("SELECT * FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?",
                AuditLog::read, before, most));
    }

    private static Line read(Row row) {
        return new Line(row.number("id"), row.text("what"), row.text("tool"), row.text("detail"),
                row.isNull("approval") ? OptionalLong.empty() : OptionalLong.of(row.number("approval")),
                row.number("at_ms"), row.text("sha256"));
    }

    /// The number of the first line that is not as it was written, or that lacks the one before; empty if all are whole.
    public OptionalLong firstBroken() {
        return database.read(sql -> {
            String previous = "";
            for (Line line : sql.list("SELECT * FROM audit ORDER BY id", AuditLog::read)) {
                String expected = hash(previous, line.what, line.tool, line.detail, line.approval, line.atMs);
                if (!expected.equals(line.sha256)) return OptionalLong.of(line.id);
                previous = line.sha256;
            }
            return OptionalLong.empty();
        });
    }
}
