package dev.pando.engine.seed;

import dev.pando.engine.seed.SeedExample.Kind;
import java.util.EnumMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/// How hard the lessons are: first to find a note and say it, then to read, to join, and last to see what is missing.
///
/// @param notesMax     of a lesson
/// @param questionsMax about the same notes
/// @param shares       how often each kind of question is asked
public record Stage(int notesMax, int questionsMax, Map<Kind, Integer> shares) {

    /// Questions about the same notes.
    private static final int QUESTIONS = 5;

    // Few notes teach as much as many, for less.
    private static final double LONG_FROM = 0.75;

    /// @throws IllegalArgumentException if nothing would be asked
    public Stage {
        shares = Map.copyOf(shares);
        if (notesMax < 1 || questionsMax < 1 || shares.values().stream().mapToInt(i -> i).sum() < 1) {
            throw new IllegalArgumentException("a stage of " + notesMax + " notes, " + questionsMax + " questions");
        }
    }

    /// The stage after this share of the training.
    public static Stage at(double progress) {
        int notes = progress < LONG_FROM ? 2 + (int) (4 * progress) : NotePrompt.NOTES_USUAL;
        if (progress < 0.06) return of(notes, 70, 0, 0, 0, 0, 0, 30, 0, 0);
        if (progress < 0.3) return of(notes, 70, 15, 5, 0, 0, 0, 8, 0, 2);
        return of(notes, 40, 24, 20, 3, 4, 2, 1, 3, 3);
    }

    /// The last stage, which is all that the model should know.
    public static Stage last() {
        return at(1);
    }

    private static Stage of(int notes, int... shares) {
        Map<Kind, Integer> byKind = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) byKind.put(kind, shares[kind.ordinal()]);
        return new Stage(notes, QUESTIONS, byKind);
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
