-- A private conversation is kept and searched like any other, and nothing else comes of it: no memory, no note, no lesson.
ALTER TABLE conversation ADD COLUMN private INTEGER NOT NULL DEFAULT 0 CHECK (private IN (0, 1));
