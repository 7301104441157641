package dev.pando.engine.grid;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/// Asks the grid by local dynamics: where is it known that the subject points here, and what do the cells around there
/// point to?
///
/// 1. *Resonance*: `z_x = ⟨I_N9(x), sig_s⟩ / (|I_N9(x)| · √72)`; the strongest places stay.
/// 2. *Front*: `u ← max(u, λ · max_3×3 u)`, a few steps: a paraphrase of the bridge lies a few cells away.
/// 3. *Emission*: `score(o) = max_x (u_x / u_max) · ⟨O_N9(x), sig_o⟩ / (|O_N9(x)| · √54)` where `u` is above 2 % of its maximum.
///
/// The answer needs no cell that one author wrote alone: the mark "s points here" may be one node's, the mark "this points
/// to o" another's.
///
/// @param places strongest resonances that stay (κ), at least the number of things one subject points to
/// @param steps  steps of the front (T)
/// @param fading what a step leaves (λ)
public record Query(int places, int steps, float fading) {

    /// Neighbourhood times channels.
    private static final float IN_SCALE = (float) Math.sqrt(9 * (Grid.IN_TO - Grid.IN_FROM));
    private static final float OUT_SCALE = (float) Math.sqrt(9 * (Grid.OUT_TO - Grid.OUT_FROM));
    private static final float QUIET = 0.02f;

    /// A term that the grid answers with.
    ///
    /// @param term  which
    /// @param score 1 if the cells hold it and nothing else, about 0 by chance
    public record Hit(Term term, float score) {}

    /// What worked in the design's experiments: 5 places, 8 steps, 0.9.
    public static Query usual() {
        return new Query(5, 8, 0.9f);
    }

    /// What the subject points to, over any number of bridges: for two-note questions.
    ///
    /// @param limit hits at most, best first
    public List<Hit> follow(Grid grid, Lexicon lexicon, Term subject, int limit) {
        return emit(grid, lexicon, front(resonance(grid, subject)), limit);
    }

    /// What the subject itself points to: for one-note questions.
    ///
    /// @param limit hits at most, best first
    public List<Hit> direct(Grid grid, Lexicon lexicon, Term subject, int limit) {
        float[] u = new float[Grid.CELLS];
        u[subject.cell()] = 1;
        return emit(grid, lexicon, u, limit);
    }

    private float[] resonance(Grid grid, Term subject) {
        float[] z = new float[Grid.CELLS];
        int[] products = new int[Grid.CELLS], squares = new int[Grid.CELLS]; // of one cell, before the neighbourhood
        for (int cell = 0; cell < Grid.CELLS; cell++) {
            if (grid.value(cell, Grid.ACTIVATION) == 0) continue;
            for (int q = Grid.IN_FROM; q < Grid.IN_TO; q++) {
                int value = grid.value(cell, q);
                if (value == 0) continue;
                products[cell] += value * Wiring.sign(subject.code(), cell, q);
                squares[cell] += value * value;
            }
        }
        for (int cell = 0; cell < Grid.CELLS; cell++) {
            if (squares[cell] == 0) continue;
            int product = 0, square = 0;
            for (int near : Grid.block(cell)) {
                product += products[near];
                square += squares[near];
            }
            z[cell] = Math.max(0, product / ((float) Math.sqrt(square) * IN_SCALE));
        }
        return strongest(z);
    }

    private float[] strongest(float[] z) {
        int[] best = IntStream.range(0, z.length).filter(i -> z[i] > 0).boxed()
                .sorted(Comparator.<Integer>comparingDouble(i -> -z[i]).thenComparingInt(i -> i)).limit(places)
                .mapToInt(i -> i).toArray();
        float[] u = new float[z.length];
        for (int cell : best) u[cell] = z[cell];
        return u;
    }

    private float[] front(float[] u) {
        for (int step = 0; step < steps; step++) {
            float[] next = u.clone();
            for (int cell = 0; cell < u.length; cell++) {
                if (u[cell] == 0) continue;
                for (int near : Grid.block(cell)) next[near] = Math.max(next[near], fading * u[cell]);
            }
            u = next;
        }
        return u;
    }

    private List<Hit> emit(Grid grid, Lexicon lexicon, float[] u, int limit) {
        float max = 0;
        for (float value : u) max = Math.max(max, value);
        float[] scores = new float[lexicon.size()];
        int[] sums = new int[lexicon.size()];
        int[] loudest = loudest(u, QUIET * max);
        PriorityQueue<Float> top = new PriorityQueue<>(); // the best scores so far, the least of them first
        for (int cell : loudest) {
            float loudness = u[cell] / max;
            if (top.size() == limit && loudness <= top.peek()) break; // no score of a cell is above its loudness
            int square = project(grid, lexicon, cell, sums);
            if (square == 0) continue;
            float scale = loudness / ((float) Math.sqrt(square) * OUT_SCALE);
            for (int i = 0; i < scores.length; i++) {
                float score = sums[i] * scale;
                if (score > scores[i]) scores[i] = score;
            }
            top.clear();
            for (float score : scores) keep(top, score, limit);
        }
        return IntStream.range(0, scores.length).filter(i -> scores[i] > 0).boxed()
                .sorted(Comparator.<Integer>comparingDouble(i -> -scores[i]).thenComparingInt(i -> i)).limit(limit)
                .map(i -> new Hit(lexicon.term(i), scores[i])).toList();
    }

    private static void keep(PriorityQueue<Float> top, float score, int limit) {
        if (top.size() < limit) top.add(score);
        else if (score > top.peek()) {
            top.poll();
            top.add(score);
        }
    }

    private static int[] loudest(float[] u, float above) {
        return IntStream.range(0, u.length).filter(i -> u[i] > above).boxed()
                .sorted(Comparator.<Integer>comparingDouble(i -> -u[i]).thenComparingInt(i -> i)).mapToInt(i -> i)
                .toArray();
    }

    /// `sums[o] = ⟨O_N9(cell), sig_o⟩` for every term; returns `|O_N9(cell)|²`.
    private static int project(Grid grid, Lexicon lexicon, int cell, int[] sums) {
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
}
