-- Settings of this node that are not in pando.toml: what it has to remember about itself.
CREATE TABLE setting(
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
