package dev.pando.engine.seed;

import java.util.List;
import java.util.Optional;

/// One exercise: notes, a question, and the answer that the notes hold, or none.
///
/// @param kind     which trade it trains
/// @param notes    what is known, in the order shown; the first is number 1
/// @param question what is asked
/// @param answer   what should be said, without citations; empty if the notes do not hold it
/// @param cites    numbers of the notes that the answer rests on, in the order in which they are read
/// @param reply    what the model should say, word for word, in the manner of [NoteReply]
public record SeedExample(Kind kind, List<String> notes, String question, Optional<String> answer, List<Integer> cites,
        String reply) {

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
        /// What a note says, word for word.
        RESTATE,
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

    /// A question of somebody else's, whose answer is read straight from the notes.
    public static SeedExample of(Kind kind, List<String> notes, String question, Optional<String> answer,
            List<Integer> cites) {
        StringBuilder reply = new StringBuilder();
        for (int cite : cites) reply.append('[').append(cite).append("] ");
        return new SeedExample(kind, notes, question, answer, cites,
                reply.append(answer.orElse(NoteReply.UNKNOWN)).toString());
    }

    /// What the user's turn says.
    public String prompt() {
        return new NotePrompt(notes, question).text();
    }
}
