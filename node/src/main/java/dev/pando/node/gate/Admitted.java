package dev.pando.node.gate;

import dev.pando.engine.artifact.Artifact;
import java.util.Objects;

/// Proof that an artifact from elsewhere passed the gate: only the gate makes one.
public final class Admitted {

    private final Artifact artifact;

    Admitted(Artifact artifact) {
        this.artifact = Objects.requireNonNull(artifact);
    }

    /// What passed.
    public Artifact artifact() {
        return artifact;
    }
}
