package dev.pando.lab.gossip;

import dev.pando.libp2p.gossipsub.Message;
import java.util.Arrays;

/// Who got which message when, over how many hops, and how often.
final class Tally {

    private static final int NEVER = -1;

    private final int nodes;
    private final boolean[] counted; // (node) whether it is expected to hear everything
    private final int[] delayUs; // (message, node) since publication; NEVER
    private final byte[] hops; // (message, node)
    private final long[] publishedUs; // (message)
    private final int[] author; // (message)
    private long copies;

    Tally(int messages, int nodes, boolean[] counted) {
        this.nodes = nodes;
        this.counted = counted;
        this.delayUs = new int[Math.multiplyExact(messages, nodes)];
        this.hops = new byte[messages * nodes];
        this.publishedUs = new long[messages];
        this.author = new int[messages];
        Arrays.fill(delayUs, NEVER);
        Arrays.fill(author, NEVER);
    }

    void published(Message m, int node, long nowUs) {
        int number = Frames.number(m);
        publishedUs[number] = nowUs;
        author[number] = node;
    }

    void arrived(Message m, int from, int node, long nowUs) {
        int number = Frames.number(m);
        if (author[number] == node) return;
        if (counted[node]) copies++;
        int at = number * nodes + node;
        if (delayUs[at] != NEVER) return;
        delayUs[at] = (int) (nowUs - publishedUs[number]);
        hops[at] = (byte) (from == author[number] ? 1 : hops[number * nodes + from] + 1);
    }

    /// The report over messages `first` (inclusive) to `end` (exclusive), to counted nodes other than the author.
    Report report(int first, int end) {
        int expected = 0, got = 0, hopsMax = 0;
        int[] delays = new int[(end - first) * nodes];
        for (int m = first; m < end; m++) {
            for (int n = 0; n < nodes; n++) {
                if (!counted[n] || author[m] == n || author[m] == NEVER) continue;
                expected++;
                int at = m * nodes + n;
                if (delayUs[at] == NEVER) continue;
                delays[got++] = delayUs[at];
                hopsMax = Math.max(hopsMax, hops[at]);
            }
        }
        Arrays.sort(delays, 0, got);
        return new Report(expected, got, hopsMax, quantileMs(delays, got, 0.5), quantileMs(delays, got, 0.99),
                got == 0 ? 0 : delays[got - 1] / 1e3, copies / (double) Math.max(1, expected));
    }

    private static double quantileMs(int[] sorted, int count, double q) {
        return count == 0 ? 0 : sorted[Math.min(count - 1, (int) (q * count))] / 1e3;
    }

    /// What came of it.
    ///
    /// @param expected   deliveries there should have been
    /// @param got        deliveries there were
    /// @param hopsMax    longest way of a first copy
    /// @param p50Ms      half of the deliveries took at most this long
    /// @param p99Ms      99 of 100 took at most this long
    /// @param maxMs      all took at most this long
    /// @param copiesMean copies of a message that a node received, on average
    record Report(int expected, int got, int hopsMax, double p50Ms, double p99Ms, double maxMs, double copiesMean) {
        double reach() {
            return expected == 0 ? 0 : got / (double) expected;
        }
    }
}
