package dev.pando.libp2p;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.libp2p.identify.Identify;
import dev.pando.libp2p.identity.Identity;
import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.ping.Ping;
import dev.pando.libp2p.swarm.ConnectionLimits;
import dev.pando.libp2p.swarm.DialException;
import dev.pando.libp2p.swarm.Gater;
import dev.pando.libp2p.swarm.NetworkEvent;
import dev.pando.libp2p.swarm.PeerStream;
import dev.pando.libp2p.testing.Both;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostTest {

    private static final String ANYWHERE = "/ip4/127.0.0.1/tcp/0";

    @TempDir
    Path directory;

    private final List<Host> hosts = new ArrayList<>();
    private final BlockingQueue<NetworkEvent> events = new LinkedBlockingQueue<>();

    private HostPlan plan() {
        return Host.plan(Identity.generate(new SecureRandom()));
    }

    private Host start(HostPlan plan) throws IOException {
        Host host = plan.listen(ANYWHERE).start();
        hosts.add(host);
        host.swarm().watch(events::add);
        return host;
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
    void theExampleOfTheReadmeSaysHello() throws Exception {
        // README: hello, peer
        Identity alice = Identity.generate(new SecureRandom()), bob = Identity.generate(new SecureRandom());
        try (Host listener = Host.plan(alice).listen("/ip4/127.0.0.1/tcp/0").start();
                Host dialer = Host.plan(bob).start()) {
            listener.handle("/hello/1", stream -> stream.out().write("hello, peer".getBytes(StandardCharsets.UTF_8)));
            dialer.connect(listener.addresses().getFirst());
            try (PeerStream stream = dialer.open(listener.peer(), "/hello/1")) {
                assertEquals("hello, peer", new String(stream.in().readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        // end of the example
    }

    @Test
    void theReadmeShowsExactlyThatExample() throws Exception {
        Path root = Path.of(System.getProperty("pando.root", ".."), "libp2p");
        String test = Files.readString(root.resolve("src/test/java/dev/pando/libp2p/HostTest.java"));
        int from = test.indexOf('\n', test.indexOf("// README: hello")) + 1;
        String example = test.substring(from, test.indexOf("        // end of the example")).stripTrailing()
                .stripIndent()
                .replace("assertEquals(\"hello, peer\", ", "System.out.println(").strip();
        assertTrue(Files.readString(root.resolve("README.md")).contains(example), example);
    }

    @Test
    void peersIdentifyAndPingEachOther() throws Exception {
        Host alice = start(plan().agent("/pando/0.1.0", "alice/1")), bob = start(plan());
        bob.connect(alice.addresses().getFirst());
        next(NetworkEvent.Identified.class);
        next(NetworkEvent.Identified.class);
        assertEquals("alice/1", bob.swarm().peerstore().agent(alice.peer()));
        assertTrue(
                alice.swarm().peerstore().protocols(bob.peer()).containsAll(Set.of(Identify.PROTOCOL, Ping.PROTOCOL)));
        assertEquals(bob.swarm().listening(), alice.swarm().peerstore().addresses(bob.peer()));
        assertTrue(bob.ping(alice.peer()).toNanos() > 0);
        assertTrue(alice.ping(bob.peer()).toNanos() > 0);
    }

    @Test
    void aNewProtocolIsPushedToWhoeverIsConnected() throws Exception {
        Host alice = start(plan()), bob = start(plan());
        bob.connect(alice.addresses().getFirst());
        next(NetworkEvent.Identified.class);
        next(NetworkEvent.Identified.class);
        alice.handle("/new/1", stream -> {});
        next(NetworkEvent.Identified.class);
        assertTrue(bob.swarm().peerstore().protocols(alice.peer()).contains("/new/1"));
    }

    @Test
    void aPeerThatSpeaksNothingWeAskForIsAnIoExceptionAndTheConnectionLives() throws Exception {
        Host alice = start(plan()), bob = start(plan());
        bob.connect(alice.addresses().getFirst());
        assertThrows(IOException.class, () -> bob.open(alice.peer(), "/nobody/speaks/1", "/nor/this"));
        assertTrue(bob.ping(alice.peer()).toNanos() > 0);
        assertEquals(1, bob.swarm().connections().size());
    }

    @Test
    void aHandlerThatBreaksResetsItsStreamAndNothingElse() throws Exception {
        Host alice = start(plan()), bob = start(plan());
        alice.handle("/broken/1", stream -> {
            throw new IllegalStateException("bug");
        });
        alice.handle("/hostile/1", stream -> {
            throw new WireException("test", "frame of nonsense");
        });
        bob.connect(alice.addresses().getFirst());
        for (String protocol : new String[]{"/broken/1", "/hostile/1"}) {
            // The reset may even overtake the agreement.
            assertThrows(IOException.class, () -> bob.open(alice.peer(), protocol).in().read());
        }
        assertTrue(bob.ping(alice.peer()).toNanos() > 0);
        next(NetworkEvent.Misbehaved.class);
        assertEquals(1, alice.counters().count("misbehaved"));
    }

    @Test
    void whoeverDialsTheWrongPeerLearnsWhoIsThere() throws Exception {
        Host alice = start(plan()), bob = start(plan());
        Multiaddr wrong = alice.swarm().listening().getFirst()
                .withPeer(Identity.generate(new SecureRandom()).peer().hash());
        DialException refused = assertThrows(DialException.class, () -> bob.connect(wrong));
        assertTrue(refused.getMessage().contains("it is " + alice.peer()), refused.getMessage());
        assertEquals(1, bob.counters().count("dial.failed"));
    }

    @Test
    void aDialThatFailsSaysWhyInOneLine() throws Exception {
        Host bob = start(plan());
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        Multiaddr nobody = Multiaddr.parse("/ip4/127.0.0.1/tcp/" + port)
                .withPeer(Identity.generate(new SecureRandom()).peer().hash());
        DialException refused = assertThrows(DialException.class, () -> bob.connect(nobody));
        assertTrue(refused.getMessage().contains("/tcp/" + port + ": Connection refused"), refused.getMessage());
        assertFalse(refused.getMessage().contains("\n"));
    }

    @Test
    void aTakenPortIsOneClearLine() throws Exception {
        Host alice = start(plan());
        String taken = alice.swarm().listening().getFirst().toString();
        IOException refused = assertThrows(IOException.class, () -> plan().listen(taken).start());
        assertTrue(refused.getMessage().startsWith(taken + ": "), refused.getMessage());
    }

    @Test
    void withStaticMembershipStrangersStayOutside() throws Exception {
        Host friend = start(plan());
        Host club = start(plan().gater(Gater.only(Set.of(friend.peer()))));
        Host stranger = start(plan());
        friend.connect(club.addresses().getFirst());
        assertTrue(friend.ping(club.peer()).toNanos() > 0);
        try {
            stranger.connect(club.addresses().getFirst());
        } catch (IOException expected) {
            // Refused already while dialing, or right after it.
        }
        next(NetworkEvent.Refused.class);
        assertEquals(List.of(), club.swarm().connections(stranger.peer()));
        assertThrows(IOException.class, () -> club.connect(stranger.addresses().getFirst()));
    }

    @Test
    void aPeerMayHaveSoManyConnectionsAndNotOneMore() throws Exception {
        Host alice = start(plan().limits(new ConnectionLimits(10, 10, 10, 9, 9, 2, 9, 9, 0))), bob = start(plan());
        for (int i = 0; i < 2; i++) bob.swarm().dialAnew(alice.peer(), alice.swarm().listening());
        next(NetworkEvent.Connected.class);
        try (var _ = bob.swarm().dialAnew(alice.peer(), alice.swarm().listening())) {
            next(NetworkEvent.Refused.class);
        }
        assertEquals(2, alice.swarm().connections(bob.peer()).size());
    }

    @Test
    void aSlowLorisIsCountedAndHoldsNobodyUp() throws Exception {
        Host alice = start(plan().limits(new ConnectionLimits(3, 3, 3, 9, 9, 2, 2, 9, 0))), bob = start(plan());
        int port = alice.swarm().listening().getFirst().port().orElseThrow();
        try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), port)) {
            slow.getOutputStream().write("\23/multi".getBytes(StandardCharsets.UTF_8));
            bob.connect(alice.addresses().getFirst());
            assertTrue(bob.ping(alice.peer()).toNanos() > 0);
        }
        // It left: its place is free again.
        next(NetworkEvent.Refused.class);
    }

    @Test
    void whoSpeaksAnotherProtocolAltogetherIsRefused() throws Exception {
        Host alice = start(plan());
        int port = alice.swarm().listening().getFirst().port().orElseThrow();
        try (Socket browser = new Socket(InetAddress.getLoopbackAddress(), port)) {
            browser.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            browser.shutdownOutput();
            next(NetworkEvent.Refused.class);
        }
        assertEquals(1, alice.counters().count("refused"));
    }

    @Test
    void aRestartRemembersWhereThePeersAre() throws Exception {
        Path file = directory.resolve("peers");
        Host alice = start(plan());
        Identity me = Identity.generate(new SecureRandom());
        try (Host before = Host.plan(me).peerstore(file).start()) {
            before.connect(alice.addresses().getFirst());
        }
        try (Host after = Host.plan(me).peerstore(file).start()) {
            assertTrue(after.ping(alice.peer()).toNanos() > 0);
        }
    }
}
