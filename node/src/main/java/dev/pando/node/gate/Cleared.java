package dev.pando.node.gate;

import dev.pando.engine.artifact.Artifact;
import java.util.Objects;

/// Proof that an artifact of ours may leave: only the gate makes one.
public final class Cleared {

    private final Artifact artifact;

    Cleared(Artifact artifact) {
        this.artifact = Objects.requireNonNull(artifact);
    }

    /// What may leave.
    public Artifact artifact() {
        return artifact;
    }
}
