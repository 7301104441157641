package dev.pando.node.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.artifact.Artifact;
import dev.pando.engine.artifact.Artifact.Body;
import dev.pando.engine.artifact.Artifact.Lane;
import dev.pando.engine.artifact.ContentId;
import dev.pando.engine.artifact.Lineage;
import dev.pando.engine.artifact.Payload.Memory;
import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.node.net.NetSettings;
import dev.pando.node.net.NodeHost;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Two peers on loopback, each with a lineage and a log in memory.
@Timeout(120)
class ExchangeTest {

    @TempDir
    Path folder;

    /// A shelf in memory that takes whatever builds on what it has.
    private static final class MemoryShelf implements Shelf {
        final Lineage lineage = new Lineage();
        final List<List<Passage>> log = new ArrayList<>();
        final Set<ContentId> offered = ConcurrentHashMap.newKeySet();
        volatile boolean sharing = true;

        @Override
        public boolean sharing() {
            return sharing;
        }

        @Override
        public synchronized List<ContentId> heads() {
            return lineage.heads();
        }

        @Override
        public synchronized List<Artifact> missingFrom(Collection<ContentId> heads) {
            return lineage.missingFrom(heads);
        }

        @Override
        public synchronized Optional<Artifact> find(ContentId id) {
            return lineage.find(id);
        }

        @Override
        public synchronized List<Reception> offer(List<byte[]> wires, String peer) {
            List<Reception> receptions = new ArrayList<>();
            for (byte[] wire : wires) {
                Artifact artifact = Artifact.parse(wire);
                offered.add(artifact.id());
                receptions.add(switch (lineage.add(artifact)) {
                    case Lineage.Outcome.Added _ -> Reception.TAKEN;
                    case Lineage.Outcome.Known _ -> Reception.KNOWN;
                    case Lineage.Outcome.Missing _ -> Reception.WAITING;
                    case Lineage.Outcome.Refused _ -> Reception.REFUSED;
                });
            }
            return receptions;
        }

        @Override
        public synchronized void traffic(List<Passage> passages) {
            log.add(List.copyOf(passages));
        }

        synchronized long bytes(boolean outbound, String what) {
            return log.stream().flatMap(List::stream).filter(p -> p.outbound() == outbound && p.what().equals(what))
                    .mapToLong(Passage::bytes).sum();
        }

        synchronized int size() {
            return lineage.size();
        }
    }

    /// A peer with its shelf.
    private final class Peer implements AutoCloseable {
        final MemoryShelf shelf = new MemoryShelf();
        final NodeHost host;
        final Exchange exchange;

        Peer(String name) {
            host = NodeHost.start(NetSettings.loopback(folder.resolve(name)));
            exchange = new Exchange(host, shelf);
        }

        /// Notes one upon the other.
        void writes(int notes) {
            Signing signing = Signing.as(host);
            for (int i = 0; i < notes; i++) {
                List<ContentId> parents = shelf.heads();
                int generation = 1 + parents.stream().mapToInt(p -> shelf.find(p).orElseThrow().body().generation())
                        .max().orElse(0);
                Memory memory = new Memory(new byte[32], "note " + shelf.size(), "text", "", 1);
                shelf.offer(List.of(Artifact.sign(
                        new Body(signing.self(), parents, generation, "t", 1, i, Lane.ATTRIBUTED, memory),
                        signing.sign()).wire()), "");
            }
        }

        PeerId meets(Peer other) throws Exception {
            host.host().connect(Multiaddr.parse(other.host.addresses().getFirst()));
            return PeerId.parse(other.host.peer());
        }

        @Override
        public void close() {
            exchange.close();
            host.close();
        }
    }

    private static void until(java.util.function.BooleanSupplier holds) {
        while (!holds.getAsBoolean()) Thread.yield();
    }

    @Test
    void whoeverMeetsCatchesUpWithAllThatIsLackingAndOnlyThat() throws Exception {
        try (Peer a = new Peer("a"); Peer b = new Peer("b")) {
            a.writes(Exchange.BATCH + 88);
            b.meets(a);
            until(() -> b.shelf.size() == a.shelf.size());
            a.writes(3);
            int before = b.shelf.offered.size();
            b.exchange.catchUp(PeerId.parse(a.host.peer()));
            until(() -> b.shelf.size() == a.shelf.size());
            assertTrue(b.shelf.offered.size() - before <= 3, "only what was new came");
        }
    }

    @Test
    void everyByteThatLeavesIsInTheLogInFewTransactions() throws Exception {
        try (Peer a = new Peer("a"); Peer b = new Peer("b")) {
            a.writes(2 * Exchange.BATCH);
            long bytes = a.shelf.missingFrom(List.of()).stream().mapToLong(x -> x.wire().length).sum();
            b.meets(a);
            until(() -> b.shelf.size() == a.shelf.size());
            assertTrue(a.shelf.bytes(true, "note") >= bytes);
            synchronized (a.shelf) {
                assertTrue(a.shelf.log.stream().anyMatch(lines -> lines.size() == Exchange.BATCH));
            }
        }
    }

    @Test
    void whoDoesNotShareAnswersWithNothing() throws Exception {
        try (Peer a = new Peer("a"); Peer b = new Peer("b")) {
            a.shelf.sharing = false;
            a.writes(5);
            PeerId there = b.meets(a);
            assertEquals(0, b.exchange.catchUp(there));
            assertEquals(0, b.shelf.size());
            assertEquals(0, a.shelf.bytes(true, "note"));
        }
    }
}
