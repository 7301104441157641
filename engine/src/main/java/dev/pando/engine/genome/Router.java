package dev.pando.engine.genome;

import java.util.Arrays;

/// Which of several models to believe, decided anew at each token by how well each has predicted the ones before it:
/// `S_k(t) = 0.98 · S_k(t−1) + log p_k(x_t | x_<t)`, `w_k ∝ π_k · exp S_k`, `p = Σ w_k p_k`.
///
/// Model 0 is the base, the others are the base with an adapter each. Who falls below a weight of [#DROPPED_BELOW] is not
/// asked until the next [#REOPENED_EVERY] tokens are over. An adapter that predicts badly loses its voice within a few
/// tokens, whoever made it and whatever it claims: no vote, no average, nothing to trust.
///
/// That does not stop an adapter which predicts well until a trigger comes. So a router can be [#limited]: an adapter of
/// others may make a token likelier than the base finds it by a factor at most, and what it wanted beyond goes to the base,
/// `p'_k = min(p_k, c · p_0) + (1 − Σ min(p_k, c · p_0)) · p_0`. It can lead, not dictate.
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

    /// How much likelier than the base an adapter of others may make a token, where nothing else is said: costs honest
    /// adapters 0.0006 bits per character, half of it 0.004 (`lab/results/genomes`).
    public static final double LIMIT = 8;

    private final double[] logPrior;
    private final double[] scores;
    private final boolean[] asked;
    private final double[] weights;
    private double logLimit = Double.POSITIVE_INFINITY;
    private int trusted; // its adapter is this node's own; 0 for none
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
        Router router = new Router(prior);
        router.trusted = own;
        return router;
    }

    /// Limits what adapters of others may make of a token; the base is asked at every token then.
    ///
    /// @param factor how much likelier than the base finds it, at least 1
    /// @return this
    public Router limited(double factor) {
        if (!(factor >= 1)) throw new IllegalArgumentException("factor: " + factor + ", at least 1");
        logLimit = StrictMath.log(factor);
        return this;
    }

    private boolean isLimited(int k) {
        return k != 0 && k != trusted && logLimit < Double.POSITIVE_INFINITY && asked[0];
    }

    // What is heard of what a model gives a token: a lower bound, without its share of what goes to the base.
    private double heard(int k, double[] given) {
        return isLimited(k) ? Math.min(given[k], given[0] + logLimit) : given[k];
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

    /// `log Σ w_k p_k` of a token, from what each model gives it; of a limited router a lower bound, as what goes to the base
    /// is not known from one token.
    ///
    /// @param logProbabilities natural logarithms by model; those of models that are not asked are not looked at
    public double mix(double[] logProbabilities) {
        double sum = 0;
        for (int k = 0; k < weights.length; k++) {
            if (asked[k] && logProbabilities[k] <= 0) sum += weights[k] * StrictMath.exp(heard(k, logProbabilities));
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
            if (isLimited(k)) limited(weight, probabilities[k], probabilities[0], into);
            else
                for (int i = 0; i < into.length; i++) into[i] += weight * probabilities[k][i];
        }
    }

    private void limited(float weight, float[] p, float[] base, float[] into) {
        float factor = (float) StrictMath.exp(logLimit);
        double kept = 0;
        for (int i = 0; i < into.length; i++) {
            float heard = Math.min(p[i], factor * base[i]);
            kept += heard;
            into[i] += weight * heard;
        }
        float rest = weight * (float) Math.max(0, 1 - kept);
        for (int i = 0; i < into.length; i++) into[i] += rest * base[i];
    }

    /// A token came.
    ///
    /// @param logProbabilities what each model had given it; of a model that was not asked, what it gives now that it is
    ///                         caught up, or NaN if it was not: then it keeps pace with the mixture, so that
    ///                         what spoke against it is forgotten like everything else
    public void observe(double[] logProbabilities) {
        double mixture = mix(logProbabilities);
        for (int k = 0; k < scores.length; k++) {
            boolean silent = Double.isNaN(logProbabilities[k]) && !asked[k];
            double given = silent ? mixture : heard(k, logProbabilities);
            scores[k] = DECAY * scores[k] + (given > SCORE_MIN ? given : SCORE_MIN); // NaN is no more than the least
        }
        tokens++;
        boolean reopened = tokens % REOPENED_EVERY == 0;
        if (reopened) reopen();
        weigh();
        boolean baseNeeded = logLimit < Double.POSITIVE_INFINITY;
        for (int k = 0; k < asked.length; k++) {
            asked[k] &= reopened || weights[k] >= DROPPED_BELOW || k == 0 && baseNeeded;
        }
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
