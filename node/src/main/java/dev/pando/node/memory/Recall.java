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
    static final int CANDIDATES = 50;
    static final double WORDS_WEIGHT = 0.15;
    static final double RANK_PIVOT = 10;

    private Recall() {}

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
