package dev.pando.libp2p.swarm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.libp2p.identity.Identity;
import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.identity.PeerRecord;
import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.multiformats.Multihash;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.testing.ManualTime;
import dev.pando.testing.Forall;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerstoreTest {

    private static final Identity ALICE = Identity.ofSeed(new byte[32]);
    private static final Multiaddr HOME = Multiaddr.parse("/ip4/192.0.2.1/tcp/1");
    private static final Multiaddr AWAY = Multiaddr.parse("/ip4/192.0.2.2/tcp/1");

    // Kept, so that the level set on it is not forgotten: a hundred expected warnings would drown the others.
    private static final Logger QUIET = Logger.getLogger(Peerstore.class.getName());

    @TempDir
    Path directory;

    @BeforeAll
    static void beQuiet() {
        QUIET.setLevel(Level.OFF);
    }

    private final ManualTime time = new ManualTime();
    private final Peerstore store = Peerstore.inMemory(time);

    private static PeerId peer(int i) {
        return PeerId.of(Multihash.sha256(new byte[]{(byte) i, (byte) (i >> 8)}));
    }

    @Test
    void anAddressIsBelievedForSoLongAndNotOneSecondMore() {
        store.add(ALICE.peer(), List.of(HOME), 10);
        store.add(ALICE.peer(), List.of(AWAY), 20);
        store.add(ALICE.peer(), List.of(AWAY), 5);
        time.advance(9_999);
        assertEquals(List.of(HOME, AWAY), store.addresses(ALICE.peer()));
        time.advance(1);
        assertEquals(List.of(AWAY), store.addresses(ALICE.peer()));
        time.advance(10_000);
        assertEquals(List.of(), store.addresses(ALICE.peer()));
    }

    @Test
    void anAddressOfAnotherPeerIsLeftOutAndOurOwnNameIsTakenOff() {
        store.add(ALICE.peer(), List.of(HOME.withPeer(ALICE.peer().hash()), AWAY.withPeer(peer(1).hash())), 10);
        assertEquals(List.of(HOME), store.addresses(ALICE.peer()));
    }

    @Test
    void soManyAddressesOfAPeerAndSoManyPeersAndNotOneMore() {
        List<Multiaddr> many = new ArrayList<>();
        for (int i = 0; i <= Peerstore.ADDRESSES_MAX; i++) many.add(Multiaddr.parse("/ip4/192.0.2.1/tcp/" + i));
        store.add(ALICE.peer(), many, 10);
        assertEquals(Peerstore.ADDRESSES_MAX, store.addresses(ALICE.peer()).size());
        for (int i = 0; i < Peerstore.PEERS_MAX; i++) store.agent(peer(i), "agent");
        assertEquals(Peerstore.PEERS_MAX, store.peers().size());
        assertFalse(store.peers().contains(ALICE.peer()), "asked for least recently");
    }

    @Test
    void peersThatSayMuchPushOutOthersSoonerAndCanStillBeSaved() throws Exception {
        Path file = directory.resolve("peers");
        Peerstore crowded = Peerstore.inFile(file, time);
        List<String> protocols = IntStream.range(0, Peerstore.PROTOCOLS_MAX).mapToObj(i -> i + "/".repeat(250))
                .toList();
        for (int i = 0; i < 2_000; i++) crowded.protocols(peer(i), protocols);
        assertTrue(crowded.peers().size() < 2_000);
        assertTrue(crowded.bytes() <= Peerstore.BYTES_MAX);
        long before = crowded.bytes();
        crowded.protocols(peer(1_999), protocols);
        assertEquals(before, crowded.bytes(), "who says it again is not counted twice");
        crowded.save();
        Peerstore after = Peerstore.inFile(file, time);
        assertEquals(Set.copyOf(crowded.peers()), Set.copyOf(after.peers()));
        assertEquals(before, after.bytes());
    }

    @Test
    void aSignedRecordReplacesOnlyAnOlderOne() {
        byte[] second = new PeerRecord(ALICE.peer(), 2, List.of(HOME)).seal(ALICE).bytes();
        assertTrue(store.add(ALICE.peer(), second));
        assertFalse(store.add(ALICE.peer(), second));
        assertFalse(store.add(ALICE.peer(), new PeerRecord(ALICE.peer(), 1, List.of(AWAY)).seal(ALICE).bytes()));
        assertArrayEquals(second, store.record(ALICE.peer()).orElseThrow());
        assertTrue(store.add(ALICE.peer(), new PeerRecord(ALICE.peer(), -1, List.of(AWAY)).seal(ALICE).bytes()),
                "the sequence is unsigned");
        assertThrows(WireException.class, () -> store.add(peer(1), second));
    }

    @Test
    void whatIsSavedIsWhatIsReadAgain() throws Exception {
        Path file = directory.resolve("peers");
        Peerstore before = Peerstore.inFile(file, time);
        before.add(ALICE.peer(), List.of(HOME), 100);
        before.add(peer(1), List.of(AWAY), Peerstore.FOREVER_SECONDS);
        before.protocols(peer(1), List.of("/a/1", "/b/1"));
        before.agent(peer(1), "agent");
        before.add(ALICE.peer(), new PeerRecord(ALICE.peer(), 7, List.of(AWAY)).seal(ALICE).bytes());
        before.save();
        Peerstore after = Peerstore.inFile(file, time);
        assertEquals(Set.copyOf(before.peers()), Set.copyOf(after.peers()));
        assertEquals(List.of(HOME, AWAY), after.addresses(ALICE.peer()));
        assertEquals(Set.of("/a/1", "/b/1"), after.protocols(peer(1)));
        assertEquals("agent", after.agent(peer(1)));
        assertTrue(after.record(ALICE.peer()).isPresent());
    }

    @Test
    void aCorruptFileIsSetAsideAndNeverFatal() {
        Forall.seeds(100, random -> {
            Path file = directory.resolve("peers");
            Peerstore before = Peerstore.inFile(file, time);
            before.add(ALICE.peer(), List.of(HOME), 100);
            before.save();
            byte[] bytes = Files.readAllBytes(file);
            if (random.nextBoolean()) bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            else
                bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
            Files.write(file, bytes);
            assertEquals(List.of(), Peerstore.inFile(file, time).peers());
            assertFalse(Files.exists(file));
            Path aside = directory.resolve("peers.corrupt-" + time.unixSeconds());
            assertArrayEquals(bytes, Files.readAllBytes(aside));
            Files.delete(aside);
        });
    }

    @Test
    void aFileOfSomethingElseIsSetAsideToo() throws Exception {
        Path file = directory.resolve("peers");
        Files.write(file, "SQLite format 3".getBytes(StandardCharsets.US_ASCII));
        assertEquals(List.of(), Peerstore.inFile(file, time).peers());
        assertFalse(Files.exists(file));
    }
}
