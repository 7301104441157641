package dev.pando.engine.grid;

import dev.pando.kernel.Vectors;
import java.util.List;
import java.util.SplittableRandom;

/// Where meanings lie: 32 × 32 units on a torus, each a vector; what is alike lies near each other.
///
/// Kohonen 1982. For each example in turn the nearest unit and its neighbours move towards it, by less and less, in a
/// neighbourhood that shrinks: `w += rate · exp(−d² / 2r²) · (x − w)`.
public final class SelfOrganisingMap {

    /// Units of a row, and rows.
    public static final int SIDE = 32;
    /// Units.
    public static final int UNITS = SIDE * SIDE;

    private static final float RATE_FIRST = 0.5f, RATE_LAST = 0.02f;
    private static final double RADIUS_FIRST = SIDE / 3.0, RADIUS_LAST = 0.7;

    private final int dimensions;
    private final float[] weights; // (UNITS, dimensions)

    private SelfOrganisingMap(int dimensions, float[] weights) {
        this.dimensions = dimensions;
        this.weights = weights;
    }

    /// Learns a map from vectors of length 1.
    ///
    /// @param vectors what terms look like; at least one
    /// @param epochs  how often each is shown
    /// @param seed    of the beginning and the order
    public static SelfOrganisingMap learn(List<float[]> vectors, int epochs, long seed) {
        int dimensions = vectors.getFirst().length;
        SplittableRandom random = new SplittableRandom(seed);
        float[] weights = new float[UNITS * dimensions];
        float spread = (float) (1 / Math.sqrt(dimensions));
        for (int i = 0; i < weights.length; i++) weights[i] = spread * (float) random.nextGaussian();
        SelfOrganisingMap map = new SelfOrganisingMap(dimensions, weights);
        int steps = epochs * vectors.size();
        for (int step = 0; step < steps; step++) {
            map.show(vectors.get(random.nextInt(vectors.size())), (double) step / steps);
        }
        return map;
    }

    /// A map that was learned before.
    ///
    /// @param weights (UNITS, dimensions); copied
    public static SelfOrganisingMap of(int dimensions, float[] weights) {
        if (weights.length != UNITS * dimensions) throw new IllegalArgumentException(weights.length + " weights");
        return new SelfOrganisingMap(dimensions, weights.clone());
    }

    private void show(float[] x, double done) {
        double radius = RADIUS_FIRST * StrictMath.pow(RADIUS_LAST / RADIUS_FIRST, done);
        float rate = (float) (RATE_FIRST * StrictMath.pow(RATE_LAST / RATE_FIRST, done));
        int winner = nearest(x), reach = (int) Math.min(SIDE / 2 - 1, Math.ceil(2.5 * radius));
        for (int dy = -reach; dy <= reach; dy++) {
            for (int dx = -reach; dx <= reach; dx++) {
                float pull = rate * (float) StrictMath.exp(-(dx * dx + dy * dy) / (2 * radius * radius));
                int unit = (winner / SIDE + dy & SIDE - 1) * SIDE + (winner % SIDE + dx & SIDE - 1);
                int at = unit * dimensions;
                for (int i = 0; i < dimensions; i++) weights[at + i] += pull * (x[i] - weights[at + i]);
            }
        }
    }

    /// The unit with the smallest distance to `x`; of equals the first.
    public int nearest(float[] x) {
        float best = Float.POSITIVE_INFINITY;
        int at = 0;
        for (int unit = 0; unit < UNITS; unit++) {
            int from = unit * dimensions;
            float distance = Vectors.dot(weights, from, weights, from, dimensions)
                    - 2 * Vectors.dot(weights, from, x, 0, dimensions);
            if (distance < best) {
                best = distance;
                at = unit;
            }
        }
        return at;
    }

    /// Elements of a vector.
    public int dimensions() {
        return dimensions;
    }

    /// Its numbers, (UNITS, dimensions); a copy.
    public float[] weights() {
        return weights.clone();
    }
}
