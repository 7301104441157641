package dev.pando.node.notes;

import java.util.Objects;

/// One thing said of another, and the sentence that says so.
///
/// @param subject  what it is about, as [Names#canonical] writes it
/// @param relation the verb between them; may be empty
/// @param object   what the subject leads to, as [Names#canonical] writes it
/// @param sentence the words
public record Statement(String subject, String relation, String object, String sentence) {

    /// Characters of a name.
    public static final int NAME_CHARS_MAX = 120;
    /// Characters of a sentence.
    public static final int SENTENCE_CHARS_MAX = 1_000;

    /// @throws IllegalArgumentException naming the part that is empty or too long
    public Statement {
        within("subject", subject, NAME_CHARS_MAX);
        within("object", object, NAME_CHARS_MAX);
        within("sentence", sentence, SENTENCE_CHARS_MAX);
        Objects.requireNonNull(relation);
        if (relation.length() > NAME_CHARS_MAX)
            throw new IllegalArgumentException("relation: " + relation.length() + " characters");
        if (subject.equals(object)) throw new IllegalArgumentException("subject and object are the same: " + subject);
    }

    private static void within(String part, String text, int max) {
        if (text.isBlank() || text.length() > max || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    part + ": " + text.length() + " characters, 1 to " + max + " and no control characters");
        }
    }
}
