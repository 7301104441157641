package dev.pando.engine.seed;

import java.util.Collections;
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
        /// Where somebody or something is after several moves, and other small stories.
        WHEREABOUTS,
        /// Talk without notes.
        SMALL_TALK
    }

    /// @throws IllegalArgumentException if a cited note does not exist, or an answer from notes cites none
    public SeedExample {
        notes = List.copyOf(notes);
        cites = List.copyOf(cites);
        for (int cite : cites) note(notes, cite);
        if (answer.isPresent() && !notes.isEmpty() && cites.isEmpty()) {
            throw new IllegalArgumentException("an answer without a source: " + answer.get());
        }
    }

    /// A question with the reply that [NoteReply] describes: quotations of the cited notes, then what follows from them.
    ///
    /// @param answer what should be said; empty if the notes do not hold it
    /// @throws IllegalArgumentException if a cited note does not exist
    public static SeedExample of(Kind kind, List<String> notes, String question, Optional<String> answer,
            List<Integer> cites) {
        StringBuilder reply = new StringBuilder();
        for (int cite : cites) reply.append('[').append(cite).append("] ").append(note(notes, cite)).append(' ');
        boolean quoted = kind == Kind.LIST || kind == Kind.RESTATE;
        if (!quoted) reply.append(cites.isEmpty() ? "" : NoteReply.THEREFORE.stripLeading()).append(answer.orElse(NoteReply.UNKNOWN));
        return new SeedExample(kind, notes, question, answer, cites, reply.toString().strip());
    }

    private static String note(List<String> notes, int number) {
        if (number < 1 || number > notes.size()) throw new IllegalArgumentException("no note " + number);
        return notes.get(number - 1);
    }

    /// Whether a note is one that the question asks for, as far as a reader can tell who has come to its end.
    ///
    /// Empty where nobody can tell yet: what a second note says to a chain, or which of somebody's moves is the last.
    ///
    /// @param note its number
    public Optional<Boolean> asksFor(int note) {
        if (kind == Kind.TWO_NOTES && note == cites.getLast()) return Optional.empty();
        if (kind == Kind.WHEREABOUTS && !cites.isEmpty() && note < Collections.max(cites)) return Optional.empty();
        return Optional.of(cites.contains(note));
    }

    /// The same as a model reads it in the node: without the notes that [Sifted] leaves out. If one of those is needed for the
    /// answer, nothing is left out.
    public SeedExample sifted() {
        Sifted sifted = Sifted.of(new NotePrompt(notes, question));
        List<Integer> cited = cites.stream().map(cite -> sifted.stays().indexOf(cite - 1) + 1).toList();
        return cited.contains(0) ? this : of(kind, sifted.prompt().notes(), question, answer, cited);
    }

    /// What the user's turn says.
    public String prompt() {
        return String.join("", parts());
    }

    /// The same in parts, each note a part: see [NotePrompt#parts].
    public List<String> parts() {
        return new NotePrompt(notes, question).parts();
    }
}
