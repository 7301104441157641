-- What is known in statements, by whom; our own have an empty author.
CREATE TABLE note(
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
    UNIQUE(author, subject, object)
) STRICT;
CREATE INDEX note_subject ON note(subject);
CREATE INDEX note_artifact ON note(artifact);

-- Everything that is in the lineage, as it was signed.
CREATE TABLE artifact(
    cid TEXT NOT NULL UNIQUE,
    author BLOB NOT NULL,
    kind TEXT NOT NULL,
    generation INTEGER NOT NULL,
    received_ms INTEGER NOT NULL,
    peer TEXT NOT NULL,
    wire BLOB NOT NULL
) STRICT;

-- What the gate held, for people to look at; the oldest go first.
CREATE TABLE held(
    id INTEGER PRIMARY KEY,
    cid TEXT NOT NULL,
    author TEXT NOT NULL,
    peer TEXT NOT NULL,
    outbound INTEGER NOT NULL,
    gate_check INTEGER NOT NULL,
    reason TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    wire BLOB NOT NULL
) STRICT;

-- How far an author is trusted here; never told to anybody.
CREATE TABLE trust(
    author BLOB PRIMARY KEY,
    invited INTEGER NOT NULL,
    blocked INTEGER NOT NULL,
    good REAL NOT NULL,
    bad REAL NOT NULL,
    changed_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Every byte of this room that left or came: what, to or from whom.
CREATE TABLE traffic(
    id INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    outbound INTEGER NOT NULL,
    peer TEXT NOT NULL,
    what TEXT NOT NULL,
    cid TEXT NOT NULL,
    bytes INTEGER NOT NULL
) STRICT;

-- never, ask or share, by topic; and words that must not leave.
CREATE TABLE topic_policy(topic TEXT PRIMARY KEY, rule TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE private_word(word TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

-- What the encoder said of names, so that it is not asked again at every start.
CREATE TABLE name_vector(name TEXT PRIMARY KEY, encoder TEXT NOT NULL, vector BLOB NOT NULL) STRICT, WITHOUT ROWID;
