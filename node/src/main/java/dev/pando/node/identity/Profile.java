package dev.pando.node.identity;

import dev.pando.node.store.Database;
import dev.pando.node.store.Row;
import dev.pando.node.store.Sql;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What a person told their node about themselves: they see all of it, and can change and delete each.
public final class Profile {

    /// Facts at most: all of them go into the prompt.
    public static final int FACTS_MAX = 64;

    private static final String COLUMNS = "id, name, value, message, created_ms, changed_ms";

    private final Database database;
    private final InstantSource clock;

    /// Opens the profile of a database.
    public Profile(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /// All facts, in the order in which they were first told.
    public List<Fact> facts() {
        return database.read(sql -> sql.list("SELECT " + COLUMNS + " FROM profile_fact ORDER BY id", Profile::read));
    }

    private static Fact read(Row row) {
        return new Fact(row.number("id"), row.text("name"), row.text("value"),
                row.isNull("message") ? OptionalLong.empty() : OptionalLong.of(row.number("message")),
                row.number("created_ms"), row.number("changed_ms"));
    }

    private static Optional<Fact> one(Sql sql, long id) {
        return sql.one("SELECT " + COLUMNS + " FROM profile_fact WHERE id = ?", Profile::read, id);
    }

    /// Writes a fact down; one of the same name is replaced.
    ///
    /// @throws IllegalArgumentException if it is empty or too long, or one too many
    public Fact put(String name, String value) {
        Fact.checked("name", name, Fact.NAME_CHARS_MAX);
        Fact.checked("value", value, Fact.VALUE_CHARS_MAX);
        return database.write(sql -> {
            long now = clock.millis();
            sql.update("INSERT INTO profile_fact(name, value, created_ms, changed_ms) VALUES (?, ?, ?, ?)"
                    + " ON CONFLICT(name) DO UPDATE SET value = excluded.value, message = NULL, changed_ms = excluded.changed_ms",
                    name, value, now, now);
            if (sql.number("SELECT count(*) FROM profile_fact") > FACTS_MAX)
                throw new IllegalArgumentException("profile: limit " + FACTS_MAX + " facts");
            return sql.one("SELECT " + COLUMNS + " FROM profile_fact WHERE name = ?", Profile::read, name)
                    .orElseThrow();
        });
    }

    /// Changes a fact.
    ///
    /// @return the fact as it is now; empty if there is none of this number
    /// @throws IllegalArgumentException if it is empty or too long, or another fact has this name
    public Optional<Fact> change(long id, Optional<String> name, Optional<String> value) {
        name.ifPresent(n -> Fact.checked("name", n, Fact.NAME_CHARS_MAX));
        value.ifPresent(v -> Fact.checked("value", v, Fact.VALUE_CHARS_MAX));
        return database.write(sql -> {
            if (name.isPresent()
                    && sql.number("SELECT count(*) FROM profile_fact WHERE name = ? AND id <> ?", name.get(), id) > 0)
                throw new IllegalArgumentException("name: there is another fact of this name");
            name.ifPresent(n -> sql.update("UPDATE profile_fact SET name = ? WHERE id = ?", n, id));
            value.ifPresent(v -> sql.update("UPDATE profile_fact SET value = ? WHERE id = ?", v, id));
            sql.update("UPDATE profile_fact SET changed_ms = ? WHERE id = ?", clock.millis(), id);
            return one(sql, id);
        });
    }

    /// Forgets a fact.
    ///
    /// @return whether there was one
    public boolean forget(long id) {
        return database.write(sql -> sql.update("DELETE FROM profile_fact WHERE id = ?", id)) > 0;
    }
}
