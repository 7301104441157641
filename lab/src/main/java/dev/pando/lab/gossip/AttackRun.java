package dev.pando.lab.gossip;

import dev.pando.lab.net.Network;
import dev.pando.lab.net.Weather;
import dev.pando.libp2p.gossipsub.MeshParameters;
import dev.pando.libp2p.gossipsub.ScoreParameters;
import dev.pando.libp2p.gossipsub.TopicScoreParameters;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/// One attack: honest nodes talk to each other while a gang of sybils carries out its plan.
///
/// @param plan      what the sybils do
/// @param honest    how many honest nodes; a tenth of them publish
/// @param sybils    how many sybils
/// @param perSecond messages published a second, by all publishers together
/// @param seconds   how long they publish after the warm-up
/// @param addressScoring whether honest nodes punish two peers of one address (P₆); in the colocation plan they do
/// anyway
/// @param seed      what chance begins from
public record AttackRun(AttackPlan plan, int honest, int sybils, int perSecond, int seconds, boolean addressScoring,
        long seed) {

    private static final String TOPIC = "/pando/blocks";
    // No place between D and D_high: what a mesh has lost it seeks itself, a stranger finds the door shut.
    private static final MeshParameters MESH = new MeshParameters(8, 7, 8, 6, 2, 12, true, false);
    private static final int HONEST_DIALS = 20;
    private static final int MESSAGE_BYTES = 2_048;
    private static final int BEFORE_PUBLISHING_S = 5;
    private static final int COOL_DOWN_S = 10;
    private static final double IN_MESH_SHARE = 0.01;
    private static final int GRACE_S = 120; // sybils shall be out by then
    private static final long SECOND_US = 1_000_000;
    private static final byte[] BODY = new byte[MESSAGE_BYTES];

    /// How an honest node judges a topic whose message rate it knows: a mesh peer gets three seconds to bring two
    /// messages first or near-first, or it loses its place for the better part of an hour. Near-first is what comes within
    /// 40 ms: a neighbour's own copy needs one way, 25 ms; ours sent there and back needs two.
    static final TopicScoreParameters BUSY = new TopicScoreParameters(0.25, 0.0027, 1_000, 3_600, 0.664, 0.9916, 1_500,
            -32, 0.8, 100, 2, 3_000, 40, -1, 0.997, -99, 0.9994);

    /// Refuses a run that makes no sense.
    ///
    /// @throws IllegalArgumentException if there are too few honest nodes, no sybils, no messages or no time
    public AttackRun {
        if (honest <= HONEST_DIALS || sybils < 1 || perSecond < 1 || seconds <= plan.attackSeconds() + GRACE_S) {
            throw new IllegalArgumentException(
                    honest + " honest, " + sybils + " sybils, " + perSecond + " a second for "
                            + seconds + " s; " + (plan.attackSeconds() + GRACE_S) + " are too few");
        }
    }

    /// What came of it.
    ///
    /// @param report         deliveries to honest nodes
    /// @param sybilShare     share of honest nodes' mesh places that sybils held, two minutes into the attack
    /// @param sybilShareMax  the most they ever held, at any full second
    /// @param outAfterS      seconds into the attack after which they never held as much as 1 % again; the whole time if
    ///                       they did at the end
    /// @param sybilShareEnd  what they held at the end
    /// @param meshMean       places in an honest node's mesh at the end
    /// @param events         everything that happened on the network
    /// @param hash           fingerprint of those events
    record Outcome(Tally.Report report, double sybilShare, double sybilShareMax, int outAfterS, double sybilShareEnd,
            double meshMean,
            long events, String hash) {}

    Outcome run() {
        return new Story(this).tell();
    }

    private static final class Story {

        private final AttackRun run;
        private final SplittableRandom chance;
        private final Network network;
        private final HonestNode[] routers;
        private final Tally tally;
        private final Set<Long> links = new HashSet<>();
        private final int publishers;
        private final int victim;
        private int published;

        Story(AttackRun run) {
            this.run = run;
            this.chance = new SplittableRandom(run.seed ^ 0x737962696CL);
            int nodes = run.honest + run.sybils;
            this.network = new Network(nodes, Weather.HARDENING, run.seed);
            this.routers = new HonestNode[run.honest];
            this.publishers = Math.max(1, run.honest / 10);
            this.victim = chance.nextInt(publishers);
            boolean[] counted = new boolean[nodes];
            Arrays.fill(counted, 0, run.honest, true);
            this.tally = new Tally(run.perSecond * run.seconds, nodes, counted);
        }

        Outcome tell() {
            populate();
            connect();
            double worst = 0, atGrace = 0;
            int outAfterS = 0;
            for (int s = 0; s < run.seconds; s++) {
                if (s == run.plan.connectSeconds) connectSybils();
                publishForASecond();
                double share = sybilShare();
                worst = Math.max(worst, share);
                if (s == run.plan.attackSeconds() + GRACE_S) atGrace = share;
                if (share >= IN_MESH_SHARE) outAfterS = s + 1 - run.plan.attackSeconds();
            }
            double end = sybilShare(), mesh = meshMean();
            network.run(network.nowUs() + COOL_DOWN_S * SECOND_US);
            return new Outcome(tally.report(0, published), atGrace, worst, Math.max(0, outAfterS), end, mesh,
                    network.events(), network.hash());
        }

        private void populate() {
            ScoreParameters scoring = scoring();
            for (int n = 0; n < run.honest; n++) {
                routers[n] = new HonestNode(network, tally, MESH, scoring, this::address);
                network.add(routers[n]);
                routers[n].start(n, TOPIC);
            }
            long attackUs = run.plan.attackSeconds() * SECOND_US;
            int censored = run.plan.censors() ? victim : SybilNode.nobody();
            var gang = new SybilNode.Gang(network, tally, TOPIC, run.plan.drop, censored, attackUs);
            for (int n = 0; n < run.sybils; n++) network.add(new SybilNode(gang, run.honest + n));
        }

        private ScoreParameters scoring() {
            ScoreParameters d = ScoreParameters.defaults(Map.of(TOPIC, BUSY));
            boolean colocation = run.addressScoring || run.plan == AttackPlan.COLOCATION;
            return new ScoreParameters(d.topics(), d.topicCap(), d.appSpecificWeight(), colocation ? -10 : 0, 1,
                    d.behaviourWeight(), d.behaviourThreshold(), d.behaviourDecay(), d.decayIntervalMs(),
                    d.decayToZero(), d.retainMs(), -4_000, -5_000, -10_000, 0, d.opportunisticGraftThreshold());
        }

        private String address(int node) {
            return node < run.honest ? "honest " + node : "sybils " + (node - run.honest) % run.plan.addresses;
        }

        private void connect() {
            if (run.plan.connectSeconds < 0) {
                connectSybils();
                network.run(-run.plan.connectSeconds * SECOND_US);
            }
            for (int n = 0; n < run.honest; n++)
                Topologies.dial(network, n, 0, run.honest, HONEST_DIALS, links, chance);
            if (run.plan.connectSeconds == 0) connectSybils();
            network.run(network.nowUs() + BEFORE_PUBLISHING_S * SECOND_US);
        }

        private void connectSybils() {
            for (int n = run.honest; n < run.honest + run.sybils; n++) {
                switch (run.plan.target) {
                    case ALL -> Topologies.dial(network, n, 0, run.honest, run.plan.dials, links, chance);
                    case PUBLISHERS -> Topologies.dial(network, n, 0, publishers, Math.min(publishers, run.plan.dials),
                            links, chance);
                    case ONE -> network.connect(n, victim);
                }
            }
        }

        private void publishForASecond() {
            for (int i = 0; i < run.perSecond; i++) {
                // the censored publisher is heard often enough to be missed
                int author = run.plan.censors() && i == 0 ? victim : chance.nextInt(publishers);
                routers[author].publish(Frames.message(TOPIC, author, published++, BODY));
                network.run(network.nowUs() + SECOND_US / run.perSecond);
            }
        }

        private double sybilShare() {
            int places = 0, sybils = 0;
            for (HonestNode router : routers) {
                for (int peer : router.mesh(TOPIC)) {
                    places++;
                    if (peer >= run.honest) sybils++;
                }
            }
            return places == 0 ? 0 : sybils / (double) places;
        }

        private double meshMean() {
            double places = 0;
            for (HonestNode router : routers) places += router.mesh(TOPIC).size();
            return places / run.honest;
        }
    }
}
