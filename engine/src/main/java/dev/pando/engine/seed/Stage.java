package dev.pando.engine.seed;

import dev.pando.engine.seed.SeedExample.Kind;
import java.util.EnumMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/// How hard the lessons are: first to find a note and say it, then to read, to join, and last to see what is missing.
///
/// @param notesMax of a lesson
/// @param strewn   share of sentences that have words in them which do not belong there, see [Strewn]
/// @param sifted   share of lessons that show only the notes that a question can be about, as the node does, see [Sifted]
/// @param shares   how often each kind of question is asked
public record Stage(int notesMax, double strewn, double sifted, Map<Kind, Integer> shares) {

    private static final int NOTES_FIRST = 3;
    private static final double ALL_NOTES_FROM = 0.4; // of the training
    private static final double STREWN = 0.2;
    private static final double SIFTED = 0.85;

    /// @throws IllegalArgumentException if nothing would be asked
    public Stage {
        shares = Map.copyOf(shares);
        if (notesMax < 1 || shares.values().stream().mapToInt(i -> i).sum() < 1) {
            throw new IllegalArgumentException("a stage of " + notesMax + " notes");
        }
    }

    /// The stage after this share of the training.
    public static Stage at(double progress) {
        int more = (int) (Math.min(1, progress / ALL_NOTES_FROM) * (NotePrompt.NOTES_USUAL - NOTES_FIRST));
        int notes = NOTES_FIRST + more;
        if (progress < 0.06) return of(notes, 82, 5, 10, 0, 0, 0, 1, 1, 1);
        if (progress < 0.2) return of(notes, 42, 26, 24, 0, 1, 1, 1, 4, 1);
        return of(notes, 30, 26, 28, 3, 3, 2, 1, 7, 2);
    }

    /// The last stage, which is all that the model should know.
    public static Stage last() {
        return at(1);
    }

    /// The same as [#last], with sentences as people write them, and all notes.
    public static Stage plain() {
        Stage last = last();
        return new Stage(last.notesMax, 0, 0, last.shares);
    }

    private static Stage of(int notes, int... shares) {
        Map<Kind, Integer> byKind = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) byKind.put(kind, shares[kind.ordinal()]);
        return new Stage(notes, STREWN, SIFTED, byKind);
    }

    Kind draw(RandomGenerator random) {
        int at = random.nextInt(shares.values().stream().mapToInt(i -> i).sum());
        for (Kind kind : Kind.values()) {
            at -= shares.getOrDefault(kind, 0);
            if (at < 0) return kind;
        }
        throw new AssertionError("shares");
    }
}
