package dev.pando.node.exchange;

import dev.pando.engine.artifact.Artifact;
import dev.pando.engine.artifact.ContentId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// What the exchange sees of the node: what it has, and what becomes of what comes. Called on many threads.
public interface Shelf {

    /// What became of something that came.
    enum Reception {
        /// It is in, and may be passed on.
        TAKEN,
        /// It was in.
        KNOWN,
        /// It lacks parents.
        WAITING,
        /// It is held, and nobody can be blamed who passed it on.
        HELD,
        /// It is held, and whoever passed it on should have seen why.
        REFUSED
    }

    /// Whether anything may leave: answers to peers, announcements, and what others announced.
    boolean sharing();

    /// What nothing builds on yet.
    List<ContentId> heads();

    /// What somebody with these heads lacks, parents first.
    List<Artifact> missingFrom(Collection<ContentId> heads);

    /// An artifact by its name.
    Optional<Artifact> find(ContentId id);

    /// Offers what came, in order; what is taken is on the disk when this returns.
    ///
    /// @param wires artifacts as they travel
    /// @param peer  who brought them
    /// @return one reception each
    List<Reception> offer(List<byte[]> wires, String peer);

    /// Bytes that left or came.
    ///
    /// @param what `announcement`, `heads`, `request` or an artifact's kind
    /// @param cid  of which artifact; may be empty
    record Passage(boolean outbound, String peer, String what, String cid, long bytes) {}

    /// Has lines written about what is leaving, or came; they are on the disk when this returns.
    void traffic(List<Passage> passages);
}
