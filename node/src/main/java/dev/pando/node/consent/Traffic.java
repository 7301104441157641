package dev.pando.node.consent;

import dev.pando.node.store.Database;
import java.time.InstantSource;
import java.util.List;

/// The log of every byte of the collective that left or came, for the person whose node it is.
public final class Traffic {

    /// Lines of one answer.
    public static final int LINES_MAX = 1_000;

    private final Database database;
    private final InstantSource clock;

    /// The log kept in a database.
    public Traffic(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /// One thing that left or came.
    ///
    /// @param atMs     when, milliseconds since 1970
    /// @param outbound whether it left
    /// @param peer     to or from whom; `everybody` for gossip
    /// @param what     `announcement`, `heads`, `request` or an artifact's kind
    /// @param cid      of which artifact; may be empty
    /// @param bytes    how many
    public record Line(long id, long atMs, boolean outbound, String peer, String what, String cid, long bytes) {}

    /// Writes one line, as of now.
    public void note(boolean outbound, String peer, String what, String cid, long bytes) {
        note(List.of(new Line(0, 0, outbound, peer, what, cid, bytes)));
    }

    /// Writes lines, all or none, as of now; their numbers and times are not looked at.
    public void note(List<Line> lines) {
        if (lines.isEmpty()) return;
        database.write(sql -> {
            for (Line line : lines) {
                sql.update("INSERT INTO traffic(at_ms, outbound, peer, what, cid, bytes) VALUES (?, ?, ?, ?, ?, ?)",
                        clock.millis(),
                        line.outbound, line.peer, line.what, line.cid, line.bytes);
            }
            return 0;
        });
    }

    /// The newest lines.
    public List<Line> newest(int limit) {
        return database.read(sql -> sql.list("SELECT * FROM traffic ORDER BY id DESC LIMIT ?",
                row -> new Line(row.number("id"), row.number("at_ms"), row.flag("outbound"), row.text("peer"),
                        row.text("what"),
                        row.text("cid"), row.number("bytes")),
                Math.clamp(limit, 0, LINES_MAX)));
    }

    /// Bytes that left so far.
    public long bytesOut() {
        return database.read(sql -> sql.number("SELECT coalesce(sum(bytes), 0) FROM traffic WHERE outbound"));
    }
}
