package dev.pando.lab.loopback;

import dev.pando.libp2p.Host;
import dev.pando.libp2p.gossipsub.MeshParameters;
import dev.pando.libp2p.gossipsub.Message;
import dev.pando.libp2p.gossipsub.ScoreParameters;
import dev.pando.libp2p.gossipsub.TopicScoreParameters;
import dev.pando.libp2p.gossipsub.Verdict;
import dev.pando.libp2p.identity.Identity;
import dev.pando.libp2p.pubsub.PubSub;
import dev.pando.libp2p.transport.Time;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/// One run: hosts dial each other at random over TCP, Noise and yamux, join a topic, and take turns publishing.
///
/// @param nodes    how many hosts
/// @param dials    connections each of them opens
/// @param messages how many are published and timed, after a warm-up
/// @param everyMs  time between two of them
/// @param seed     who dials whom and who publishes; the rest is the machine's
public record LoopbackRun(int nodes, int dials, int messages, long everyMs, long seed) {

    private static final String TOPIC = "/pando/loopback";
    private static final int MESSAGE_BYTES = 1_024;
    private static final int WARM_UP_MESSAGES = 20; // not timed: the compiler is still at work
    private static final long MESH_WAIT_S = 120;
    private static final long ARRIVAL_WAIT_S = 120;

    /// Refuses a run that makes no sense.
    ///
    /// @throws IllegalArgumentException if a count is not positive or there are not more nodes than dials
    public LoopbackRun {
        if (dials < 1 || nodes <= dials || messages < 1 || everyMs < 1) {
            throw new IllegalArgumentException(nodes + " nodes, " + dials + " dials, " + messages + " messages");
        }
    }

    /// What came of it.
    ///
    /// @param reach    share of the deliveries that happened
    /// @param p50Ms    half of them took at most this long
    /// @param p99Ms    99 of 100 took at most this long
    /// @param maxMs    all took at most this long
    /// @param heapMiB  memory in use at the end, after a collection
    /// @param peakMiB  most memory in use, as the runtime counts its pools
    record Outcome(double reach, double p50Ms, double p99Ms, double maxMs, long heapMiB, long peakMiB) {}

    /// One host with its router, and when it heard what.
    private record Node(Host host, PubSub pubsub) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            pubsub.close();
            host.close();
        }
    }

    Outcome run() throws IOException, InterruptedException {
        SplittableRandom random = new SplittableRandom(seed);
        int count = WARM_UP_MESSAGES + messages;
        AtomicLongArray publishedNs = new AtomicLongArray(count);
        AtomicLongArray tookNs = new AtomicLongArray(count * nodes);
        CountDownLatch warmUp = new CountDownLatch(WARM_UP_MESSAGES * (nodes - 1));
        CountDownLatch missing = new CountDownLatch(messages * (nodes - 1));
        List<Node> all = new ArrayList<>();
        try {
            for (int n = 0; n < nodes; n++) {
                int at = n;
                all.add(start(random, m -> {
                    int number = ByteBuffer.wrap(m.data()).getInt();
                    tookNs.set(number * nodes + at, Math.max(1, System.nanoTime() - publishedNs.get(number)));
                    (number < WARM_UP_MESSAGES ? warmUp : missing).countDown();
                }));
            }
            connect(all, random);
            awaitMeshes(all);
            for (int m = 0; m < count; m++) {
                if (m == WARM_UP_MESSAGES) warmUp.await(ARRIVAL_WAIT_S, TimeUnit.SECONDS);
                Node author = all.get(random.nextInt(nodes));
                byte[] data = ByteBuffer.allocate(MESSAGE_BYTES).putInt(m).array();
                publishedNs.set(m, System.nanoTime());
                author.pubsub.publish(TOPIC, data);
                Thread.sleep(everyMs);
            }
            missing.await(ARRIVAL_WAIT_S, TimeUnit.SECONDS);
            return outcome(tookNs);
        } finally {
            for (Node node : all) node.close();
        }
    }

    private interface Listener {
        void heard(Message message);
    }

    private static Node start(SplittableRandom random, Listener listener) throws IOException {
        byte[] seed = new byte[32];
        random.nextBytes(seed);
        Identity identity = Identity.ofSeed(seed);
        Host host = Host.plan(identity).listen("/ip4/127.0.0.1/tcp/0").start();
        ScoreParameters scoring = ScoreParameters.defaults(Map.of(TOPIC, TopicScoreParameters.QUIET));
        PubSub pubsub = new PubSub(host.swarm(), identity, Time.system(), random.split(), MeshParameters.DEFAULT,
                scoring);
        pubsub.subscribe(TOPIC, message -> Verdict.ACCEPT, listener::heard);
        return new Node(host, pubsub);
    }

    private void connect(List<Node> all, SplittableRandom random) throws IOException {
        for (Node node : all) {
            Set<Node> chosen = new HashSet<>(Set.of(node));
            while (chosen.size() <= dials) {
                Node other = all.get(random.nextInt(nodes));
                if (chosen.add(other)) node.host.connect(other.host.addresses().getFirst());
            }
        }
    }

    /// Waits until every mesh has its least number of peers, or has waited long enough.
    private void awaitMeshes(List<Node> all) throws InterruptedException {
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(MESH_WAIT_S);
        int least = Math.min(MeshParameters.D_LOW, dials);
        while (System.nanoTime() < endNs) {
            if (all.stream().allMatch(n -> n.pubsub.mesh(TOPIC).size() >= least)) return;
            Thread.sleep(100);
        }
    }

    private Outcome outcome(AtomicLongArray tookNs) {
        long[] took = new long[tookNs.length()];
        int arrived = 0, timed = 0;
        for (int i = 0; i < took.length; i++) {
            if (tookNs.get(i) == 0) continue;
            arrived++;
            if (i >= WARM_UP_MESSAGES * nodes) took[timed++] = tookNs.get(i);
        }
        took = Arrays.copyOf(took, timed);
        Arrays.sort(took);
        double expected = (double) (WARM_UP_MESSAGES + messages) * (nodes - 1);
        return new Outcome(arrived / expected, at(took, 0.5), at(took, 0.99), at(took, 1), Memory.usedMiB(),
                Memory.peakMiB());
    }

    private static double at(long[] sorted, double quantile) {
        if (sorted.length == 0) return Double.NaN;
        return sorted[Math.min(sorted.length - 1, (int) (quantile * sorted.length))] / 1e6;
    }
}
