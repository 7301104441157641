package dev.pando.engine.seed;

import java.util.List;
import java.util.Optional;

/// One exercise: notes, a question, and the answer that the notes hold, or none.
///
/// @param kind     which trade it trains
/// @param notes    what is known, in the order shown; the first is number 1
/// @param question what is asked
/// @param answer   what should be said, without citations; empty if the notes do not hold it
/// @param cites    numbers of the notes that the answer rests on, ascending
public record SeedExample(Kind kind, List<String> notes, String question, Optional<String> answer, List<Integer> cites) {

    /// What is said when the notes do not hold the answer.
    public static final String UNKNOWN = "I don't know.";

    /// The trades of the bundled model.
    public enum Kind {
        /// The answer stands in one note.
        ONE_NOTE,
        /// Two notes must be joined.
        TWO_NOTES,
        /// The notes do not hold the answer.
        UNANSWERABLE,
        /// Which of two numbers is larger.
        COMPARE,
        /// Is it so? Yes or no.
        YES_NO,
        /// Everything that the notes say of one thing.
        LIST,
        /// Where somebody is after several moves.
        WHEREABOUTS,
        /// Talk without notes.
        SMALL_TALK
    }

    /// @throws IllegalArgumentException if a cited note does not exist, or an answer from notes cites none
    public SeedExample {
        notes = List.copyOf(notes);
        cites = List.copyOf(cites);
        for (int cite : cites) {
            if (cite < 1 || cite > notes.size()) throw new IllegalArgumentException("no note " + cite);
        }
        if (answer.isPresent() && !notes.isEmpty() && cites.isEmpty()) {
            throw new IllegalArgumentException("an answer without a source: " + answer.get());
        }
    }

    /// What the user's turn says: the numbered notes, if any, then the question.
    public String prompt() {
        if (notes.isEmpty()) return question;
        StringBuilder prompt = new StringBuilder("Notes:\n");
        for (int i = 0; i < notes.size(); i++) {
            prompt.append('[').append(i + 1).append("] ").append(notes.get(i)).append('\n');
        }
        return prompt.append('\n').append(question).toString();
    }

    /// What the model's turn should say: the answer and its citations, `Lindholm [2]`, or [#UNKNOWN].
    public String reply() {
        StringBuilder reply = new StringBuilder(answer.orElse(UNKNOWN));
        if (!cites.isEmpty()) reply.append(' ');
        for (int cite : cites) reply.append('[').append(cite).append(']');
        return reply.toString();
    }
}
