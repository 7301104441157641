package dev.pando.node.rules;

import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;

/// Something that cannot be taken back, and what a person said to it.
///
/// @param id        its number; never used twice
/// @param tool      what would run
/// @param arguments with exactly these arguments, a JSON object
/// @param message   the answer that asked for it
/// @param callId    the call within that answer
/// @param state     what became of it
/// @param result    what the tool said; empty before
/// @param createdMs milliseconds since 1970
/// @param decidedMs when a person decided; empty before
public record Approval(long id, String tool, String arguments, OptionalLong message, String callId, State state,
        String result, long createdMs, OptionalLong decidedMs) {

    /// What became of it.
    public enum State {
        /// Nobody decided yet.
        PENDING,
        /// A person said yes; it is about to run.
        APPROVED,
        /// A person said no; it never runs.
        DENIED,
        /// It runs. If the node ends now it counts as failed, and is not tried again.
        RUNNING,
        /// It ran.
        DONE,
        /// It ran and failed.
        FAILED;

        /// The word for it in the database and in JSON.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Refuses a missing part.
    public Approval {
        Objects.requireNonNull(message);
        Objects.requireNonNull(state);
        Objects.requireNonNull(decidedMs);
    }
}
