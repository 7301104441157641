package dev.pando.engine.train;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// Compares a gradient with central differences of the operation's meaning, written in doubles.
final class Gradients {

    private static final double STEP = 1e-5;
    private static final double RELATIVE_ERROR_MAX = 1e-3;

    private Gradients() {}

    /// Checks `analytic = d(meaning)/d(at)` for a scalar `meaning`, at (at most) 40 elements.
    ///
    /// An element is compared with the largest of the gradient when it is much smaller: floats round.
    static void check(String what, float[] analytic, float[] at, Function<double[], Double> meaning,
            RandomGenerator random) {
        double largest = 0;
        for (float g : analytic) largest = Math.max(largest, Math.abs(g));
        assertTrue(largest > 0, what + ": no gradient at all");
        for (int n = 0; n < Math.min(40, at.length); n++) {
            int i = at.length <= 40 ? n : random.nextInt(at.length);
            double[] up = doubles(at), down = doubles(at);
            up[i] += STEP;
            down[i] -= STEP;
            double numeric = (meaning.apply(up) - meaning.apply(down)) / (2 * STEP);
            double error = Math.abs(numeric - analytic[i]) / Math.max(Math.abs(numeric), 0.1 * largest);
            assertTrue(error <= RELATIVE_ERROR_MAX,
                    what + "[" + i + "]: " + analytic[i] + ", differences say " + numeric + ", error " + error);
        }
    }

    static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) doubles[i] = values[i];
        return doubles;
    }

    static float[] normal(RandomGenerator random, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) values[i] = (float) random.nextGaussian();
        return values;
    }

    static double weighted(double[] y, float[] c) {
        double sum = 0;
        for (int i = 0; i < y.length; i++) sum += y[i] * c[i];
        return sum;
    }

    static void assertClose(String what, float[] actual, double[] expected) {
        double scale = Arrays.stream(expected).map(Math::abs).max().orElse(0) + 1e-9;
        for (int i = 0; i < expected.length; i++) {
            assertTrue(Math.abs(actual[i] - expected[i]) <= 1e-5 * scale,
                    what + "[" + i + "]: " + actual[i] + ", " + expected[i]);
        }
    }
}
