package dev.pando.engine.grid;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// How strongly one term points to another in a grid, read from both of its marks.
///
/// `s → o` was written twice: around `s`, what `o` is, and around `o`, what `s` is. Both are read, each with what else is
/// written there as its noise:
///
/// `link(s → o) = (⟨O_N9(s), sig_o⟩ / |O_N9(s)| + ⟨I_N9(o), sig_s⟩ / |I_N9(o)|) / (√54 + √72)`
///
/// 1 if nothing else is written there; about `(√54/√k + √72/√m) / 15.8` if `s` points to `k` things and `m` point to `o`.
/// Chance gives 0 ± 0.09. One mark alone (the design's emission) confuses terms once a subject points to about five
/// things among 2,000 terms; with its echo at the other end it does not.
///
/// Only terms on whose own nine cells something is written are looked at: [#CELLS_MIN] of them at least. That is what makes
/// a question cheap where few of many terms have been spoken of.
final class Links {

    /// Cells of nine that must hold something for a term to be one that points, or is pointed to.
    static final int CELLS_MIN = 5;

    private static final float OUT_LENGTH = (float) Math.sqrt(9 * (Grid.OUT_TO - Grid.OUT_FROM));
    private static final float IN_LENGTH = (float) Math.sqrt(9 * (Grid.IN_TO - Grid.IN_FROM));
    private static final float ROUNDING = 1.001f; // above what a mark can say, however floats are rounded

    private final Marks marks;
    private final Lexicon lexicon;
    private final int[] pointing, pointedTo; // numbers of terms

    Links(Grid grid, Lexicon lexicon) {
        this.marks = grid.marks();
        this.lexicon = lexicon;
        this.pointing = terms(cell -> marks.cellsPointing(cell) >= CELLS_MIN);
        this.pointedTo = terms(cell -> marks.cellsPointedTo(cell) >= CELLS_MIN);
    }

    private int[] terms(IntPredicate livesAt) {
        return IntStream.range(0, lexicon.size()).filter(id -> livesAt.test(lexicon.term(id).cell())).toArray();
    }

    /// Terms that may point somewhere and live at most so many cells from a cell, ascending.
    List<Integer> pointingWithin(int cell, int distance) {
        List<Integer> near = new ArrayList<>();
        for (int id : pointing) if (Grid.distance(lexicon.term(id).cell(), cell) <= distance) near.add(id);
        return near;
    }

    /// Takes a link.
    @FunctionalInterface
    interface Taker {

        /// @param to       number of the term it leads to
        /// @param strength 0 to 1
        void take(int to, float strength);
    }

    /// Gives all links from a term of at least this strength, in the order of the lexicon.
    void from(Term subject, float strengthMin, Taker taker) {
        if (marks.cellsPointing(subject.cell()) < CELLS_MIN) return;
        Mark mark = marks.out(subject.cell());
        // The mark at the other end, the dearer one to read, can say no more than that it holds this link alone.
        float thereMin = strengthMin * (OUT_LENGTH + IN_LENGTH) - ROUNDING * IN_LENGTH;
        for (int id : pointedTo) {
            if (id == subject.id()) continue;
            Term object = lexicon.term(id);
            float there = mark.of(object.code());
            if (there <= 0 || there < thereMin) continue;
            float strength = strength(there, marks.in(object.cell()).of(subject.code()));
            if (strength >= strengthMin) taker.take(id, strength);
        }
    }

    /// The link from one term to another; 0 where one of its marks is missing.
    static float strength(Grid grid, Term subject, Term object) {
        Mark there = grid.marks().out(subject.cell()), back = grid.marks().in(object.cell());
        if (there.isEmpty() || back.isEmpty()) return 0;
        return Math.max(0, strength(there.of(object.code()), back.of(subject.code())));
    }

    private static float strength(float there, float back) {
        return Math.min(1, (there + back) / (OUT_LENGTH + IN_LENGTH));
    }
}
