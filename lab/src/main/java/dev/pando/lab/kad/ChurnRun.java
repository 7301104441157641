package dev.pando.lab.kad;

import dev.pando.lab.net.Network;
import dev.pando.lab.net.Weather;
import dev.pando.libp2p.kad.KadAction;
import dev.pando.libp2p.kad.KadEvent;
import dev.pando.libp2p.kad.KadParameters;
import dev.pando.libp2p.kad.KadRecord;
import dev.pando.libp2p.kad.Kademlia;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// One run of coming and going: all the time nodes vanish without a word and strangers take their places, while stable
/// publishers keep their values alive. What must not grow is watched.
///
/// @param nodes        how many at any time
/// @param hours        for how long
/// @param churnPerHour share of nodes that is replaced in an hour
/// @param seed         what chance begins from
public record ChurnRun(int nodes, int hours, double churnPerHour, long seed) {

    private static final long HOUR_US = 3_600_000_000L;
    private static final long TICK_MS = 5_000;
    private static final int PUBLISHERS = 10; // nodes that stay
    private static final int VALUES_OF_EACH = 5;

    /// Refuses a run that makes no sense.
    ///
    /// @throws IllegalArgumentException if there are too few nodes, no time, or the churn is not in `[0, 1]`
    public ChurnRun {
        if (nodes < 2 * KadParameters.K || hours < 1 || !(churnPerHour >= 0 && churnPerHour <= 1)) {
            throw new IllegalArgumentException(nodes + " nodes, " + hours + " h, churn " + churnPerHour);
        }
    }

    /// What came of it.
    ///
    /// @param replaced     nodes that vanished
    /// @param reads        values read, one of each every hour, by random nodes
    /// @param readable     share of the reads that found the value
    /// @param peersMax     most peers in any routing table, at any full hour
    /// @param recordsMax   most values stored at one node
    /// @param callsMax     most questions under way at one node
    /// @param operationsMax most lookups under way at one node
    /// @param events       everything that happened on the network
    /// @param hash         fingerprint of those events
    record Outcome(int replaced, int reads, double readable, int peersMax, int recordsMax, int callsMax,
            int operationsMax, long events, String hash) {}

    Outcome run() {
        return new Story(this).tell();
    }

    private static final class Story {

        private final ChurnRun run;
        private final SplittableRandom chance;
        private final Network network;
        private final List<KadNode> everyone = new ArrayList<>();
        private final int[] present; // who has which place
        private int reads, found, peersMax, recordsMax, callsMax, operationsMax;

        Story(ChurnRun run) {
            this.run = run;
            this.chance = new SplittableRandom(run.seed ^ 0x636875726EL);
            int comers = (int) (run.nodes * run.churnPerHour * run.hours) + run.hours + 1;
            this.network = new Network(run.nodes + comers, Weather.WIDE_AREA, run.seed);
            this.present = new int[run.nodes];
        }

        Outcome tell() {
            for (int place = 0; place < run.nodes; place++) join(place, place);
            network.run(network.nowUs() + KadParameters.REFRESH_MS * 1_000 + HOUR_US / 60);
            for (int v = 0; v < PUBLISHERS * VALUES_OF_EACH; v++) publish(v);
            for (int hour = 0; hour < run.hours; hour++) anHour();
            return new Outcome(everyone.size() - run.nodes, reads, found / (double) reads, peersMax, recordsMax,
                    callsMax, operationsMax, network.events(), network.hash());
        }

        private void join(int place, int known) {
            int name = everyone.size();
            KadNode node = new KadNode(network, name, KadParameters.SERVER, TICK_MS);
            everyone.add(node);
            network.add(node);
            for (int i = 0; i < 3 && known > 0; i++) node.knows(present[chance.nextInt(known)]);
            present[place] = name;
            node.start();
        }

        private void publish(int v) {
            KadNode node = everyone.get(v % PUBLISHERS);
            node.handle(new KadEvent.Put<>(node.operation(r -> {}), new KadRecord(key(v), new byte[]{(byte) v})));
        }

        private void anHour() {
            int leavers = (int) (run.nodes * run.churnPerHour);
            long stepUs = HOUR_US / (leavers + 1);
            for (int i = 0; i < leavers; i++) {
                network.run(network.nowUs() + stepUs);
                int place = PUBLISHERS + chance.nextInt(run.nodes - PUBLISHERS);
                network.setDown(present[place], true);
                everyone.set(present[place], null);
                join(place, run.nodes);
            }
            network.run(network.nowUs() + stepUs);
            for (int v = 0; v < PUBLISHERS * VALUES_OF_EACH; v++) read(v);
            network.run(network.nowUs() + HOUR_US / 60);
            for (int name : present) watch(everyone.get(name).tables());
        }

        private void read(int v) {
            KadNode node = everyone.get(present[chance.nextInt(run.nodes)]);
            reads++;
            long operation = node.operation(r -> {
                if (((KadAction.Value<Integer>) r).value().isPresent()) found++;
            });
            node.handle(new KadEvent.Get<>(operation, key(v)));
        }

        private void watch(Kademlia.Tables t) {
            peersMax = Math.max(peersMax, t.peers());
            recordsMax = Math.max(recordsMax, t.records());
            callsMax = Math.max(callsMax, t.calls());
            operationsMax = Math.max(operationsMax, t.operations());
        }

        private static byte[] key(int number) {
            return ("/lab/" + number).getBytes(StandardCharsets.US_ASCII);
        }
    }
}
