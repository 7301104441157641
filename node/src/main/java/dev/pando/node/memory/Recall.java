package dev.pando.node.memory;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Ranks the candidates of a question, by meaning and by words.
///
/// ```
/// score(m) = cosine(m) + WORDS · share(m) − CROWD · crowd(m)
/// crowd(m) = mean cosine of m to the NEIGHBOURS other candidates that are likest to it
/// ```
/// What is said again and again in like words lies in a crowd, and wherever a question points, some of the crowd are near by
/// chance: they fill the first places and hide the one thing that was said once. So a memory pays for its crowd. This is the
/// local scaling of Conneau et al. 2018 (CSLS, <https://arxiv.org/abs/1710.04087>), taken among the candidates alone: it
/// keeps no state, and costs the same however much is remembered. The mean of several neighbours is taken, so that a fact
/// told twice pays little.
///
/// The constants were chosen on one set of facts and judged on another: `lab/results/instance` says what they are worth.
final class Recall {

    /// Candidates that each of the two searches hands in.
    static final int CANDIDATES = 200;
    static final double WORDS = 0.1;
    static final double CROWD = 0.3;
    static final int NEIGHBOURS = 5;

    /// What a hit loses for each unit of likeness, beyond [#LIKENESS_FREE], to a better one.
    static final double LIKENESS_COST = 0.15;
    /// Likeness that costs nothing: that of two texts on the same topic.
    static final double LIKENESS_FREE = 0.3;

    private Recall() {}

    /// A candidate.
    ///
    /// @param id     the memory
    /// @param cosine how alike it is to the question in meaning; `NaN` where that is not known
    /// @param share  of the question's words that it has, 0 to 1
    record Candidate(long id, float cosine, double share) {}

    /// What was chosen.
    ///
    /// @param score as above
    record Ranked(Candidate candidate, double score) {}

    /// The first `most`, best first, each chosen for its fit and for saying something that those before it do not:
    /// maximal marginal relevance (Carbonell and Goldstein 1998). Of equals the later comes first.
    ///
    /// @param likeness (candidates, candidates) cosines between them; 0 where one is not known
    static List<Ranked> best(List<Candidate> candidates, float[][] likeness, int most) {
        double[] scores = IntStream.range(0, candidates.size())
                .mapToDouble(i -> score(candidates.get(i), crowd(likeness[i], i))).toArray();
        double[] costs = new double[scores.length];
        boolean[] chosen = new boolean[scores.length];
        return IntStream.range(0, Math.min(most, scores.length)).mapToObj(_ -> {
            int best = best(candidates, scores, costs, chosen);
            chosen[best] = true;
            for (int i = 0; i < costs.length; i++) costs[i] = Math.max(costs[i], cost(likeness[best][i]));
            return new Ranked(candidates.get(best), scores[best]);
        }).toList();
    }

    private static double score(Candidate candidate, double crowd) {
        return (Float.isNaN(candidate.cosine) ? 0 : candidate.cosine - CROWD * crowd) + WORDS * candidate.share;
    }

    // Where there are fewer others, those that are missing count as unlike.
    private static double crowd(float[] likeness, int self) {
        float[] others = likeness.clone();
        others[self] = 0;
        Arrays.sort(others);
        double sum = 0;
        for (int i = Math.max(0, others.length - NEIGHBOURS); i < others.length; i++) sum += Math.max(0, others[i]);
        return sum / NEIGHBOURS;
    }

    private static int best(List<Candidate> candidates, double[] scores, double[] costs, boolean[] chosen) {
        int best = -1;
        for (int i = 0; i < scores.length; i++) {
            if (chosen[i]) continue;
            int order = best < 0 ? 1 : Double.compare(scores[i] - costs[i], scores[best] - costs[best]);
            if (order > 0 || order == 0 && candidates.get(i).id > candidates.get(best).id) best = i;
        }
        return best;
    }

    private static double cost(double likeness) {
        return LIKENESS_COST * Math.max(0, likeness - LIKENESS_FREE);
    }
}
