package dev.pando.libp2p.nat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.libp2p.Host;
import dev.pando.libp2p.identity.Identity;
import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.testing.Both;
import dev.pando.libp2p.transport.Time;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AutoNatTest {

    private final List<Host> hosts = new ArrayList<>();
    private Host server;
    private Host client;

    private Host host(String listen) throws IOException {
        Host host = Host.plan(Identity.generate(new SecureRandom())).listen(listen).nat().start();
        hosts.add(host);
        return host;
    }

    @BeforeEach
    void connect() throws IOException {
        server = host("/ip4/127.0.0.1/tcp/0");
        client = host("/ip4/127.0.0.1/tcp/0");
        client.connect(server.addresses().getFirst());
    }

    @AfterEach
    void stop() throws IOException {
        for (Host host : hosts) host.close();
    }

    private static Multiaddr closed() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Multiaddr.parse("/ip4/127.0.0.1/tcp/" + socket.getLocalPort());
        }
    }

    private AutoNat.Answer ask(Multiaddr... addresses) throws Exception {
        return Both.get(Both.start(() -> client.autoNat().ask(server.peer(), List.of(addresses))));
    }

    @Test
    void whoCanBeDialedIsToldSoAndWhoCannotToo() throws Exception {
        Multiaddr open = client.swarm().listening().getFirst();
        assertEquals(AutoNat.Answer.REACHABLE, ask(open));
        assertEquals(AutoNat.Answer.UNREACHABLE, ask(closed()));
        assertEquals(AutoNat.Answer.REACHABLE, ask(closed(), open), "one of them is enough");
        assertEquals(AutoNat.Answer.REFUSED, ask(open), "too often in a minute");
    }

    @Test
    void nobodyIsDialedWhereTheAskerIsNotSeen() throws Exception {
        assertEquals(AutoNat.Answer.REFUSED, ask(Multiaddr.parse("/ip4/127.0.0.2/tcp/1")));
        assertEquals(AutoNat.Answer.REFUSED, ask());
    }

    @Test
    void aPrivateAddressIsNotDialedByTheSecondVersion() throws Exception {
        List<Multiaddr> open = client.swarm().listening();
        var outcome = Both.get(Both.start(() -> client.autoNatV2().ask(server.peer(), open)));
        assertEquals(new AutoNatV2.Outcome(Optional.empty(), false), outcome);
    }

    @Test
    void theSecondVersionProvesItsDialAndChargesForOneElsewhere() throws Exception {
        new AutoNatV2(server.swarm(), Time.system(), new SecureRandom(), true);
        Multiaddr open = client.swarm().listening().getFirst();
        assertEquals(new AutoNatV2.Outcome(Optional.of(open), true), askV2(open));
        assertFalse(askV2(closed()).reachable());
        // Another loopback address than the one that the server sees us at: it costs at least 30,000 bytes.
        Multiaddr elsewhere = client.swarm().listen(Multiaddr.parse("/ip4/127.0.0.2/tcp/0"));
        assertEquals(new AutoNatV2.Outcome(Optional.of(elsewhere), true), askV2(elsewhere));
        assertTrue(server.counters().count("misbehaved") == 0, () -> server.counters().all().toString());
    }

    private AutoNatV2.Outcome askV2(Multiaddr... addresses) throws Exception {
        return Both.get(Both.start(() -> client.autoNatV2().ask(server.peer(), List.of(addresses))));
    }
}
