package dev.pando.node.memory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Joins two rankings of memories, by meaning and by words, into one.
///
/// ```
/// score(m) = cosine(m) + WORDS_WEIGHT · RANK_PIVOT / (RANK_PIVOT + rank_words(m))
/// ```
/// The second term is the reciprocal rank of Cormack et al. 2009 for words, which have no scale of their own; cosines have one,
/// and ranks would throw it away: a memory far ahead of all others in meaning counts for more than the first of
/// many alike. Both constants are first guesses; `lab/results/instance` says what they are worth.
final class Recall {

    /// Candidates that each of the two rankings hands in.
    static final int CANDIDATES = 200;
    static final double WORDS_WEIGHT = 0.15;
    static final double RANK_PIVOT = 10;

    /// What a hit loses for each unit of likeness, beyond [#LIKENESS_FREE], to a better one.
    static final double LIKENESS_COST = 0.5;
    /// Likeness that costs nothing: that of two texts on the same topic.
    static final double LIKENESS_FREE = 0.3;

    private Recall() {}

    /// How alike two memories are.
    @FunctionalInterface
    interface Likeness {
        /// Their cosine.
        double of(long a, long b);
    }

    /// The first `most` of a ranking, each chosen for its fit and for saying something that those before it do not:
    /// maximal marginal relevance (Carbonell and Goldstein 1998). Five ways of saying the same would hide the sixth, which
    /// may be the one that was meant.
    static List<Ranked> spread(List<Ranked> ranked, int most, Likeness likeness) {
        List<Ranked> open = new ArrayList<>(ranked), chosen = new ArrayList<>();
        Map<Long, Double> likest = new HashMap<>(); // to any that was chosen
        while (!open.isEmpty() && chosen.size() < most) {
            Ranked best = open.stream()
                    .max(Comparator.comparingDouble(r -> r.score - cost(likest.getOrDefault(r.id, 0.0)))).orElseThrow();
            open.remove(best);
            chosen.add(best);
            for (Ranked other : open) likest.merge(other.id, likeness.of(other.id, best.id), Math::max);
        }
        return chosen;
    }

    private static double cost(double likest) {
        return LIKENESS_COST * Math.max(0, likest - LIKENESS_FREE);
    }

    /// A candidate.
    ///
    /// @param id     the memory
    /// @param score  as above
    /// @param cosine how alike it is in meaning; 0 where it is not known
    record Ranked(long id, double score, double cosine) {}

    /// The fused ranking, best first; equals by falling id, so the later word counts.
    ///
    /// @param cosines of every candidate of either ranking that has a vector
    /// @param words   ids in the order of their fit
    static List<Ranked> fused(Map<Long, Float> cosines, List<Long> words) {
        Map<Long, Double> scores = new HashMap<>();
        cosines.forEach((id, cosine) -> scores.put(id, cosine.doubleValue()));
        for (int rank = 0; rank < words.size(); rank++) {
            scores.merge(words.get(rank), WORDS_WEIGHT * RANK_PIVOT / (RANK_PIVOT + rank), Double::sum);
        }
        List<Ranked> ranked = new ArrayList<>(scores.size());
        scores.forEach((id, score) -> ranked.add(new Ranked(id, score, cosines.getOrDefault(id, Float.NaN))));
        ranked.sort(Comparator.comparingDouble(Ranked::score).thenComparingLong(Ranked::id).reversed());
        return ranked;
    }
}
