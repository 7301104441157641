package dev.pando.lab.genomes;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// A mean over seeds and corpora with its 95 % interval: documents are drawn again within each corpus of each seed.
///
/// @param mean  of seeds and corpora alike, whatever the length of their documents
/// @param low   2.5th percentile
/// @param high  97.5th percentile
record Bootstrap(double mean, double low, double high) {

    private static final int DRAWS = 2_000;

    /// Documents of one corpus under one seed.
    ///
    /// @param bits       by document: what is to be averaged, not yet divided
    /// @param characters by document
    record Group(double[] bits, int[] characters) {

        private double mean() {
            return Arrays.stream(bits).sum() / Arrays.stream(characters).sum();
        }

        private double drawn(SplittableRandom random) {
            double sum = 0;
            long length = 0;
            for (int i = 0; i < bits.length; i++) {
                int which = random.nextInt(bits.length);
                sum += bits[which];
                length += characters[which];
            }
            return sum / length;
        }
    }

    static Bootstrap of(List<Group> groups, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] means = new double[DRAWS];
        for (int i = 0; i < DRAWS; i++) {
            for (Group group : groups) means[i] += group.drawn(random) / groups.size();
        }
        Arrays.sort(means);
        double mean = groups.stream().mapToDouble(Group::mean).average().orElseThrow();
        return new Bootstrap(mean, means[DRAWS / 40], means[DRAWS - 1 - DRAWS / 40]);
    }
}
