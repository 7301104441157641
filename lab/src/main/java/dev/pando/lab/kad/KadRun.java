package dev.pando.lab.kad;

import dev.pando.lab.net.Network;
import dev.pando.lab.net.Weather;
import dev.pando.libp2p.kad.KadAction;
import dev.pando.libp2p.kad.KadEvent;
import dev.pando.libp2p.kad.KadParameters;
import dev.pando.libp2p.kad.KadRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// One run: nodes join through each other, store values, some of them die at once, the rest reads, before and after those
/// who stored values and live have stored them anew.
///
/// @param nodes  how many
/// @param values how many are stored, by random nodes
/// @param kill   share of nodes that die
/// @param table  what each node decides for itself
/// @param seed   what chance begins from
public record KadRun(int nodes, int values, double kill, KadParameters table, long seed) {

    private static final int INTRODUCTIONS = 3; // earlier nodes that a new one is told of
    private static final long SECOND_US = 1_000_000;
    private static final int READS_A_SECOND = 20;

    /// Refuses a run that makes no sense.
    ///
    /// @throws IllegalArgumentException if there are too few nodes, no values, or `kill` is not in `[0, 1)`
    public KadRun {
        if (nodes < 2 * KadParameters.K || values < 1 || !(kill >= 0 && kill < 1)) {
            throw new IllegalArgumentException(nodes + " nodes, " + values + " values, " + kill + " killed");
        }
    }

    /// What came of it.
    ///
    /// @param readableBefore share of all values that random survivors could read at once
    /// @param readable       share of the values whose publisher lives that they could read after one republish
    /// @param readableAll    the same of all values; the dead do not republish
    /// @param copiesMean     nodes that stored a value
    /// @param writeMean      nodes that a writer had an answer from, looking for the nearest and storing there
    /// @param hopsP50        steps to the nearest node in lookups of random keys after the killing, the half of them
    /// @param askedMean      nodes asked in such a lookup
    /// @param readMsP50      time of a read, the half of them
    /// @param events         everything that happened on the network
    /// @param hash           fingerprint of those events
    record Outcome(double readableBefore, double readable, double readableAll, double copiesMean,
            double writeMean, int hopsP50, double askedMean, double readMsP50, long events, String hash) {}

    Outcome run() {
        return new Story(this).tell();
    }

    /// The run while it runs.
    private static final class Story {

        private final KadRun run;
        private final SplittableRandom chance;
        private final Network network;
        private final KadNode[] all;
        private final boolean[] dead;
        private final int[] publisher;
        private long copies;
        private long askedToWrite;
        private final List<Integer> hops = new ArrayList<>();
        private long asked;
        private final List<Long> readUs = new ArrayList<>();

        Story(KadRun run) {
            this.run = run;
            this.chance = new SplittableRandom(run.seed ^ 0x6B6164L);
            this.network = new Network(run.nodes, Weather.WIDE_AREA, run.seed);
            this.all = new KadNode[run.nodes];
            this.dead = new boolean[run.nodes];
            this.publisher = new int[run.values];
        }

        Outcome tell() {
            join();
            publish();
            kill();
            boolean[] before = readAll();
            network.run(network.nowUs() + run.table.republishMs() * 1_000);
            boolean[] after = readAll();
            lookUp();
            return outcome(before, after);
        }

        private void join() {
            for (int n = 0; n < run.nodes; n++) {
                all[n] = new KadNode(network, n, run.table, KadParameters.TICK_MS);
                network.add(all[n]);
                all[n].start();
                for (int i = 0; i < INTRODUCTIONS && n > 0; i++) all[n].knows(chance.nextInt(n));
                network.run(network.nowUs() + SECOND_US / 10);
            }
            network.run(network.nowUs() + KadParameters.REFRESH_MS * 1_000 + 30 * SECOND_US);
        }

        private void publish() {
            for (int v = 0; v < run.values; v++) {
                publisher[v] = chance.nextInt(run.nodes);
                KadNode node = all[publisher[v]];
                long operation = node.operation(r -> {
                    var stored = (KadAction.Stored<Integer>) r;
                    copies += stored.copies();
                    askedToWrite += stored.asked();
                });
                node.handle(new KadEvent.Put<>(operation, new KadRecord(key(v), value(v))));
                pace(v);
            }
            network.run(network.nowUs() + 30 * SECOND_US);
        }

        private void kill() {
            for (int left = (int) (run.kill * run.nodes); left > 0;) {
                int n = chance.nextInt(run.nodes);
                if (dead[n]) continue;
                dead[n] = true;
                network.setDown(n, true);
                left--;
            }
        }

        private boolean[] readAll() {
            boolean[] read = new boolean[run.values];
            for (int v = 0; v < run.values; v++) {
                int value = v;
                long beganUs = network.nowUs();
                KadNode reader = all[survivor()];
                long operation = reader.operation(r -> {
                    var found = ((KadAction.Value<Integer>) r).value();
                    read[value] = found.isPresent() && Arrays.equals(found.get(), value(value));
                    readUs.add(network.nowUs() - beganUs);
                });
                reader.handle(new KadEvent.Get<>(operation, key(v)));
                pace(v);
            }
            network.run(network.nowUs() + 60 * SECOND_US);
            return read;
        }

        private void lookUp() {
            for (int i = 0; i < run.values; i++) {
                KadNode node = all[survivor()];
                long operation = node.operation(r -> {
                    var closest = (KadAction.Closest<Integer>) r;
                    hops.add(closest.hops());
                    asked += closest.asked();
                });
                node.handle(new KadEvent.Find<>(operation, key(-1 - i)));
                pace(i);
            }
            network.run(network.nowUs() + 60 * SECOND_US);
        }

        private void pace(int i) {
            if (i % READS_A_SECOND == 0) network.run(network.nowUs() + SECOND_US);
        }

        private int survivor() {
            int n = chance.nextInt(run.nodes);
            while (dead[n]) n = chance.nextInt(run.nodes);
            return n;
        }

        private Outcome outcome(boolean[] before, boolean[] after) {
            int lived = 0, readLived = 0, readAll = 0, readBefore = 0;
            for (int v = 0; v < run.values; v++) {
                if (before[v]) readBefore++;
                if (after[v]) readAll++;
                if (dead[publisher[v]]) continue;
                lived++;
                if (after[v]) readLived++;
            }
            double n = run.values;
            return new Outcome(readBefore / n, readLived / (double) lived, readAll / n, copies / n,
                    (askedToWrite + copies) / n, median(hops), asked / n, median(readUs) / 1e3, network.events(),
                    network.hash());
        }

        private static <T extends Comparable<T>> T median(List<T> list) {
            return list.stream().sorted().toList().get(list.size() / 2);
        }

        private static byte[] key(int number) {
            return ("/lab/" + number).getBytes(StandardCharsets.US_ASCII);
        }

        private static byte[] value(int number) {
            return ByteBuffer.allocate(4).putInt(number).array();
        }
    }
}
