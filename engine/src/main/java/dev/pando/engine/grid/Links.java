package dev.pando.engine.grid;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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
final class Links {

    private static final float OUT_LENGTH = (float) Math.sqrt(9 * (Grid.OUT_TO - Grid.OUT_FROM));
    private static final float IN_LENGTH = (float) Math.sqrt(9 * (Grid.IN_TO - Grid.IN_FROM));

    private final Grid grid;
    private final Lexicon lexicon;
    private final int[] sums;

    Links(Grid grid, Lexicon lexicon) {
        this.grid = grid;
        this.lexicon = lexicon;
        this.sums = new int[lexicon.size()];
    }

    /// A link.
    ///
    /// @param to       number of the term it leads to
    /// @param strength 0 to 1
    record Link(int to, float strength) {}

    /// All links from a term of at least this strength, in the order of the lexicon.
    List<Link> from(Term subject, float strengthMin) {
        int square = project(subject.cell());
        if (square == 0) return List.of();
        float length = (float) Math.sqrt(square);
        List<Link> links = new ArrayList<>();
        for (int id = 0; id < sums.length; id++) {
            float mark = sums[id] / length;
            // The echo is 1 · IN_LENGTH at most: what cannot become strong enough is not looked at further.
            if (mark + IN_LENGTH < strengthMin * (OUT_LENGTH + IN_LENGTH) || id == subject.id()) continue;
            float strength = Math.min(1,
                    (mark + echo(grid, lexicon.term(id).cell(), subject)) / (OUT_LENGTH + IN_LENGTH));
            if (strength >= strengthMin && sums[id] > 0) links.add(new Link(id, strength));
        }
        return links;
    }

    /// The link from one term to another; 0 where one of its marks is missing.
    static float strength(Grid grid, Term subject, Term object) {
        int product = 0, square = 0;
        for (int near : Grid.block(subject.cell())) {
            for (int q = Grid.OUT_FROM; q < Grid.OUT_TO; q++) {
                int value = grid.value(near, q);
                if (value == 0) continue;
                product += value * Wiring.sign(object.code(), near, q);
                square += value * value;
            }
        }
        if (square == 0) return 0;
        float both = product / (float) Math.sqrt(square) + echo(grid, object.cell(), subject);
        return Math.clamp(both / (OUT_LENGTH + IN_LENGTH), 0, 1);
    }

    /// `sums[o] = ⟨O_N9(cell), sig_o⟩` for every term; returns `|O_N9(cell)|²`.
    private int project(int cell) {
        Arrays.fill(sums, 0);
        int square = 0;
        for (int near : Grid.block(cell)) {
            for (int q = Grid.OUT_FROM; q < Grid.OUT_TO; q++) {
                int value = grid.value(near, q);
                if (value == 0) continue;
                square += value * value;
                int signed = Wiring.turns(near, q) ? -value : value;
                byte[] column = lexicon.column(Wiring.bit(near, q));
                for (int i = 0; i < sums.length; i++) sums[i] += signed * column[i];
            }
        }
        return square;
    }

    /// `⟨I_N9(cell), sig_s⟩ / |I_N9(cell)|`; −∞ where nothing points.
    private static float echo(Grid grid, int cell, Term subject) {
        int product = 0, square = 0;
        for (int near : Grid.block(cell)) {
            for (int q = Grid.IN_FROM; q < Grid.IN_TO; q++) {
                int value = grid.value(near, q);
                if (value == 0) continue;
                product += value * Wiring.sign(subject.code(), near, q);
                square += value * value;
            }
        }
        return square == 0 ? Float.NEGATIVE_INFINITY : product / (float) Math.sqrt(square);
    }
}
