package dev.pando.node.gate;

import dev.pando.engine.artifact.AuthorKey;
import dev.pando.engine.grid.Grid;
import dev.pando.node.store.Database;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// How far each author is trusted here: local, decaying, told to nobody.
///
/// ```
/// b          = base + ¼ · agreed / (agreed + 10)              base = 0.2, or 0.5 if invited
/// reputation = clamp((b + (1 − b) · good / (good + 10)) · ½^bad, 0.05, 1)
/// ```
/// `good` counts what people liked. `agreed` counts what other trusted authors had said before: copying them costs nothing,
/// so agreement alone never lifts a stranger to the half of somebody invited. Publishing alone earns nothing. `bad` counts
/// what the gate held for a reason that only its author can be blamed for, and what people disliked. All halve in 30 days.
public final class Trust {

    /// Of somebody new.
    public static final double NEW = 0.2;
    /// Of somebody whom this node's person invited.
    public static final double INVITED = 0.5;
    /// Of anybody, at least.
    public static final double LEAST = 0.05;

    private static final double GOOD_HALF = 10;
    private static final double AGREED_SHARE = 0.25, AGREED_HALF = 10;
    private static final double HALF_LIFE_MS = 30.0 * 24 * 3600 * 1000;

    private final Database database; // null: forgotten when the program ends
    private final Map<AuthorKey, Standing> standings = new HashMap<>();

    /// What is held of an author.
    ///
    /// @param changedMs when `good`, `agreed` and `bad` were as they are
    public record Standing(boolean invited, boolean blocked, double good, double agreed, double bad, long changedMs) {

        static final Standing STRANGER = new Standing(false, false, 0, 0, 0, 0);

        Standing at(long nowMs) {
            double left = StrictMath.pow(0.5, Math.max(0, nowMs - changedMs) / HALF_LIFE_MS);
            return new Standing(invited, blocked, good * left, agreed * left, bad * left, nowMs);
        }

        /// 0 if blocked, else 0.05 to 1.
        public double reputation(long nowMs) {
            if (blocked) return 0;
            Standing now = at(nowMs);
            double base = (invited ? INVITED : NEW) + AGREED_SHARE * now.agreed / (now.agreed + AGREED_HALF);
            return Math.clamp((base + (1 - base) * now.good / (now.good + GOOD_HALF)) * StrictMath.pow(0.5, now.bad),
                    LEAST, 1);
        }
    }

    /// @param database keeps what is known between starts
    public Trust(Database database) {
        this.database = database;
        if (database == null) return;
        database.read(sql -> sql.list("SELECT * FROM trust", row -> standings.put(new AuthorKey(row.bytes("author")),
                new Standing(row.flag("invited"), row.flag("blocked"), row.real("good"), row.real("agreed"),
                        row.real("bad"), row.number("changed_ms")))));
    }

    /// Trust that forgets.
    public Trust() {
        this(null);
    }

    /// What is held of an author.
    public synchronized Standing standing(AuthorKey author) {
        return standings.getOrDefault(author, Standing.STRANGER);
    }

    /// Everybody of whom anything is held, by key.
    public synchronized Map<String, Standing> all() {
        Map<String, Standing> all = new TreeMap<>();
        standings.forEach((author, standing) -> all.put(author.toString(), standing));
        return all;
    }

    /// The weight of an author's traces, 0 to [Grid#WEIGHT_ONE].
    public int weight(AuthorKey author, long nowMs) {
        return (int) Math.round(standing(author).reputation(nowMs) * Grid.WEIGHT_ONE);
    }

    /// Marks an author as invited, or no longer.
    public void invite(AuthorKey author, boolean invited, long nowMs) {
        change(author, nowMs, s -> new Standing(invited, s.blocked, s.good, s.agreed, s.bad, s.changedMs));
    }

    /// Ignores an author from now on, or no longer.
    public void block(AuthorKey author, boolean blocked, long nowMs) {
        change(author, nowMs, s -> new Standing(s.invited, blocked, s.good, s.agreed, s.bad, s.changedMs));
    }

    /// Counts something that people liked.
    public void good(AuthorKey author, double much, long nowMs) {
        change(author, nowMs,
                s -> new Standing(s.invited, s.blocked, s.good + much, s.agreed, s.bad, s.changedMs));
    }

    /// Counts something that a trusted author had said before.
    public void agreed(AuthorKey author, double much, long nowMs) {
        change(author, nowMs,
                s -> new Standing(s.invited, s.blocked, s.good, s.agreed + much, s.bad, s.changedMs));
    }

    /// Counts something bad.
    public void bad(AuthorKey author, double much, long nowMs) {
        change(author, nowMs, s -> new Standing(s.invited, s.blocked, s.good, s.agreed, s.bad + much, s.changedMs));
    }

    private synchronized void change(AuthorKey author, long nowMs, UnaryOperator<Standing> change) {
        Standing s = change.apply(standing(author).at(nowMs));
        standings.put(author, s);
        if (database == null) return;
        database.write(sql -> sql.update(
                "INSERT OR REPLACE INTO trust(author, invited, blocked, good, agreed, bad, changed_ms) VALUES (?, ?, ?, ?, ?, ?, ?)",
                author.bytes(), s.invited, s.blocked, s.good, s.agreed, s.bad, s.changedMs));
    }
}
