package dev.pando.lab.speed;

import java.util.Arrays;

/// Two engines measured in turns, round by round: only figures of the same round are compared.
///
/// A machine speeds up and slows down as its neighbours come and go; a ratio within a round hardly feels it.
///
/// @param ours  one figure a round, larger is better
/// @param peers the peer's figure of the same round
record Paired(double[] ours, double[] peers) {

    Paired {
        if (ours.length == 0 || ours.length != peers.length) {
            throw new IllegalArgumentException(ours.length + " rounds of ours, " + peers.length + " of the peer's");
        }
        ours = ours.clone();
        peers = peers.clone();
    }

    /// `ours / peer` of each round, ascending.
    double[] ratios() {
        double[] ratios = new double[ours.length];
        for (int i = 0; i < ratios.length; i++) ratios[i] = ours[i] / peers[i];
        Arrays.sort(ratios);
        return ratios;
    }

    double medianRatio() {
        return median(ratios());
    }

    /// The middle value; of an even number of values the mean of the two in the middle.
    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
