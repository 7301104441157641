package dev.pando.engine.train;

import java.util.random.RandomGenerator;

/// What weights begin with.
public final class Noise {

    private Noise() {}

    /// A draw from the standard normal distribution, strictly, so that a seed gives the same model everywhere.
    ///
    /// Source: Box and Muller 1958, <https://doi.org/10.1214/aoms/1177706645>.
    public static double gaussian(RandomGenerator random) {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
        return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
    }
}
