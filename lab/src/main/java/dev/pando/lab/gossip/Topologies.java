package dev.pando.lab.gossip;

import dev.pando.lab.net.Network;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Who knows whom.
final class Topologies {

    private Topologies() {}

    /// Every node of the first `nodes` dials `dials` others that it is not yet connected to.
    static void dialAtRandom(Network network, int nodes, int dials, RandomGenerator random) {
        Set<Long> links = new HashSet<>();
        for (int n = 0; n < nodes; n++) dial(network, n, 0, nodes, dials, links, random);
    }

    /// `node` dials `dials` of the nodes from `first` to `end` (exclusive) that it has no link with.
    static void dial(Network network, int node, int first, int end, int dials, Set<Long> links,
            RandomGenerator random) {
        for (int made = 0, tries = 0; made < dials && tries < 50 * dials; tries++) {
            int other = first + random.nextInt(end - first);
            if (other == node || !links.add(link(node, other))) continue;
            network.connect(node, other);
            made++;
        }
    }

    private static long link(int a, int b) {
        return (long) Math.min(a, b) << 32 | Math.max(a, b);
    }
}
