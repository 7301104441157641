package dev.pando.libp2p.nat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.libp2p.Host;
import dev.pando.libp2p.HostPlan;
import dev.pando.libp2p.identity.Identity;
import dev.pando.libp2p.multiformats.AddressPart;
import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.swarm.NetworkEvent;
import dev.pando.libp2p.swarm.PeerStream;
import dev.pando.libp2p.testing.Both;
import dev.pando.libp2p.transport.Connection;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RelayTest {

    private static final int DATA_MAX = 64 * 1024;
    private static final RelayLimits LIMITS = new RelayLimits(2, 2, 2, 2, 60, new RelayLimit(60, DATA_MAX));

    private final List<Host> hosts = new ArrayList<>();
    private final BlockingQueue<NetworkEvent> events = new LinkedBlockingQueue<>();
    private Host relay;

    private static HostPlan plan() {
        return Host.plan(Identity.generate(new SecureRandom()));
    }

    private Host start(HostPlan plan) throws IOException {
        Host host = plan.start();
        hosts.add(host);
        return host;
    }

    private Multiaddr relay(String transport) throws IOException {
        relay = start(plan().listen("/ip4/127.0.0.1/" + transport).relay(LIMITS));
        relay.swarm().watch(events::add);
        return relay.addresses().getFirst().with(AddressPart.P2P_CIRCUIT, "");
    }

    @AfterEach
    void stop() throws IOException {
        for (Host host : hosts.reversed()) host.close();
    }

    private void next(Class<? extends NetworkEvent> kind) throws Exception {
        Both.get(Both.start(() -> {
            while (!kind.isInstance(events.take())) continue;
            return null;
        }));
    }

    private static byte[] echo(Host host, Host other, int size) throws Exception {
        byte[] message = new byte[size];
        try (PeerStream stream = host.open(other.peer(), "/echo/1")) {
            var back = Both.start(() -> stream.in().readAllBytes());
            stream.out().write(message);
            stream.closeWrite();
            return Both.get(back);
        }
    }

    private void reachesThroughARelay(String transport) throws Exception {
        Multiaddr circuit = relay(transport);
        Host home = start(plan().listen(circuit.toString())), caller = start(plan());
        home.handle("/echo/1", stream -> stream.out().write(stream.in().readAllBytes()));
        assertEquals(1, relay.relay().reservations());
        assertEquals(circuit.withPeer(home.peer().hash()), home.addresses().getFirst());
        Connection connection = caller.connect(home.addresses().getFirst());
        assertEquals(home.peer(), connection.peer());
        assertEquals("relay", caller.way(connection));
        assertEquals(1, relay.relay().circuits());
        assertTrue(caller.ping(home.peer()).toNanos() > 0);
        assertTrue(home.ping(caller.peer()).toNanos() > 0);
        assertEquals(10_000, echo(caller, home, 10_000).length);
    }

    @Test
    void aPeerThatOnlyDialsIsReachedThroughARelayOverTcp() throws Exception {
        reachesThroughARelay("tcp/0");
    }

    @Test
    void aPeerThatOnlyDialsIsReachedThroughARelayOverQuic() throws Exception {
        reachesThroughARelay("udp/0/quic-v1");
    }

    @Test
    void aCircuitThatCarriesTooMuchIsCut() throws Exception {
        Multiaddr circuit = relay("tcp/0");
        Host home = start(plan().listen(circuit.toString())), caller = start(plan());
        home.handle("/echo/1", stream -> stream.out().write(stream.in().readAllBytes()));
        caller.connect(home.addresses().getFirst());
        assertThrows(IOException.class, () -> echo(caller, home, DATA_MAX));
        assertEquals(List.of(), caller.swarm().connections(home.peer()));
    }

    @Test
    void whoHasNoPlaceIsNotReached() throws Exception {
        Multiaddr circuit = relay("tcp/0");
        Host stranger = start(plan()), caller = start(plan());
        stranger.connect(relay.addresses().getFirst());
        Multiaddr address = circuit.withPeer(stranger.peer().hash());
        IOException refused = assertThrows(IOException.class, () -> caller.connect(address));
        assertTrue(refused.getMessage().contains("NO_RESERVATION"), refused.getMessage());
    }

    @Test
    void placesAreGivenUntilThereAreNoneAndGivenBack() throws Exception {
        String circuit = relay("tcp/0").toString();
        Host first = start(plan().listen(circuit));
        start(plan().listen(circuit));
        IOException refused = assertThrows(IOException.class, () -> start(plan().listen(circuit)));
        assertTrue(refused.getMessage().contains("RESERVATION_REFUSED"), refused.getMessage());
        events.clear();
        first.close();
        next(NetworkEvent.Disconnected.class);
        start(plan().listen(circuit));
        assertEquals(2, relay.relay().reservations());
    }

    @Test
    void aRelayBehindARelayIsRefused() throws Exception {
        Multiaddr circuit = relay("tcp/0");
        Host home = start(plan().listen(circuit.toString()).relay(LIMITS)), caller = start(plan());
        Multiaddr nested = home.addresses().getFirst().with(AddressPart.P2P_CIRCUIT, "");
        IOException refused = assertThrows(IOException.class, () -> caller.swarm().listen(nested));
        assertTrue(refused.getMessage().contains("a relay behind a relay"), refused.getMessage());
    }

    @Test
    void theRelayCannotPutItselfInTheMiddle() throws Exception {
        Multiaddr circuit = relay("tcp/0");
        Host home = start(plan().listen(circuit.toString())), caller = start(plan());
        // A relay that answers itself instead of passing on: what it sends is no handshake of the peer's.
        relay.swarm().handle(Relay.HOP, stream -> {
            stream.in().read(new byte[512]);
            byte[] yes = RelayCodec.encode(Hop.Status.of(RelayStatus.OK));
            stream.out().write(yes.length);
            stream.out().write(yes);
            stream.out().write(new byte[64]);
        });
        assertThrows(IOException.class, () -> Both.get(Both.start(() -> caller.connect(home.addresses().getFirst()))));
    }

    @Test
    void aVoucherSaysWhatItsRelaySigned() {
        Identity signer = Identity.ofSeed(new byte[32]), other = Identity.generate(new SecureRandom());
        Voucher voucher = new Voucher(signer.peer(), other.peer(), 1_700_000_000);
        assertEquals(voucher, Voucher.open(voucher.seal(signer)));
        assertThrows(dev.pando.libp2p.multiformats.WireException.class, () -> Voucher.open(voucher.seal(other)));
        byte[] changed = voucher.seal(signer);
        changed[changed.length - 1] ^= 1;
        assertThrows(dev.pando.libp2p.multiformats.WireException.class, () -> Voucher.open(changed));
        assertArrayEquals(voucher.seal(signer), voucher.seal(signer));
    }
}
