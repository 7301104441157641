package dev.pando.engine.grid;

import dev.pando.engine.grid.Query.Hit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// The best hits of one query, each term once: of two ways to it that are equally good the first stays.
final class Ranking {

    private final Lexicon lexicon;
    private final int limit;
    private final Way[] ways; // by term; null: not found yet
    private final float[] scores, strengths; // by term
    private final int[] found; // terms, in the order in which they were found
    private int count;

    /// From where a term was found.
    ///
    /// @param bridge   number of the term over which
    /// @param near     number of the term that points to it
    /// @param loudness what the front left of the resonance there
    record Way(int bridge, int near, float loudness) {}

    /// @param limit hits at most
    Ranking(Lexicon lexicon, int limit) {
        this.lexicon = lexicon;
        this.limit = limit;
        this.ways = new Way[lexicon.size()];
        this.scores = new float[lexicon.size()];
        this.strengths = new float[lexicon.size()];
        this.found = new int[lexicon.size()];
    }

    /// A term was found.
    ///
    /// @param strength of the link that leads to it
    void found(int term, float score, float strength, Way way) {
        if (ways[term] == null) found[count++] = term;
        else if (scores[term] >= score) return;
        ways[term] = way;
        scores[term] = score;
        strengths[term] = strength;
    }

    /// What lies below this score is none of the best, whatever else is found; 0 while there is room.
    float least() {
        if (count < limit || limit == 0) return 0;
        float[] best = new float[limit]; // descending
        for (int i = 0; i < count; i++) insert(best, scores[found[i]]);
        return best[limit - 1];
    }

    private static void insert(float[] best, float score) {
        int at = best.length - 1;
        if (score <= best[at]) return;
        for (; at > 0 && best[at - 1] < score; at--) best[at] = best[at - 1];
        best[at] = score;
    }

    /// The best, descending; of equal ones the term that came first into the lexicon.
    List<Hit> hits() {
        float least = least();
        return Arrays.stream(found, 0, count).filter(term -> scores[term] >= least).boxed()
                .sorted(Comparator.comparingDouble((Integer term) -> -scores[term]).thenComparingInt(term -> term))
                .limit(limit).map(this::hit).toList();
    }

    private Hit hit(int term) {
        Way way = ways[term];
        return new Hit(lexicon.term(term), scores[term], way.loudness * strengths[term], lexicon.term(way.bridge),
                lexicon.term(way.near));
    }
}
