package dev.pando.node.gate;

import dev.pando.engine.artifact.Artifact;
import dev.pando.engine.artifact.AuthorKey;
import dev.pando.engine.artifact.ContentId;
import java.util.Optional;
import java.util.Set;

/// What the gate judges against: the lineage and the field as they are.
public interface Ground {

    /// The artifact of this name, if it is in the lineage.
    Optional<Artifact> find(ContentId id);

    /// Cells that an author's traces of a day touch, those included that were taken back.
    Set<Integer> cells(AuthorKey author, long day);

    /// Artifacts of an author on a day.
    int count(AuthorKey author, long day);

    /// Applies a trace, looks whether what this node is sure of can still be read, and takes it back.
    ///
    /// @return what would be lost, in one line; empty if nothing
    Optional<String> trial(Artifact artifact);
}
