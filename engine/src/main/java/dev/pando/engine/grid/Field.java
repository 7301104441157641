package dev.pando.engine.grid;

import java.util.HashMap;
import java.util.Map;

/// Sums the traces of many authors into one grid, so that nobody counts for more than they are trusted:
///
/// ```
/// grid = clip(Σ_known weight(author) · bound(author) + heard(Σ_strangers weight(author) · bound(author)))
/// bound(author) = clamp(Σ traces of author, ±1)         heard(x) = clamp(x, ±[#KNOWN])
/// ```
/// An author's numbers are bounded *before* they are weighted: what somebody says a hundred times counts once. Strangers, who
/// are trusted less than [#KNOWN], are heard together, and all of them count for no more than one who is known: keys cost
/// nothing. A weight of 0.2 is below the half that a grid rounds up, so one stranger leaves no mark and three who agree do;
/// what trust of 0.5 writes once is seen at once.
///
/// All sums are whole numbers: traces may come in any order, and taking one author away leaves exactly what would be there
/// had they never been seen. One owner at a time.
///
/// @param <A> what authors are called
public final class Field<A> {

    /// The largest magnitude of one author's number, before weighting.
    public static final int AUTHOR_VALUE_MAX = 1;
    /// The least weight of an author who is heard alone; also what all strangers together may weigh.
    public static final int KNOWN = Grid.WEIGHT_ONE / 2;

    private final Grid grid = new Grid();
    private final Map<Integer, int[]> crowd = new HashMap<>(); // by cell: what strangers say, before it is bounded
    private final Map<A, Contribution> authors = new HashMap<>();

    private static final class Contribution {
        private final Map<Integer, int[]> cells = new HashMap<>(); // unbounded sums
        private int weight;
    }

    /// A field that nobody has written to.
    public Field() {}

    /// What it says as a whole. It is the field's own: read it, and change it through the field alone.
    public Grid grid() {
        return grid;
    }

    /// Trusts an author so much from now on, in what they wrote already too.
    ///
    /// @param weight 0 to [Grid#WEIGHT_ONE]; 0 is what everybody has before the first call
    public void weigh(A author, int weight) {
        if (weight < 0 || weight > Grid.WEIGHT_ONE) throw new IllegalArgumentException("weight " + weight);
        Contribution of = authors.computeIfAbsent(author, a -> new Contribution());
        if (of.weight == weight) return;
        of.cells.forEach((cell, sums) -> {
            for (int q = 0; q < sums.length; q++) {
                shift(cell, q, of.weight, -bound(sums[q]));
                shift(cell, q, weight, bound(sums[q]));
            }
        });
        of.weight = weight;
    }

    /// How far an author is trusted.
    public int weight(A author) {
        Contribution of = authors.get(author);
        return of == null ? 0 : of.weight;
    }

    /// Adds a trace.
    public void add(A author, Trace trace) {
        change(author, trace, 1);
    }

    /// Takes a trace away that was added.
    public void remove(A author, Trace trace) {
        change(author, trace, -1);
    }

    private void change(A author, Trace trace, int sign) {
        Contribution of = authors.computeIfAbsent(author, a -> new Contribution());
        for (Trace.Cell cell : trace.cells()) {
            int[] sums = of.cells.computeIfAbsent(cell.address(), c -> new int[Grid.SHARED_CHANNELS]);
            byte[] values = cell.values();
            for (int q = 0; q < sums.length; q++) {
                int before = bound(sums[q]);
                sums[q] += sign * values[q];
                int change = bound(sums[q]) - before;
                shift(cell.address(), q, of.weight, change);
            }
        }
    }

    // One number of an author of this weight changes by so much.
    private void shift(int cell, int channel, int weight, int change) {
        int parts = weight * change;
        if (parts == 0) return;
        if (weight >= KNOWN) {
            grid.shift(cell, channel, parts);
            return;
        }
        int[] sums = crowd.computeIfAbsent(cell, c -> new int[Grid.SHARED_CHANNELS]);
        int before = heard(sums[channel]);
        sums[channel] += parts;
        grid.shift(cell, channel, heard(sums[channel]) - before);
    }

    private static int heard(int sum) {
        return Math.clamp(sum, -KNOWN, KNOWN);
    }

    private static int bound(int sum) {
        return Math.clamp(sum, -AUTHOR_VALUE_MAX, AUTHOR_VALUE_MAX);
    }
}
