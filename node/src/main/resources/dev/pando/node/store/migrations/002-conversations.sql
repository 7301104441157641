-- Conversations are trees: an edited question or a regenerated answer is a sibling of the one it replaces.
-- Times are milliseconds since 1970. Ids are never used twice.
CREATE TABLE conversation(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL DEFAULT '',
    titled INTEGER NOT NULL DEFAULT 0 CHECK (titled IN (0, 1)), -- 1: a person gave it this title
    instructions TEXT NOT NULL DEFAULT '', -- how the model should behave here
    leaf INTEGER REFERENCES message(id) ON DELETE SET NULL, -- the end of the branch that is shown
    created_ms INTEGER NOT NULL,
    changed_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX conversation_changed ON conversation(changed_ms DESC, id DESC);

CREATE TABLE message(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation INTEGER NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
    parent INTEGER REFERENCES message(id) ON DELETE CASCADE, -- null: begins the conversation
    role TEXT NOT NULL CHECK (role IN ('user', 'assistant', 'tool')),
    content TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('growing', 'done', 'cut', 'stopped', 'failed')),
    note TEXT NOT NULL DEFAULT '', -- why it failed, in one line
    calls TEXT NOT NULL DEFAULT '[]', -- tools that an answer asked for, as JSON
    call_id TEXT NOT NULL DEFAULT '', -- the call that a tool's result belongs to
    replaces INTEGER REFERENCES message(id) ON DELETE SET NULL, -- the sibling that was edited or regenerated
    thumb INTEGER NOT NULL DEFAULT 0 CHECK (thumb IN (-1, 0, 1)),
    model TEXT NOT NULL DEFAULT '',
    created_ms INTEGER NOT NULL,
    changed_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX message_conversation ON message(conversation, id);
CREATE INDEX message_parent ON message(parent);
CREATE INDEX message_replaces ON message(replaces);
CREATE INDEX message_growing ON message(id) WHERE state = 'growing';

-- Search over everything that was ever said.
CREATE VIRTUAL TABLE message_text USING fts5(
    content, content='message', content_rowid='id', tokenize="porter unicode61 remove_diacritics 2");
INSERT INTO message_text(message_text, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER message_text_insert AFTER INSERT ON message BEGIN
    INSERT INTO message_text(rowid, content) VALUES (new.id, new.content);
END;
CREATE TRIGGER message_text_delete AFTER DELETE ON message BEGIN
    INSERT INTO message_text(message_text, rowid, content) VALUES ('delete', old.id, old.content);
END;
CREATE TRIGGER message_text_update AFTER UPDATE OF content ON message BEGIN
    INSERT INTO message_text(message_text, rowid, content) VALUES ('delete', old.id, old.content);
    INSERT INTO message_text(rowid, content) VALUES (new.id, new.content);
END;
