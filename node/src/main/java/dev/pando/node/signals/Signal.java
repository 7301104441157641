package dev.pando.node.signals;

import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;

/// A lesson and its evidence.
///
/// @param id              its number; never used twice
/// @param lesson          what can be learned
/// @param cause           what the person did
/// @param message         the answer it is about
/// @param otherMessage    the answer that it was weighed against
/// @param model           who gave the answer
/// @param changedByPerson whether a person changed the lesson's words
/// @param createdMs       milliseconds since 1970
/// @param changedMs       when it was last changed
public record Signal(long id, Lesson lesson, Cause cause, long message, OptionalLong otherMessage, String model,
        boolean changedByPerson, long createdMs, long changedMs) {

    /// What a person did.
    public enum Cause {
        /// Gave a thumb.
        THUMB,
        /// Put a question in other words.
        EDIT,
        /// Had it answered again.
        REGENERATION,
        /// Wrote the answer themselves.
        CORRECTION;

        /// The word for it in the database and in JSON.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Refuses a missing part.
    public Signal {
        Objects.requireNonNull(lesson);
        Objects.requireNonNull(cause);
        Objects.requireNonNull(otherMessage);
        Objects.requireNonNull(model);
    }
}
