package dev.pando.lab.gossip;

import dev.pando.lab.net.Network;
import dev.pando.lab.net.Weather;
import dev.pando.libp2p.gossipsub.MeshParameters;
import dev.pando.libp2p.gossipsub.ScoreParameters;
import dev.pando.libp2p.gossipsub.TopicScoreParameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// One run: nodes join a topic, dial others at random, and random honest ones publish.
///
/// @param nodes        how many in all
/// @param messages     how many are published, one each `everyMs`
/// @param messageBytes body of each
/// @param everyMs      time between two of them
/// @param silent       share of nodes that pass nothing on, 0 to below 1
/// @param dials        connections each node opens
/// @param weather      what is between them
/// @param seed         what chance begins from
public record GossipRun(int nodes, int messages, int messageBytes, long everyMs, double silent, int dials,
        Weather weather, long seed) {

    /// The topic everybody joins.
    static final String TOPIC = "/pando/lab";
    private static final long WARM_UP_MS = 15_000;
    private static final long COOL_DOWN_MS = 10_000;

    /// Refuses a run that makes no sense.
    ///
    /// @throws IllegalArgumentException if a count is not positive, there are not more nodes than dials, or the share of
    ///         silent nodes is not in `[0, 1)`
    public GossipRun {
        boolean counts = nodes > 1 && messages > 0 && messageBytes > 0 && everyMs > 0 && dials > 0 && dials < nodes;
        if (!counts || !(silent >= 0 && silent < 1)) {
            throw new IllegalArgumentException(nodes + " nodes, " + messages + " messages of " + messageBytes
                    + " bytes, one each " + everyMs + " ms, " + dials + " dials, " + silent + " silent");
        }
    }

    /// Runs it.
    Outcome run() {
        Network network = new Network(nodes, weather, seed);
        SplittableRandom chance = new SplittableRandom(seed ^ 0x676F73736970L); // ours, apart from the nodes'
        boolean[] honest = chooseHonest(chance);
        Tally tally = new Tally(messages, nodes, honest);
        HonestNode[] routers = populate(network, honest, tally);
        Topologies.dialAtRandom(network, nodes, dials, chance);
        network.run(WARM_UP_MS * 1_000);
        byte[] body = new byte[messageBytes];
        for (int m = 0; m < messages; m++) {
            int author = pick(honest, chance);
            routers[author].publish(Frames.message(TOPIC, author, m, body));
            network.run(network.nowUs() + everyMs * 1_000);
        }
        network.run(network.nowUs() + COOL_DOWN_MS * 1_000);
        return new Outcome(tally.report(0, messages), network.events(), network.hash());
    }

    private boolean[] chooseHonest(SplittableRandom chance) {
        boolean[] honest = new boolean[nodes];
        Arrays.fill(honest, true);
        for (int left = (int) (silent * nodes); left > 0;) {
            int n = chance.nextInt(nodes);
            if (!honest[n]) continue;
            honest[n] = false;
            left--;
        }
        return honest;
    }

    private HonestNode[] populate(Network network, boolean[] honest, Tally tally) {
        ScoreParameters scoring = ScoreParameters.defaults(Map.of(TOPIC, TopicScoreParameters.QUIET));
        HonestNode[] routers = new HonestNode[nodes];
        List<String> addresses = new ArrayList<>();
        for (int n = 0; n < nodes; n++) {
            addresses.add("10." + (n >>> 16) + "." + (n >>> 8 & 255) + "." + (n & 255));
            if (honest[n]) {
                routers[n] = new HonestNode(network, tally, MeshParameters.DEFAULT, scoring, addresses::get);
                network.add(routers[n]);
                routers[n].start(n, TOPIC);
            } else {
                network.add(new SilentNode(network, n, TOPIC));
            }
        }
        return routers;
    }

    private static int pick(boolean[] honest, SplittableRandom chance) {
        int n = chance.nextInt(honest.length);
        while (!honest[n]) n = chance.nextInt(honest.length);
        return n;
    }

    /// What came of a run.
    ///
    /// @param report deliveries to honest nodes
    /// @param events everything that happened on the network
    /// @param hash   fingerprint of those events
    record Outcome(Tally.Report report, long events, String hash) {}
}
