package dev.pando.lab.collective;

import dev.pando.engine.artifact.Artifact;
import dev.pando.engine.artifact.ContentId;
import dev.pando.libp2p.identity.Identity;
import dev.pando.node.exchange.Exchange;
import dev.pando.node.exchange.Shelf;
import dev.pando.node.gate.Check;
import dev.pando.node.gate.Gate;
import dev.pando.node.gate.Trust;
import dev.pando.node.gate.Verdict;
import dev.pando.node.merge.Fold;
import dev.pando.node.net.NetSettings;
import dev.pando.node.net.NodeHost;
import dev.pando.node.notes.Terms;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A peer whose gate may lack checks: a socket, the exchange, the gate and the fold of a node, and nothing else. The real
/// node has no such switch.
final class Hole implements AutoCloseable {

    private static final int PATIENCE_S = 120;

    private final long nowMs;
    private final Gate gate;
    private final Fold fold;
    private final Trust trust = new Trust();
    private final NodeHost host;
    private final Exchange exchange;
    private final BlockingQueue<List<Shelf.Reception>> offered = new LinkedBlockingQueue<>();

    private Hole(Path folder, Terms terms, Set<Check> skipped, long nowMs) {
        this.nowMs = nowMs;
        fold = new Fold(author -> trust.weight(author, nowMs));
        gate = new Gate(fold, terms, trust, List::of, skipped);
        host = NodeHost.start(NetSettings.loopback(folder));
        exchange = new Exchange(host, new Taking());
    }

    /// Whether what a check is there for comes through a gate without these checks, over a socket.
    static boolean lets(Check check, Set<Check> skipped, Forge forge, Terms terms, Path folder, long nowMs)
            throws IOException, InterruptedException {
        Identity author = forge.author();
        try (Hole hole = new Hole(folder.resolve("gate"), terms, skipped, nowMs);
                Carrier carrier = new Carrier(folder.resolve("attacker"))) {
            if (check == Check.TRUST) hole.trust.block(Forge.key(author), true, nowMs);
            carrier.give(forge.special(check, author));
            carrier.meet(hole.host.addresses().getFirst());
            List<Shelf.Reception> receptions = hole.offered.poll(PATIENCE_S, TimeUnit.SECONDS);
            if (receptions == null) throw new IOException("nothing came over the socket in " + PATIENCE_S + " s");
            return receptions.stream().allMatch(r -> r == Shelf.Reception.TAKEN);
        }
    }

    @Override
    public void close() {
        exchange.close();
        host.close();
    }

    private final class Taking implements Shelf {

        @Override
        public boolean sharing() {
            return false;
        }

        @Override
        public List<ContentId> heads() {
            return fold.heads();
        }

        @Override
        public List<Artifact> missingFrom(Collection<ContentId> heads) {
            return List.of();
        }

        @Override
        public Optional<Artifact> find(ContentId id) {
            return fold.find(id);
        }

        @Override
        public synchronized List<Reception> offer(List<byte[]> wires, String peer) {
            List<Reception> receptions = new ArrayList<>();
            for (byte[] wire : wires) receptions.add(judged(wire));
            offered.add(receptions);
            return receptions;
        }

        private Reception judged(byte[] wire) {
            return switch (gate.judge(wire, nowMs)) {
                case Verdict.Passed(var admitted) -> {
                    fold.add(admitted);
                    yield Reception.TAKEN;
                }
                case Verdict.Known _ -> Reception.KNOWN;
                case Verdict.Waiting _ -> Reception.WAITING;
                case Verdict.Held _ -> Reception.HELD;
            };
        }

        @Override
        public void traffic(List<Passage> passages) {}
    }
}
