-- What each answer was based on. Texts are not copied: what a person deletes is gone from here, too; its hash
-- tells whether a source still says what it said then.
CREATE TABLE evidence(
    message INTEGER PRIMARY KEY REFERENCES message(id) ON DELETE CASCADE, -- the answer
    model TEXT NOT NULL,
    sampling TEXT NOT NULL, -- JSON
    prompt_sha256 TEXT NOT NULL, -- of the whole prompt as it was given to the engine
    prompt_tokens INTEGER NOT NULL,
    answer_tokens INTEGER NOT NULL,
    checked TEXT NOT NULL DEFAULT 'no' CHECK (checked IN ('no', 'right', 'wrong')),
    checked_by TEXT NOT NULL DEFAULT '',
    created_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE evidence_memory(
    message INTEGER NOT NULL REFERENCES evidence(message) ON DELETE CASCADE,
    number INTEGER NOT NULL, -- as the answer cites it, from 1
    memory INTEGER REFERENCES memory(id) ON DELETE SET NULL, -- null: forgotten since
    score REAL NOT NULL,
    text_sha256 TEXT NOT NULL,
    cited INTEGER NOT NULL CHECK (cited IN (0, 1)),
    PRIMARY KEY (message, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX evidence_memory_memory ON evidence_memory(memory);

-- The turns of the conversation that were in the prompt.
CREATE TABLE evidence_message(
    message INTEGER NOT NULL REFERENCES evidence(message) ON DELETE CASCADE,
    source INTEGER NOT NULL REFERENCES message(id) ON DELETE CASCADE,
    PRIMARY KEY (message, source)
) STRICT, WITHOUT ROWID;
CREATE INDEX evidence_message_source ON evidence_message(source);
