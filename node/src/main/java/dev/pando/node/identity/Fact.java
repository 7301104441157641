package dev.pando.node.identity;

import java.util.Objects;
import java.util.OptionalLong;

/// Something a person told their node about themselves.
///
/// @param id        its number; never used twice
/// @param name      what it is: "name", "home", "allergies"
/// @param value     what they said
/// @param message   where they said it; empty if they wrote it down
/// @param createdMs milliseconds since 1970
/// @param changedMs when they last changed it
public record Fact(long id, String name, String value, OptionalLong message, long createdMs, long changedMs) {

    /// Characters of a name.
    public static final int NAME_CHARS_MAX = 64;
    /// Characters of a value.
    public static final int VALUE_CHARS_MAX = 1_000;

    /// Refuses what is blank, too long, or more than one line.
    public Fact {
        checked("name", name, NAME_CHARS_MAX);
        checked("value", value, VALUE_CHARS_MAX);
        Objects.requireNonNull(message);
    }

    // One line: a fact is a line of the prompt and must not look like more.
    static String checked(String what, String text, int charsMax) {
        if (text.isBlank()) throw new IllegalArgumentException(what + ": it is empty");
        if (text.length() > charsMax)
            throw new IllegalArgumentException(what + ": " + text.length() + " characters, limit " + charsMax);
        if (text.chars().anyMatch(c -> c == '\n' || c == '\r'))
            throw new IllegalArgumentException(what + ": it has more than one line");
        return text;
    }
}
