package dev.pando.lab.emergence;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// The tests that claims are held to.
public final class Statistics {

    private Statistics() {}

    /// McNemar's exact test on pairs of right and wrong.
    ///
    /// @param onlyFirst  cases that the first alone got right
    /// @param onlySecond cases that the second alone got right
    /// @return two-sided p: `min(1, 2 · P(X ≤ min(b, c)))`, `X ~ Binomial(b + c, ½)`
    public static double mcnemar(int onlyFirst, int onlySecond) {
        int n = onlyFirst + onlySecond, least = Math.min(onlyFirst, onlySecond);
        double logTerm = -n * StrictMath.log(2), sum = 0;
        for (int k = 0; k <= least; k++) {
            sum += StrictMath.exp(logTerm);
            logTerm += StrictMath.log(n - k) - StrictMath.log(k + 1);
        }
        return Math.min(1, 2 * sum);
    }

    /// The upper end of Wilson's interval of 95 % for a share: what a count of few may still be hiding. 1 where nothing was
    /// counted.
    public static double wilsonUpper(int successes, int of) {
        if (of == 0) return 1;
        double z = 1.959964, share = (double) successes / of, middle = share + z * z / (2 * of);
        double half = z * Math.sqrt(share * (1 - share) / of + z * z / (4.0 * of * of));
        return (middle + half) / (1 + z * z / of);
    }

    /// Holm's step-down correction: p-values that may be read side by side, in the order given.
    public static List<Double> holm(List<Double> ps) {
        List<Integer> order = IntStream.range(0, ps.size()).boxed().sorted(Comparator.comparing(ps::get)).toList();
        Double[] corrected = new Double[ps.size()];
        double before = 0;
        for (int rank = 0; rank < order.size(); rank++) {
            before = Math.max(before, Math.min(1, (ps.size() - rank) * ps.get(order.get(rank))));
            corrected[order.get(rank)] = before;
        }
        return List.of(corrected);
    }

    /// The chance that a positive scores above a negative, ties counting half: the area under the ROC curve.
    public static double auroc(List<Double> positives, List<Double> negatives) {
        double won = 0;
        for (double p : positives) for (double n : negatives) won += p > n ? 1 : p == n ? 0.5 : 0;
        return won / ((double) positives.size() * negatives.size());
    }

    /// How often those answers are wrong that are given when the least sure are held back.
    ///
    /// @param coverage share of questions answered
    /// @param risk     share of the answered ones that are wrong
    public record Coverage(double coverage, double risk) {}

    /// The coverage–risk curve: one point for each number of questions answered, surest first.
    ///
    /// @param confidence of each question
    /// @param right      whether its answer is right; what cannot be answered is never right
    public static List<Coverage> coverageRisk(List<Double> confidence, List<Boolean> right) {
        List<Integer> order = IntStream.range(0, right.size()).boxed()
                .sorted(Comparator.comparing(confidence::get).reversed()).toList();
        List<Coverage> curve = new ArrayList<>();
        int wrong = 0;
        for (int i = 0; i < order.size(); i++) {
            if (!right.get(order.get(i))) wrong++;
            curve.add(new Coverage((i + 1.0) / order.size(), wrong / (i + 1.0)));
        }
        return curve;
    }
}
