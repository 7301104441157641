-- Two things may be said of the same subject and object: where somebody lives, and where they were born. Whether two statements say
-- the same is more than a key can tell (notes.Statement does), so the key becomes an index.
CREATE TABLE note_of_023(
    id INTEGER PRIMARY KEY,
    author BLOB NOT NULL,
    subject TEXT NOT NULL,
    relation TEXT NOT NULL,
    object TEXT NOT NULL,
    sentence TEXT NOT NULL,
    source TEXT NOT NULL,
    topic TEXT NOT NULL,
    confidence REAL NOT NULL,
    seen INTEGER NOT NULL DEFAULT 1,
    created_ms INTEGER NOT NULL,
    artifact TEXT,
    state TEXT NOT NULL,
    message INTEGER REFERENCES message(id) ON DELETE SET NULL
) STRICT;
INSERT INTO note_of_023(id, author, subject, relation, object, sentence, source, topic, confidence, seen, created_ms, artifact, state, message)
    SELECT id, author, subject, relation, object, sentence, source, topic, confidence, seen, created_ms, artifact, state, message FROM note;

-- Dropping a table deletes its rows, and what refers to them is set to null: evidence is told again which notes it has.
CREATE TEMP TABLE evidence_of_023 AS SELECT message, number, note FROM evidence_note WHERE note IS NOT NULL;
DROP TABLE note;
ALTER TABLE note_of_023 RENAME TO note;
UPDATE evidence_note SET note = e.note FROM evidence_of_023 e
    WHERE e.message = evidence_note.message AND e.number = evidence_note.number;
DROP TABLE evidence_of_023;

CREATE INDEX note_said ON note(author, subject, object);
CREATE INDEX note_subject ON note(subject);
CREATE INDEX note_object ON note(object);
CREATE INDEX note_artifact ON note(artifact);
CREATE INDEX note_message ON note(message);
