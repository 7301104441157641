package dev.pando.engine.privacy;

import java.util.Arrays;

/// Adds up what a node has given away, and says stop.
///
/// Divergences of releases add up at every order (Mironov 2017); the sums say what all of them together promise:
/// `ε = min over orders of  Σ renyi + log((α − 1) / α) − (log δ + log α) / (α − 1)`
/// (Canonne, Kamath and Steinke 2020, proposition 12). What was spent never comes back. One owner at a time.
public final class Accountant {

    private static final double[] ORDERS = orders();

    private final double budget, delta;
    private final double[] spent; // Σ renyi, by order

    /// @param budget the ε that is never exceeded
    /// @param delta  at this δ
    public Accountant(double budget, double delta) {
        this(budget, delta, new double[ORDERS.length]);
    }

    private Accountant(double budget, double delta, double[] spent) {
        if (!(budget > 0 && delta > 0 && delta < 1))
            throw new IllegalArgumentException("budget " + budget + ", delta " + delta);
        this.budget = budget;
        this.delta = delta;
        this.spent = spent;
    }

    private static double[] orders() {
        double[] orders = new double[200];
        for (int i = 0; i < orders.length; i++) orders[i] = 1 + 0.05 * Math.pow(1.05, i); // 1.05 to about 825
        return orders;
    }

    /// Counts a release, if the budget allows it.
    ///
    /// @return whether it may be made; if not, nothing was spent
    public boolean spend(Noise noise) {
        double[] after = spent.clone();
        for (int i = 0; i < after.length; i++) after[i] += noise.renyi(ORDERS[i]);
        if (epsilon(after) > budget) return false;
        System.arraycopy(after, 0, spent, 0, after.length);
        return true;
    }

    /// What all releases so far promise together, at this accountant's δ; 0 before the first.
    public double epsilon() {
        return epsilon(spent);
    }

    private double epsilon(double[] sums) {
        if (Arrays.stream(sums).allMatch(sum -> sum == 0)) return 0;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < sums.length; i++) {
            double order = ORDERS[i];
            double epsilon = sums[i] + Math.log((order - 1) / order)
                    - (Math.log(delta) + Math.log(order)) / (order - 1);
            least = Math.min(least, Math.max(0, epsilon));
        }
        return least;
    }
}
