package dev.pando.node.gate;

import dev.pando.engine.artifact.ContentId;
import java.util.List;

/// What the gate says of something that came.
public sealed interface Verdict {

    /// It may be used.
    record Passed(Admitted admitted) implements Verdict {}

    /// It is here already.
    record Known() implements Verdict {}

    /// It stays outside until these are here.
    record Waiting(List<ContentId> parents) implements Verdict {

        /// Copies the parents.
        public Waiting {
            parents = List.copyOf(parents);
        }
    }

    /// It is not used.
    ///
    /// @param check  which check holds it
    /// @param reason one line
    record Held(Check check, String reason) implements Verdict {}
}
