package dev.pando.engine.privacy;

/// The normal distribution.
final class Normal {

    private static final double FAR = 8; // beyond it lies less than 1e-15
    private static final double ROOT_2_PI = Math.sqrt(2 * Math.PI);

    private Normal() {}

    /// `Φ(x)`, to 1e-15: `½ + φ(x) · (x + x³/3 + x⁵/(3·5) + …)`.
    ///
    /// Source: Marsaglia 2004, "Evaluating the normal distribution".
    static double below(double x) {
        if (x < -FAR) return 0;
        if (x > FAR) return 1;
        double sum = x, before = 0, term = x;
        for (int i = 3; sum != before; i += 2) {
            before = sum;
            term *= x * x / i;
            sum += term;
        }
        return 0.5 + sum * Math.exp(-x * x / 2) / ROOT_2_PI;
    }
}
