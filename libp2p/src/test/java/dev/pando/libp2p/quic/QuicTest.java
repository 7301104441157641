package dev.pando.libp2p.quic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.libp2p.Host;
import dev.pando.libp2p.identity.Identity;
import dev.pando.libp2p.swarm.Gater;
import dev.pando.libp2p.swarm.NetworkEvent;
import dev.pando.libp2p.swarm.PeerStream;
import dev.pando.libp2p.testing.Both;
import dev.pando.libp2p.transport.Connection;
import io.netty.handler.codec.quic.QuicChannel;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QuicTest {

    private final BlockingQueue<NetworkEvent> events = new LinkedBlockingQueue<>();
    private final List<Host> hosts = new ArrayList<>();
    private Host alice;
    private Host bob;

    private Host host(Gater gater) throws IOException {
        Host host = Host.plan(Identity.generate(new SecureRandom())).gater(gater).listen("/ip4/127.0.0.1/udp/0/quic-v1")
                .start();
        hosts.add(host);
        host.swarm().watch(events::add);
        return host;
    }

    @BeforeEach
    void start() throws IOException {
        Assumptions.assumeTrue(QuicTransport.available(), "no native QUIC for this platform");
        alice = host(Gater.OPEN);
        bob = host(Gater.OPEN);
        alice.handle("/echo/1", stream -> stream.out().write(stream.in().readAllBytes()));
    }

    @AfterEach
    void stop() throws IOException {
        for (Host host : hosts) host.close();
    }

    private void next(Class<? extends NetworkEvent> kind) throws Exception {
        Both.get(Both.start(() -> {
            while (!kind.isInstance(events.take())) continue;
            return null;
        }));
    }

    @Test
    void bothKnowWhoTheOtherIsAndPingEachOther() throws Exception {
        Connection connection = bob.connect(alice.addresses().getFirst());
        assertEquals("quic", connection.way());
        assertEquals(alice.peer(), connection.peer());
        assertTrue(bob.ping(alice.peer()).toNanos() > 0);
        assertTrue(alice.ping(bob.peer()).toNanos() > 0);
    }

    @Test
    void manyStreamsAtOnceCarryMoreThanTheirWindows() throws Exception {
        bob.connect(alice.addresses().getFirst());
        List<CompletableFuture<Void>> done = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            byte[] message = new byte[QuicTransport.STREAM_WINDOW_BYTES * i / 2 + 1];
            message[message.length - 1] = (byte) i;
            done.add(Both.start(() -> {
                try (PeerStream stream = bob.open(alice.peer(), "/echo/1")) {
                    stream.out().write(message);
                    stream.closeWrite();
                    assertArrayEquals(message, stream.in().readAllBytes());
                }
                return null;
            }));
        }
        for (var each : done) Both.get(each);
    }

    @Test
    void aWriterWaitsWhileNobodyReads() throws Exception {
        byte[] all = new byte[4 * QuicTransport.STREAM_WINDOW_BYTES];
        waitsWhileNobodyReads(all.length, out -> out.write(all));
    }

    @Test
    void aWriterWhoFlushesWaitsToo() throws Exception {
        byte[] part = new byte[1024];
        int parts = 4 * QuicTransport.STREAM_WINDOW_BYTES / part.length;
        waitsWhileNobodyReads(parts * part.length, out -> {
            for (int i = 0; i < parts; i++) {
                out.write(part);
                out.flush();
            }
        });
    }

    private interface Writing {

        void to(OutputStream out) throws IOException;
    }

    private void waitsWhileNobodyReads(int bytes, Writing writes) throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        alice.handle("/slow/1", stream -> {
            try {
                read.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            byte[] all = stream.in().readAllBytes();
            stream.out().write(all.length >>> 16);
        });
        bob.connect(alice.addresses().getFirst());
        try (PeerStream stream = bob.open(alice.peer(), "/slow/1")) {
            var writing = Both.start(() -> {
                writes.to(stream.out());
                stream.closeWrite();
                return null;
            });
            assertTrue(bob.ping(alice.peer()).toNanos() > 0, "other streams go on");
            assertFalse(writing.isDone());
            read.countDown();
            assertEquals(bytes >>> 16, Both.get(Both.start(() -> stream.in().read())));
            Both.get(writing);
        }
    }

    @Test
    void aResetWakesTheReaderOnTheOtherSide() throws Exception {
        CompletableFuture<Object> seen = new CompletableFuture<>();
        CountDownLatch reading = new CountDownLatch(1);
        alice.handle("/read/1", stream -> {
            stream.in().read();
            reading.countDown();
            try {
                seen.complete(stream.in().read());
            } catch (IOException e) {
                seen.complete(e);
                throw e;
            }
        });
        bob.connect(alice.addresses().getFirst());
        PeerStream stream = bob.open(alice.peer(), "/read/1");
        stream.out().write(1);
        Both.get(Both.start(() -> {
            reading.await();
            return null;
        }));
        stream.reset();
        assertTrue(Both.get(seen) instanceof IOException);
        assertTrue(bob.ping(alice.peer()).toNanos() > 0);
    }

    @Test
    void theEndOfAConnectionIsTheEndOfItsStreams() throws Exception {
        bob.connect(alice.addresses().getFirst());
        next(NetworkEvent.Connected.class);
        next(NetworkEvent.Connected.class);
        alice.handle("/wait/1", stream -> stream.in().readAllBytes());
        PeerStream stream = bob.open(alice.peer(), "/wait/1");
        alice.swarm().disconnect(bob.peer());
        assertThrows(IOException.class, () -> Both.get(Both.start(() -> stream.in().read())));
        next(NetworkEvent.Disconnected.class);
        next(NetworkEvent.Disconnected.class);
        assertEquals(List.of(), bob.swarm().connections());
    }

    @Test
    void aStreamSaysThatItsConnectionWasClosedAndNotThatItWasReset() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        alice.handle("/idle/1", stream -> {
            stream.out().write(1);
            stream.out().flush();
            try {
                over.await(); // leaves the stream alone: a reset of it would be the truth
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        });
        bob.connect(alice.addresses().getFirst());
        PeerStream stream = bob.open(alice.peer(), "/idle/1");
        assertEquals(1, Both.get(Both.start(() -> stream.in().read())));
        alice.swarm().disconnect(bob.peer());
        IOException lost = assertThrows(IOException.class,
                () -> Both.get(Both.start(() -> stream.in().read())));
        assertTrue(lost.getMessage().contains("closed by the peer"), lost.getMessage());
        over.countDown();
    }

    @Test
    void aPeerThatLeavesRightAfterItsHandshakeIsAnErrorOfItsOwn() {
        QuicChannel gone = (QuicChannel) Proxy.newProxyInstance(QuicChannel.class.getClassLoader(),
                new Class<?>[]{QuicChannel.class}, (proxy, method, arguments) -> null); // has no address any more
        IOException left = assertThrows(IOException.class, () -> QuicTransport.local(gone));
        assertEquals("left right after the handshake", left.getMessage());
    }

    @Test
    void whoeverDialsTheWrongPeerIsToldWhoIsThere() {
        var wrong = alice.swarm().listening().getFirst().withPeer(Identity.generate(new SecureRandom()).peer().hash());
        IOException refused = assertThrows(IOException.class, () -> bob.connect(wrong));
        assertTrue(refused.getMessage().contains("it is " + alice.peer()), refused.getMessage());
    }

    @Test
    void aStrangerDoesNotGetInWhereMembershipIsStatic() throws Exception {
        Host club = host(Gater.only(Set.of(bob.peer())));
        try {
            alice.connect(club.addresses().getFirst());
        } catch (IOException expected) {
            // Refused while dialing, or right after it.
        }
        next(NetworkEvent.Refused.class);
        assertEquals(List.of(), club.swarm().connections(alice.peer()));
        assertTrue(bob.connect(club.addresses().getFirst()).peer().equals(club.peer()));
    }
}
