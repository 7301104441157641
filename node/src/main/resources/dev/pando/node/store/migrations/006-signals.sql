-- What can be learned from a person's thumbs, edits, regenerations and corrections.
-- Texts are copies that a person may change; with the message they came from they go.
CREATE TABLE signal(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    type TEXT NOT NULL CHECK (type IN ('corrected_answer', 'preferred_pair', 'instruction_response', 'counterfactual')),
    cause TEXT NOT NULL CHECK (cause IN ('thumb', 'edit', 'regeneration', 'correction')),
    instruction TEXT NOT NULL, -- what was asked
    response TEXT NOT NULL, -- what should be answered; for a counterfactual, what was
    other_instruction TEXT NOT NULL DEFAULT '', -- counterfactual: what was asked instead
    other_response TEXT NOT NULL DEFAULT '', -- what was not wanted; for a counterfactual, what was answered instead
    message INTEGER NOT NULL REFERENCES message(id) ON DELETE CASCADE, -- the answer it is about
    other_message INTEGER REFERENCES message(id) ON DELETE CASCADE, -- the answer it was weighed against
    model TEXT NOT NULL,
    changed_by_person INTEGER NOT NULL DEFAULT 0 CHECK (changed_by_person IN (0, 1)),
    created_ms INTEGER NOT NULL,
    changed_ms INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX signal_once ON signal(type, cause, message, ifnull(other_message, 0));
CREATE INDEX signal_message ON signal(message);
CREATE INDEX signal_other ON signal(other_message);
