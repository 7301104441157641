package dev.pando.node.memory;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Ranks the memories near a question, by meaning and by words, in two steps.
///
/// ```
/// score(m) = cosine(m) + WORDS · share(m) − CROWD · max(0, crowd(m) − LIKENESS_FREE)
/// crowd(m) = mean cosine of m to those two others that are likest to it
/// ```
/// Before that, a question's vector loses a part of what all questions have in common ([#shifted]): a memory that is near to questions
/// at large, whatever they ask for, is less near to this one. This is the other half of the local scaling below.
///
/// What is said again and again in like words lies in a crowd, and wherever a question points, some of the crowd are near by
/// chance: they fill the first places and hide the one thing that was said once. So a memory pays for its crowd, as far as
/// that is more than two things said on one topic, which are no crowd. This is the
/// local scaling of Conneau et al. 2018 (CSLS, <https://arxiv.org/abs/1710.04087>), taken among what is near alone: it keeps
/// no state, and costs the same however much is remembered. The mean of two others is taken, so that a fact told twice
/// pays little.
///
/// First, among many, a memory's crowd is guessed from a sample of them: of a crowd some are always in it. The sample says too
/// little of how alike they are, so all of it is paid for. Those that are left are ranked, each by its crowd among all of them.
///
/// The constants were chosen on some sets of facts and judged on others: `lab/results/instance` says what they are worth.
final class Recall {

    /// Nearest memories that the first step looks at.
    static final int NEAR = 2000;
    /// How many of them are the sample.
    static final int SAMPLE = 64;
    /// What a unit of crowd in the sample costs.
    static final double CROWD_IN_SAMPLE = 0.5;
    /// Candidates that the first step leaves.
    static final int CANDIDATES = 150;
    /// Candidates that the search by words adds.
    static final int CANDIDATES_BY_WORDS = 50;

    static final double WORDS = 0.03;
    static final double CROWD = 0.8;

    /// What a hit loses for each unit of likeness, beyond [#LIKENESS_FREE], to a better one.
    static final double LIKENESS_COST = 0.15;
    /// Likeness that costs nothing: that of two texts on the same topic.
    static final double LIKENESS_FREE = 0.7;

    /// What a question loses of what all have in common.
    static final float ASKING = 0.5f;

    private Recall() {}

    /// A question without some of what it has in common with others: `q − ASKING · mean`. No unit vector, so that what memories lose by it
    /// can be compared with what they lose for their crowd.
    ///
    /// @param mean of many questions
    static float[] shifted(float[] question, float[] mean) {
        float[] shifted = question.clone();
        for (int i = 0; i < shifted.length; i++) shifted[i] -= ASKING * mean[i];
        return shifted;
    }

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

    /// The sample of a list of hits: every so many of them.
    static List<VectorIndex.Hit> sample(List<VectorIndex.Hit> hits) {
        int step = step(hits);
        return IntStream.iterate(0, i -> i < hits.size(), i -> i + step).limit(SAMPLE).mapToObj(hits::get).toList();
    }

    private static int step(List<VectorIndex.Hit> hits) {
        return Math.max(1, hits.size() / SAMPLE);
    }

    /// The first step: of the nearest, those that are near although they pay for their crowd.
    ///
    /// @param likeness (hits, sample) cosines
    static List<VectorIndex.Hit> thinned(List<VectorIndex.Hit> hits, float[][] likeness) {
        if (hits.size() <= CANDIDATES) return hits;
        int step = step(hits);
        double[] scores = new double[hits.size()];
        for (int i = 0; i < scores.length; i++) {
            int self = i % step == 0 ? i / step : -1;
            scores[i] = hits.get(i).cosine() - CROWD_IN_SAMPLE * crowd(likeness[i], self);
        }
        return IntStream.range(0, scores.length).boxed().sorted(Comparator.comparingDouble(i -> -scores[i]))
                .limit(CANDIDATES).map(hits::get).toList();
    }

    /// The second step: the first `most`, best first, each chosen for its fit and for saying something that those before it do not:
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
        double meant = candidate.cosine - CROWD * Math.max(0, crowd - LIKENESS_FREE);
        return (Float.isNaN(candidate.cosine) ? 0 : meant) + WORDS * candidate.share;
    }

    // Where there are fewer others, those that are missing count as unlike.
    private static double crowd(float[] likeness, int self) {
        float likest = 0, second = 0;
        for (int i = 0; i < likeness.length; i++) {
            if (i == self || likeness[i] <= second) continue;
            second = Math.min(likest, likeness[i]);
            likest = Math.max(likest, likeness[i]);
        }
        return ((double) second + likest) / 2;
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
