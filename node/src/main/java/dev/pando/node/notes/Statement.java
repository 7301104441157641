package dev.pando.node.notes;

import java.util.Locale;
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

    /// Whether this says what another statement says. What leads somewhere leads there by whichever verb; a plain relation is a
    /// statement of its own, in the singular and the plural of its verb. One that is not told is read from the sentence.
    public boolean repeats(Statement other) {
        if (!subject.equals(other.subject) || !object.equals(other.object)) return false;
        return relation.equals(other.relation) && sentence.equals(other.sentence) || plain().equals(other.plain());
    }

    // Empty if it leads, or nobody can tell.
    private String plain() {
        String told = relation.isBlank() ? StatementReader.relation(sentence) : relation.toLowerCase(Locale.ROOT);
        return StatementReader.leads(told) ? "" : told.replaceFirst("^(\\p{L}{3,})s\\b", "$1");
    }

    private static void within(String part, String text, int max) {
        if (text.isBlank() || text.length() > max || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    part + ": " + text.length() + " characters, 1 to " + max + " and no control characters");
        }
    }
}
