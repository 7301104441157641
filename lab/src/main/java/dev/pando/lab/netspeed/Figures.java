package dev.pando.lab.netspeed;

import java.util.Arrays;
import java.util.List;

/// What one thing measured in each round.
///
/// @param values in the order of the rounds, at least one
record Figures(List<Double> values) {

    Figures {
        values = List.copyOf(values);
        if (values.isEmpty()) throw new IllegalArgumentException("nothing was measured");
    }

    /// Each round's value divided by the other's of the same round: what disturbs one round disturbs both.
    Figures over(Figures other) {
        Double[] ratios = new Double[values.size()];
        Arrays.setAll(ratios, i -> values.get(i) / other.values.get(i));
        return new Figures(List.of(ratios));
    }

    double median() {
        double[] sorted = sorted();
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    double min() {
        return sorted()[0];
    }

    double max() {
        return sorted()[values.size() - 1];
    }

    private double[] sorted() {
        return values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }
}
