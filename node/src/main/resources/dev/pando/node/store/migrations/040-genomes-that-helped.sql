-- Which genomes had a say in an answer, and how far each was believed.
CREATE TABLE evidence_genome(
    message INTEGER NOT NULL REFERENCES evidence(message) ON DELETE CASCADE,
    genome TEXT NOT NULL, -- the content id of its card
    weight REAL NOT NULL, -- the mean over the tokens of the answer, 0 to 1
    PRIMARY KEY (message, genome)
) STRICT, WITHOUT ROWID;
