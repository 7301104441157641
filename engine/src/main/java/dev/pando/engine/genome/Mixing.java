package dev.pando.engine.genome;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// The arithmetic of [MergeOperator] on plain vectors: what the published formulas say, element by element.
final class Mixing {

    /// Vectors whose cosine is above this are mixed along the straight line (mergekit's threshold).
    static final double PARALLEL = 0.9995;
    private static final double NO_LENGTH = 1e-8;

    private Mixing() {}

    /// What each of two vectors is multiplied with to go along the arc between them, `{first, second}`.
    ///
    /// @param dot    inner product of the two
    /// @param first  length of the first
    /// @param second length of the second
    static double[] arc(double t, double dot, double first, double second) {
        double cosine = dot / (first > NO_LENGTH ? first : 1) / (second > NO_LENGTH ? second : 1);
        if (Math.abs(cosine) > PARALLEL) return new double[]{1 - t, t};
        double angle = StrictMath.acos(cosine), sine = StrictMath.sin(angle);
        return new double[]{StrictMath.sin((1 - t) * angle) / sine, StrictMath.sin(t * angle) / sine};
    }

    /// Zeroes all but the `⌊density · n⌋` longest elements; of equals the first stay.
    static void keepLargest(float[] delta, double density) {
        int kept = (int) (density * delta.length);
        float[] sizes = new float[delta.length];
        for (int i = 0; i < sizes.length; i++) sizes[i] = Math.abs(delta[i]);
        Arrays.sort(sizes);
        if (kept >= sizes.length) return;
        float least = kept == 0 ? Float.POSITIVE_INFINITY : sizes[sizes.length - kept];
        int atLeast = kept - (int) above(sizes, least);
        for (int i = 0; i < delta.length; i++) {
            float size = Math.abs(delta[i]);
            if (size > least) continue;
            if (size == least && atLeast > 0) atLeast--;
            else
                delta[i] = 0;
        }
    }

    private static long above(float[] sorted, float value) {
        int from = sorted.length;
        while (from > 0 && sorted[from - 1] > value) from--;
        return sorted.length - from;
    }

    /// Zeroes each element with probability `1 − density`, and divides the others by `density`.
    static void keepByChance(float[] delta, double density, SplittableRandom random) {
        boolean[] kept = new boolean[delta.length];
        for (int i = 0; i < kept.length; i++) kept[i] = random.nextDouble() < density;
        keep(delta, kept, density);
    }

    static void keep(float[] delta, boolean[] kept, double density) {
        for (int i = 0; i < delta.length; i++) delta[i] = kept[i] ? (float) (delta[i] / density) : 0;
    }

    /// Each element's sign is that of its weighted sum (0 counts as plus); those of the other sign are left out.
    static float[] elect(List<float[]> deltas, List<Double> weights, double lambda, boolean normalise) {
        int n = deltas.getFirst().length;
        float[] merged = new float[n];
        for (int i = 0; i < n; i++) {
            double sum = 0, agreeing = 0, weight = 0;
            for (int k = 0; k < deltas.size(); k++) sum += weights.get(k) * deltas.get(k)[i];
            for (int k = 0; k < deltas.size(); k++) {
                double part = weights.get(k) * deltas.get(k)[i];
                if (part == 0 || part > 0 != sum >= 0) continue;
                agreeing += part;
                weight += weights.get(k);
            }
            double share = normalise && Math.abs(weight) > NO_LENGTH ? agreeing / weight : agreeing;
            merged[i] = (float) (lambda * share);
        }
        return merged;
    }

    /// `Σ w_k · δ_k`.
    static float[] sum(List<float[]> deltas, List<Double> weights) {
        float[] merged = new float[deltas.getFirst().length];
        for (int i = 0; i < merged.length; i++) {
            double sum = 0;
            for (int k = 0; k < deltas.size(); k++) sum += weights.get(k) * deltas.get(k)[i];
            merged[i] = (float) sum;
        }
        return merged;
    }
}
