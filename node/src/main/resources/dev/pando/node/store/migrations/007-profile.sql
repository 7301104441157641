-- What a person told this node about themselves.
CREATE TABLE profile_fact(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE, -- "name", "home", "work", or whatever they call it
    value TEXT NOT NULL,
    message INTEGER REFERENCES message(id) ON DELETE SET NULL, -- where they said it; null: they wrote it down themselves
    created_ms INTEGER NOT NULL,
    changed_ms INTEGER NOT NULL
) STRICT;
