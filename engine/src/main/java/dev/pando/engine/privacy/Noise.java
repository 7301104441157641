package dev.pando.engine.privacy;

import java.util.random.RandomGenerator;

/// What is added to every number of a release so that one fact cannot be told from none.
///
/// A release with a fact and one without differ by a *shift*: at most so long in the Euclidean norm for [Gaussian], in the sum
/// of magnitudes for [Laplace]. What is promised is `P(A | with) ≤ e^ε · P(A | without) + δ` for every event `A`.
public sealed interface Noise {

    /// One draw.
    double draw(RandomGenerator random);

    /// The Rényi divergence of order `order > 1` between two releases that differ by the largest shift.
    double renyi(double order);

    /// Normal noise.
    ///
    /// @param sigma standard deviation
    /// @param shift the largest, Euclidean
    record Gaussian(double sigma, double shift) implements Noise {

        private static final int HALVINGS = 100;

        /// The least normal noise for a promise: `Φ(s/2σ − εσ/s) − e^ε · Φ(−s/2σ − εσ/s) ≤ δ`.
        ///
        /// Source: Balle and Wang 2018, "Improving the Gaussian mechanism", theorem 8.
        public static Gaussian of(double epsilon, double delta, double shift) {
            if (!(epsilon > 0 && delta > 0 && delta < 1 && shift > 0))
                throw new IllegalArgumentException("epsilon " + epsilon + ", delta " + delta + ", shift " + shift);
            double low = 0, high = 1; // in shifts
            while (delta(epsilon, high) > delta) high *= 2;
            for (int i = 0; i < HALVINGS; i++) {
                double middle = (low + high) / 2;
                if (delta(epsilon, middle) > delta) low = middle;
                else
                    high = middle;
            }
            return new Gaussian(high * shift, shift);
        }

        private static double delta(double epsilon, double sigma) {
            return Normal.below(1 / (2 * sigma) - epsilon * sigma)
                    - Math.exp(epsilon) * Normal.below(-1 / (2 * sigma) - epsilon * sigma);
        }

        /// The δ that this noise promises at an ε.
        public double delta(double epsilon) {
            return delta(epsilon, sigma / shift);
        }

        @Override
        public double draw(RandomGenerator random) {
            return sigma * random.nextGaussian();
        }

        @Override
        public double renyi(double order) {
            return order * shift * shift / (2 * sigma * sigma);
        }
    }

    /// Laplace's noise, `exp(−|x| / scale) / (2 scale)`; promises `shift / scale` with `δ = 0`.
    ///
    /// @param shift the largest, as a sum of magnitudes
    record Laplace(double scale, double shift) implements Noise {

        /// The least for a promise.
        public static Laplace of(double epsilon, double shift) {
            if (!(epsilon > 0 && shift > 0))
                throw new IllegalArgumentException("epsilon " + epsilon + ", shift " + shift);
            return new Laplace(shift / epsilon, shift);
        }

        @Override
        public double draw(RandomGenerator random) {
            double magnitude = scale * random.nextExponential();
            return random.nextBoolean() ? magnitude : -magnitude;
        }

        // Mironov 2017, "Rényi differential privacy", proposition 6.
        @Override
        public double renyi(double order) {
            double ratio = shift / scale;
            double with = Math.log(order / (2 * order - 1)) + (order - 1) * ratio;
            double without = Math.log((order - 1) / (2 * order - 1)) - order * ratio;
            double larger = Math.max(with, without);
            return (larger + Math.log(Math.exp(with - larger) + Math.exp(without - larger))) / (order - 1);
        }
    }
}
