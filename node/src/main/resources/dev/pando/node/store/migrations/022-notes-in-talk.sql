-- Where a note of ours was said, as long as that is the only place.
ALTER TABLE note ADD COLUMN message INTEGER REFERENCES message(id) ON DELETE SET NULL;
CREATE INDEX note_message ON note(message);

-- Statements that were in the prompt of an answer. Their words are not copied: what its author takes back is gone from here, too.
CREATE TABLE evidence_note(
    message INTEGER NOT NULL REFERENCES evidence(message) ON DELETE CASCADE,
    number INTEGER NOT NULL, -- as the answer cites it, from 1; one sequence with evidence_memory
    note INTEGER REFERENCES note(id) ON DELETE SET NULL, -- null: deleted since
    author TEXT NOT NULL, -- a key in hexadecimal; empty: this node's person
    score REAL NOT NULL,
    text_sha256 TEXT NOT NULL,
    cited INTEGER NOT NULL CHECK (cited IN (0, 1)),
    PRIMARY KEY (message, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX evidence_note_note ON evidence_note(note);

-- What all notes together said to the question.
CREATE TABLE evidence_field(
    message INTEGER PRIMARY KEY REFERENCES evidence(message) ON DELETE CASCADE,
    known INTEGER NOT NULL CHECK (known IN (0, 1)), -- sure enough to be said
    confidence REAL NOT NULL,
    remark TEXT NOT NULL, -- why not, if not
    ways TEXT NOT NULL -- the numbers of the notes behind each step, as JSON: [[1, 2], [3]]
) STRICT;
