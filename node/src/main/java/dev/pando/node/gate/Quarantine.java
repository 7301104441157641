package dev.pando.node.gate;

import dev.pando.node.store.Database;
import java.util.List;

/// What the gate held, kept for people to look at; the newest thousand.
public final class Quarantine {

    /// Artifacts kept.
    public static final int KEPT_MAX = 1_000;

    private final Database database;

    /// The quarantine of a database.
    public Quarantine(Database database) {
        this.database = database;
    }

    /// Something that was held.
    ///
    /// @param cid      its name; empty if its bytes have none
    /// @param author   who signed it, or claims to; empty if its bytes do not say
    /// @param peer     who brought it
    /// @param outbound whether it was to leave
    public record Item(long id, String cid, String author, String peer, boolean outbound, Check check, String reason,
            long atMs,
            byte[] wire) {

        /// Copies the bytes.
        public Item {
            wire = wire.clone();
        }
    }

    /// Keeps something.
    public void keep(String cid, String author, String peer, boolean outbound, Check check, String reason, byte[] wire,
            long atMs) {
        database.write(sql -> {
            long id = sql.insert(
                    "INSERT INTO held(cid, author, peer, outbound, gate_check, reason, at_ms, wire) VALUES (?,?,?,?,?,?,?,?)",
                    cid, author, peer, outbound, check.number(), reason, atMs, wire);
            return sql.update("DELETE FROM held WHERE id <= ?", id - KEPT_MAX);
        });
    }

    /// The newest first.
    public List<Item> items(int limit) {
        return database.read(sql -> sql.list("SELECT * FROM held ORDER BY id DESC LIMIT ?",
                row -> new Item(row.number("id"), row.text("cid"), row.text("author"), row.text("peer"),
                        row.flag("outbound"),
                        Check.values()[(int) row.number("gate_check") - 1], row.text("reason"), row.number("at_ms"),
                        row.bytes("wire")),
                limit));
    }
}
