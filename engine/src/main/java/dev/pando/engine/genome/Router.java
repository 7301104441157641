package dev.pando.engine.genome;

import java.util.Arrays;

/// Which of several models to believe, decided anew at each token by how well each has predicted the ones before it:
/// `S_k(t) = 0.98 · S_k(t−1) + log p_k(x_t | x_<t)`, `w_k ∝ π_k · exp S_k`, `p = Σ w_k p_k`.
///
/// Model 0 is the base, the others are the base with an adapter each. Who falls below a weight of [#DROPPED_BELOW] is not
/// asked until the next [#REOPENED_EVERY] tokens are over. An adapter that predicts badly loses its voice within a few
/// tokens, whoever made it and whatever it claims: no vote, no average, nothing to trust.
///
/// Not thread-safe.
public final class Router {

    /// What is left of a score one token later: about the last 50 tokens count.
    public static final double DECAY = 0.98;
    /// Weight below which a model is not asked any more.
    public static final double DROPPED_BELOW = 0.01;
    /// Tokens after which those that were dropped are asked again.
    public static final int REOPENED_EVERY = 64;
    /// What a model that gave a token no chance is taken to have given it, in nats: one slip must not be the end.
    public static final double SCORE_MIN = -30;

    /// What a node believes of its own adapter beforehand. A node knows what it is usually about: with this prior it
    /// predicts its own texts no worse than with its adapter alone, and others' about 0.0006 bits per character worse.
    public static final double OWN_PRIOR = 0.5;

    private final double[] logPrior;
    private final double[] scores;
    private final boolean[] asked;
    private final double[] weights;
    private long tokens;

    /// All models are believed alike.
    ///
    /// @param models how many, the base included
    public Router(int models) {
        this(even(models));
    }

    /// @param prior what is believed of each model before any token, each above 0
    public Router(double... prior) {
        int models = prior.length;
        if (models < 1) throw new IllegalArgumentException(models + " models");
        logPrior = new double[models];
        for (int k = 0; k < models; k++) logPrior[k] = StrictMath.log(prior[k]);
        scores = new double[models];
        asked = new boolean[models];
        weights = new double[models];
        Arrays.fill(asked, true);
        weigh();
    }

    private static double[] even(int models) {
        double[] prior = new double[Math.max(0, models)];
        Arrays.fill(prior, 1);
        return prior;
    }

    /// A node's own adapter is believed by [#OWN_PRIOR], the others share the rest.
    ///
    /// @param own which model it is; 0, the base, where a node has no adapter of its own: then all are believed alike
    public static Router of(int models, int own) {
        if (own == 0 || models < 2) return new Router(models);
        double[] prior = new double[models];
        Arrays.fill(prior, (1 - OWN_PRIOR) / (models - 1));
        prior[own] = OWN_PRIOR;
        return new Router(prior);
    }

    /// Never asks model `k` again: its author has taken it back. The base is asked where nobody else is left.
    public void exclude(int k) {
        logPrior[k] = Double.NEGATIVE_INFINITY;
        asked[k] = false;
        if (nobodyIsAsked()) reopen();
        if (nobodyIsAsked()) {
            logPrior[0] = 0;
            asked[0] = true;
        }
        weigh();
    }

    private boolean nobodyIsAsked() {
        for (boolean asks : asked) if (asks) return false;
        return true;
    }

    /// Asks model `k` and nobody else from now on; the base, once `k` is taken back.
    public void settle(int k) {
        for (int other = 0; other < scores.length; other++) {
            if (other == k) continue;
            logPrior[other] = Double.NEGATIVE_INFINITY;
            asked[other] = false;
        }
        asked[k] = true;
        weigh();
    }

    private void reopen() {
        for (int k = 0; k < asked.length; k++) asked[k] = logPrior[k] > Double.NEGATIVE_INFINITY;
    }

    /// How many there are.
    public int models() {
        return scores.length;
    }

    /// How far model `k` is believed; 0 if it is not asked. All add up to 1.
    public double weight(int k) {
        return weights[k];
    }

    /// Whether model `k` is to compute the next token.
    public boolean asks(int k) {
        return asked[k];
    }

    /// The one that is believed most.
    public int best() {
        int best = 0;
        for (int k = 1; k < weights.length; k++) if (weights[k] > weights[best]) best = k;
        return best;
    }

    /// `log Σ w_k p_k` of a token, from what each model gives it.
    ///
    /// @param logProbabilities natural logarithms by model; those of models that are not asked are not looked at
    public double mix(double[] logProbabilities) {
        double sum = 0;
        for (int k = 0; k < weights.length; k++) {
            if (asked[k] && logProbabilities[k] <= 0) sum += weights[k] * StrictMath.exp(logProbabilities[k]);
        }
        return StrictMath.log(Math.max(sum, Double.MIN_NORMAL));
    }

    /// The mixture of whole distributions.
    ///
    /// @param probabilities by model, each over the vocabulary; those of models that are not asked may be null
    /// @param into          (vocabulary) is written
    public void mix(float[][] probabilities, float[] into) {
        Arrays.fill(into, 0);
        for (int k = 0; k < weights.length; k++) {
            if (!asked[k]) continue;
            float weight = (float) weights[k];
            for (int i = 0; i < into.length; i++) into[i] += weight * probabilities[k][i];
        }
    }

    /// A token came.
    ///
    /// @param logProbabilities what each model had given it; of a model that was not asked, what it gives now that it is
    ///                         caught up, or NaN if it was not: then it keeps pace with the mixture, so that
    ///                         what spoke against it is forgotten like everything else
    public void observe(double[] logProbabilities) {
        double mixture = mix(logProbabilities);
        for (int k = 0; k < scores.length; k++) {
            double given = Double.isNaN(logProbabilities[k]) && !asked[k] ? mixture : logProbabilities[k];
            scores[k] = DECAY * scores[k] + (given > SCORE_MIN ? given : SCORE_MIN); // NaN is no more than the least
        }
        tokens++;
        boolean reopened = tokens % REOPENED_EVERY == 0;
        if (reopened) reopen();
        weigh();
        for (int k = 0; k < asked.length; k++) asked[k] &= reopened || weights[k] >= DROPPED_BELOW;
        weigh();
    }

    private void weigh() {
        double most = Double.NEGATIVE_INFINITY, sum = 0;
        for (int k = 0; k < scores.length; k++) {
            if (asked[k]) most = Math.max(most, scores[k] + logPrior[k]);
        }
        for (int k = 0; k < scores.length; k++) {
            weights[k] = asked[k] ? StrictMath.exp(scores[k] + logPrior[k] - most) : 0;
            sum += weights[k];
        }
        for (int k = 0; k < scores.length; k++) weights[k] /= sum;
    }
}
