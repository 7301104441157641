package dev.pando.node.notes;

import dev.pando.engine.artifact.AuthorKey;
import dev.pando.engine.artifact.ContentId;
import java.util.Optional;

/// A statement that somebody made.
///
/// @param id         its number here
/// @param author     who made it; empty for this node's person
/// @param statement  what was said
/// @param source     where it comes from, for people
/// @param topic      what it belongs to, for the choice of what to share
/// @param confidence how sure its author is, 0 to 1
/// @param seen       how often it was said
/// @param createdMs  when first, milliseconds since 1970
/// @param artifact   under which name others have it; empty while it is this node's alone
/// @param state      whether it counts
public record Note(long id, Optional<AuthorKey> author, Statement statement, String source, String topic,
        double confidence, int seen, long createdMs, Optional<ContentId> artifact, State state) {

    /// Whether a note counts.
    public enum State {
        /// It counts.
        KNOWN,
        /// Its author took it back, or its person deleted it.
        WITHDRAWN
    }

    /// Whether this node's person said it.
    public boolean own() {
        return author.isEmpty();
    }
}
