package dev.pando.node.conversation;

import java.util.Objects;
import java.util.OptionalLong;

/// One conversation.
///
/// @param id           its number; never used twice
/// @param title        what it is about; the first words that were said, unless a person named it
/// @param titled       whether a person named it
/// @param instructions how the model should behave in it; may be empty
/// @param isPrivate    whether nothing may come of it: no memory, no note, no lesson
/// @param leaf         the end of the branch that is shown; empty before the first turn
/// @param createdMs    milliseconds since 1970
/// @param changedMs    when something was last said or changed in it
public record Conversation(long id, String title, boolean titled, String instructions, boolean isPrivate,
        OptionalLong leaf, long createdMs, long changedMs) {

    /// Characters of a title.
    public static final int TITLE_CHARS_MAX = 200;
    /// Characters of the instructions.
    public static final int INSTRUCTIONS_CHARS_MAX = 16_384;

    /// Refuses a missing part.
    public Conversation {
        Objects.requireNonNull(title);
        Objects.requireNonNull(instructions);
        Objects.requireNonNull(leaf);
    }

    static String within(String name, String text, int charsMax) {
        if (text.length() <= charsMax) return text;
        throw new IllegalArgumentException(name + ": " + text.length() + " characters, limit " + charsMax);
    }
}
