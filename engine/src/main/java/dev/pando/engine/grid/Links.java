package dev.pando.engine.grid;

import java.util.ArrayList;
import java.util.List;
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

    private final Grid grid;
    private final Lexicon lexicon;
    private final int[] pointing, pointedTo; // numbers of terms
    private final Mark[] echoes; // by term; null where it was not asked for

    Links(Grid grid, Lexicon lexicon) {
        this.grid = grid;
        this.lexicon = lexicon;
        this.pointing = IntStream.range(0, lexicon.size())
                .filter(id -> grid.cellsPointing(lexicon.term(id).cell()) >= CELLS_MIN).toArray();
        this.pointedTo = IntStream.range(0, lexicon.size())
                .filter(id -> grid.cellsPointedTo(lexicon.term(id).cell()) >= CELLS_MIN).toArray();
        this.echoes = new Mark[lexicon.size()];
    }

    /// Terms that may point somewhere and live at most so many cells from a cell, ascending.
    List<Integer> pointingWithin(int cell, int distance) {
        List<Integer> near = new ArrayList<>();
        for (int id : pointing) if (Grid.distance(lexicon.term(id).cell(), cell) <= distance) near.add(id);
        return near;
    }

    /// A link.
    ///
    /// @param to       number of the term it leads to
    /// @param strength 0 to 1
    record Link(int to, float strength) {}

    /// All links from a term of at least this strength, in the order of the lexicon.
    List<Link> from(Term subject, float strengthMin) {
        if (grid.cellsPointing(subject.cell()) < CELLS_MIN) return List.of();
        Mark mark = Mark.out(grid, subject.cell());
        List<Link> links = new ArrayList<>();
        for (int id : pointedTo) {
            if (id == subject.id()) continue;
            Term object = lexicon.term(id);
            float there = mark.of(object.code());
            if (there <= 0) continue;
            if (echoes[id] == null) echoes[id] = Mark.in(grid, object.cell());
            float strength = Math.min(1, (there + echoes[id].of(subject.code())) / (OUT_LENGTH + IN_LENGTH));
            if (strength >= strengthMin) links.add(new Link(id, strength));
        }
        return links;
    }

    /// The link from one term to another; 0 where one of its marks is missing.
    static float strength(Grid grid, Term subject, Term object) {
        Mark there = Mark.out(grid, subject.cell()), back = Mark.in(grid, object.cell());
        if (there.isEmpty() || back.isEmpty()) return 0;
        return Math.clamp((there.of(object.code()) + back.of(subject.code())) / (OUT_LENGTH + IN_LENGTH), 0, 1);
    }

    /// What is written on nine cells in some channels, sorted by the bit of a code that each number reads: `w[bit]` is the sum
    /// of the numbers that read it, turned where the channel turns. Kept as planes of bits, so that an inner product with
    /// 512 signs is a count of bits: `Σ w·(1 − 2·code) = Σ w − 2 · Σ_plane weight · |plane ∧ code|`.
    ///
    /// @param planes  (plane, 8), the binary digits of `w`, the last one of its sign
    /// @param sum     `Σ w`
    /// @param length  of the numbers as a vector; 0 if there are none
    private record Mark(long[] planes, int sum, float length) {

        private static final int WORDS = Lexicon.CODE_BITS / 64;

        static Mark out(Grid grid, int cell) {
            return read(grid, cell, Grid.OUT_FROM, Grid.OUT_TO);
        }

        static Mark in(Grid grid, int cell) {
            return read(grid, cell, Grid.IN_FROM, Grid.IN_TO);
        }

        private static Mark read(Grid grid, int cell, int channelFrom, int channelTo) {
            int[] byBit = new int[Lexicon.CODE_BITS], bits = new int[9 * (channelTo - channelFrom)];
            int square = 0, sum = 0, largest = 0, count = 0;
            for (int near : Grid.block(cell)) {
                for (int q = channelFrom; q < channelTo; q++) {
                    int value = grid.value(near, q);
                    if (value == 0) continue;
                    int bit = Wiring.bit(near, q), turned = Wiring.turns(near, q) ? -value : value;
                    bits[count++] = bit;
                    byBit[bit] += turned;
                    sum += turned;
                    square += value * value;
                    largest = Math.max(largest, Math.abs(byBit[bit]));
                }
            }
            // The lowest digits in two's complement, and one for the sign.
            int digits = 32 - Integer.numberOfLeadingZeros(largest);
            long[] planes = new long[(digits + 1) * WORDS];
            for (int i = 0; i < count; i++) {
                int bit = bits[i];
                for (int plane = 0; plane <= digits; plane++) {
                    planes[plane * WORDS + (bit >>> 6)] |= (long) (byBit[bit] >>> plane & 1) << (bit & 63);
                }
            }
            return new Mark(planes, sum, (float) Math.sqrt(square));
        }

        boolean isEmpty() {
            return length == 0;
        }

        /// `⟨numbers, sig_term⟩ / |numbers|`; NaN if there is nothing.
        float of(long[] code) {
            int read = 0, last = planes.length - WORDS;
            for (int at = 0, weight = 1; at < last; at += WORDS, weight <<= 1) read += weight * common(at, code);
            return (sum - 2 * (read - (1 << last / WORDS) * common(last, code))) / length;
        }

        private int common(int at, long[] code) {
            int count = 0;
            for (int i = 0; i < WORDS; i++) count += Long.bitCount(planes[at + i] & code[i]);
            return count;
        }
    }
}
