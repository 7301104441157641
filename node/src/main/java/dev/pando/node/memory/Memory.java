package dev.pando.node.memory;

import java.util.Objects;
import java.util.OptionalLong;

/// One thing that is remembered.
///
/// @param id        its number; never used twice
/// @param kind      where it comes from
/// @param text      one statement or passage
/// @param message   the message in which it was said; empty for a note
/// @param createdMs when it was made, milliseconds since 1970
/// @param changedMs when a person last changed it
public record Memory(long id, Kind kind, String text, OptionalLong message, long createdMs, long changedMs) {

    /// Characters of a memory at most; a longer message becomes several.
    public static final int TEXT_CHARS_MAX = 2_000;

    /// Where a memory comes from.
    public enum Kind {
        /// A person said it in a conversation.
        SAID,
        /// A person wrote it down to be remembered.
        NOTE,
        /// An answer that a person found good, with its question.
        ANSWER;

        /// The word for it in the database and in JSON.
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        /// The kind of a word.
        ///
        /// @throws IllegalArgumentException if there is no such kind
        public static Kind of(String word) {
            for (Kind kind : values()) {
                if (kind.word().equals(word)) return kind;
            }
            throw new IllegalArgumentException("kind: one of said, note, answer");
        }
    }

    /// Refuses a text that is empty or too long.
    public Memory {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(message);
        checked(text);
    }

    /// A text that may be remembered.
    ///
    /// @throws IllegalArgumentException if it is blank or too long
    public static String checked(String text) {
        if (text.isBlank()) throw new IllegalArgumentException("text: it is empty");
        if (text.length() > TEXT_CHARS_MAX) {
            throw new IllegalArgumentException("text: " + text.length() + " characters, limit " + TEXT_CHARS_MAX);
        }
        return text;
    }
}
