-- What may be done on a person's behalf, what waits for a yes, and what was done.
CREATE TABLE tool_rule(
    tool TEXT PRIMARY KEY,
    allowed INTEGER NOT NULL CHECK (allowed IN (0, 1)),
    changed_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE approval(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tool TEXT NOT NULL,
    arguments TEXT NOT NULL, -- JSON; what is approved is exactly this
    message INTEGER REFERENCES message(id) ON DELETE SET NULL, -- the answer that asked for it
    call_id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'approved', 'denied', 'running', 'done', 'failed')),
    result TEXT NOT NULL DEFAULT '',
    created_ms INTEGER NOT NULL,
    decided_ms INTEGER
) STRICT;
CREATE INDEX approval_state ON approval(state, id);

-- Append-only, and each line holds the hash of the one before: a line that was changed or taken out shows.
CREATE TABLE audit(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    what TEXT NOT NULL CHECK (what IN ('refused', 'asked', 'approved', 'denied', 'begun', 'done', 'failed', 'allowed', 'forbidden')),
    tool TEXT NOT NULL,
    detail TEXT NOT NULL,
    approval INTEGER,
    at_ms INTEGER NOT NULL,
    previous_sha256 TEXT NOT NULL,
    sha256 TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN
    SELECT raise(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit BEGIN
    SELECT raise(ABORT, 'the audit log is append-only');
END;
