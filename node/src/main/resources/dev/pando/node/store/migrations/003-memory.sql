-- What this node remembers, one statement or passage each; found again by its words and by its meaning.
CREATE TABLE memory(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('said', 'note', 'answer')),
    text TEXT NOT NULL,
    message INTEGER REFERENCES message(id) ON DELETE CASCADE, -- where it was said; null for a note
    encoder TEXT NOT NULL DEFAULT '', -- what made the vector; empty: none yet
    vector BLOB, -- 32-bit scale, little end first, then a signed byte for each dimension
    created_ms INTEGER NOT NULL,
    changed_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX memory_message ON memory(message);
CREATE INDEX memory_encoder ON memory(encoder);

CREATE VIRTUAL TABLE memory_text USING fts5(
    text, content='memory', content_rowid='id', tokenize="porter unicode61 remove_diacritics 2");
INSERT INTO memory_text(memory_text, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER memory_text_insert AFTER INSERT ON memory BEGIN
    INSERT INTO memory_text(rowid, text) VALUES (new.id, new.text);
END;
CREATE TRIGGER memory_text_delete AFTER DELETE ON memory BEGIN
    INSERT INTO memory_text(memory_text, rowid, text) VALUES ('delete', old.id, old.text);
END;
CREATE TRIGGER memory_text_update AFTER UPDATE OF text ON memory BEGIN
    INSERT INTO memory_text(memory_text, rowid, text) VALUES ('delete', old.id, old.text);
    INSERT INTO memory_text(rowid, text) VALUES (new.id, new.text);
END;

-- One row for each memory that was ever made, changed or deleted, under a number that grows with each change: whoever keeps
-- vectors in working memory reads what is beyond the last number it saw, also when another process wrote it.
CREATE TABLE memory_change(
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    memory INTEGER NOT NULL UNIQUE
) STRICT;
CREATE TRIGGER memory_change_insert AFTER INSERT ON memory BEGIN
    INSERT OR REPLACE INTO memory_change(memory) VALUES (new.id);
END;
CREATE TRIGGER memory_change_update AFTER UPDATE OF vector ON memory BEGIN
    INSERT OR REPLACE INTO memory_change(memory) VALUES (new.id);
END;
CREATE TRIGGER memory_change_delete AFTER DELETE ON memory BEGIN
    INSERT OR REPLACE INTO memory_change(memory) VALUES (old.id);
END;
