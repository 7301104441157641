package dev.pando.lab.nat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pando.libp2p.Host;
import dev.pando.libp2p.HostPlan;
import dev.pando.libp2p.identity.Identity;
import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.multiformats.AddressPart;
import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.nat.RelayLimits;
import dev.pando.libp2p.swarm.NetworkEvent;
import dev.pando.libp2p.transport.Connection;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// One peer of the experiment, in a process and a namespace of its own; says what happens by JSON lines on stdout.
public final class NatPeer {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String QUIC = "/udp/9741/quic-v1";
    private static final long PATIENCE_MS = 120_000;

    private NatPeer() {}

    /// Plays a role until its standard input ends, or, as the caller, until all is said.
    ///
    /// @param arguments `relay ADDRESS`, `home RELAY` or `caller HOME`
    public static void main(String[] arguments) throws Exception {
        HostPlan plan = Host.plan(Identity.generate(new SecureRandom())).nat();
        String argument = arguments[1];
        switch (arguments[0]) {
            case "relay" -> serve(plan.listen("/ip4/" + argument + QUIC).relay(RelayLimits.DEFAULT));
            case "home" -> serve(plan.listen("/ip4/0.0.0.0" + QUIC).listen(argument + "/p2p-circuit"));
            case "caller" -> call(plan.listen("/ip4/0.0.0.0" + QUIC), Multiaddr.parse(argument));
            default -> throw new IllegalArgumentException("no role " + arguments[0]);
        }
    }

    private static void say(Map<String, Object> line) throws Exception {
        System.out.println(JSON.writeValueAsString(line));
        System.out.flush();
    }

    private static void serve(HostPlan plan) throws Exception {
        try (Host host = plan.start()) {
            Multiaddr best = host.addresses().stream().filter(a -> a.has(AddressPart.P2P_CIRCUIT)).findFirst()
                    .orElse(host.addresses().getFirst());
            say(Map.of("address", best.toString()));
            while (System.in.read() >= 0) continue;
        }
    }

    private static void call(HostPlan plan, Multiaddr home) throws Exception {
        BlockingQueue<NetworkEvent> events = new LinkedBlockingQueue<>();
        try (Host host = plan.start()) {
            host.swarm().watch(events::add);
            long start = System.nanoTime();
            Connection relayed = host.connect(home);
            PeerId peer = relayed.peer();
            double relayedMs = host.ping(peer).toNanos() / 1e6;
            say(Map.of("relayed", host.way(relayed), "relayed_ping_ms", relayedMs));
            Connection direct = direct(host, peer, events);
            long upgradeMs = (System.nanoTime() - start) / 1_000_000;
            say(Map.of("direct", host.way(direct), "direct_remote", direct.remote().toString(), "upgrade_ms", upgradeMs,
                    "direct_ping_ms", host.ping(peer).toNanos() / 1e6));
        }
    }

    // The way is known once the upgrade has come to its end, a moment after the connection stands.
    private static Connection direct(Host host, PeerId peer, BlockingQueue<NetworkEvent> events) throws Exception {
        long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
        while (true) {
            for (Connection connection : host.swarm().connections(peer)) {
                if (host.way(connection).endsWith("hole-punched")) return connection;
            }
            if (System.nanoTime() > endNs) throw new IllegalStateException("still relayed: " + events);
            events.poll(100, TimeUnit.MILLISECONDS);
        }
    }
}
