package dev.pando.libp2p;

import dev.pando.libp2p.dht.Dht;
import dev.pando.libp2p.gossipsub.MeshParameters;
import dev.pando.libp2p.identify.Identify;
import dev.pando.libp2p.identity.Identity;
import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.mdns.Mdns;
import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.nat.AutoNat;
import dev.pando.libp2p.nat.AutoNatV2;
import dev.pando.libp2p.nat.Dcutr;
import dev.pando.libp2p.nat.Relay;
import dev.pando.libp2p.nat.RelayTransport;
import dev.pando.libp2p.noise.NoiseSecurity;
import dev.pando.libp2p.ping.Ping;
import dev.pando.libp2p.pubsub.PubSub;
import dev.pando.libp2p.quic.QuicTransport;
import dev.pando.libp2p.swarm.Counters;
import dev.pando.libp2p.swarm.NetworkEvent;
import dev.pando.libp2p.swarm.PeerStream;
import dev.pando.libp2p.swarm.StreamHandler;
import dev.pando.libp2p.swarm.Swarm;
import dev.pando.libp2p.transport.Connection;
import dev.pando.libp2p.transport.TcpTransport;
import dev.pando.libp2p.transport.Time;
import dev.pando.libp2p.transport.Upgrader;
import dev.pando.libp2p.yamux.Yamux;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// A peer of its own: it listens, dials, and speaks what it was told to handle.
///
/// ```java
/// try (Host host = Host.plan(Identity.generate(new SecureRandom())).listen("/ip4/127.0.0.1/tcp/0").start()) {
///     host.handle("/hello/1", stream -> stream.out().write("hello, peer".getBytes()));
///     …
/// }
/// ```
/// Everything behind it may be used on its own; this is how it is wired by default.
public final class Host implements AutoCloseable {

    private final Swarm swarm;
    private final Identify identify;
    private final Ping ping;
    private final PubSub pubsub;
    private final Dht dht;
    private final Dcutr dcutr;
    private final AutoNat autoNat;
    private final AutoNatV2 autoNatV2;
    private final Relay relay;
    private final Counters counters = new Counters();
    private final List<AutoCloseable> others = new ArrayList<>();

    Host(HostPlan plan) throws IOException {
        Time time = plan.time;
        SecureRandom random = new SecureRandom();
        swarm = new Swarm(plan.identity, plan.peerstore, plan.gater, plan.limits, time);
        swarm.watch(counters);
        Upgrader upgrader = new Upgrader(List.of(new NoiseSecurity(plan.identity, random)), List.of(new Yamux(time)),
                time, raw -> plan.network == null ? raw : plan.network.protect(raw, random));
        swarm.add(new TcpTransport(upgrader));
        // Where its native library is missing, a QUIC address is one that no transport speaks.
        if (QuicTransport.available() && plan.network == null)
            swarm.add(new QuicTransport(plan.identity, time, random));
        swarm.add(new RelayTransport(swarm, upgrader, time));
        identify = new Identify(swarm, plan.identity, time, plan.protocolVersion, plan.agentVersion);
        ping = new Ping(swarm, time, random);
        pubsub = plan.gossip == null
                ? null
                : new PubSub(swarm, plan.identity, time, new SplittableRandom(random.nextLong()),
                        MeshParameters.DEFAULT,
                        plan.gossip);
        if (pubsub != null) others.add(pubsub);
        dht = plan.table == null
                ? null
                : new Dht(swarm, time, new SplittableRandom(random.nextLong()), plan.table, plan.validators);
        if (dht != null) others.add(dht);
        dcutr = plan.nat ? new Dcutr(swarm, identify, time, random) : null;
        autoNat = plan.nat ? new AutoNat(swarm, time) : null;
        autoNatV2 = plan.nat ? new AutoNatV2(swarm, time, random, false) : null;
        relay = plan.relay == null ? null : new Relay(swarm, plan.identity, time, plan.relay);
        if (relay != null) others.add(relay);
        try {
            for (Multiaddr address : plan.listen) swarm.listen(address);
            if (plan.mdns) {
                swarm.watch(this::greet);
                others.add(new Mdns(swarm, time, random));
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    // Whoever is found on the LAN is a neighbour: say hello, if there is room.
    private void greet(NetworkEvent event) {
        if (!(event instanceof NetworkEvent.Discovered found) || !swarm.connections(found.peer()).isEmpty()) return;
        Thread.startVirtualThread(() -> {
            try {
                swarm.connect(found.peer());
            } catch (IOException e) {
                // Told as DialFailed; it will be found again.
            }
        });
    }

    /// The plan of a host: say what differs from the defaults, then [start][HostPlan#start].
    public static HostPlan plan(Identity identity) {
        return new HostPlan(identity);
    }

    /// Who it is.
    public PeerId peer() {
        return swarm.peer();
    }

    /// Where others can reach it, each address with its peer at the end.
    public List<Multiaddr> addresses() {
        return swarm.addresses().stream().map(address -> address.withPeer(peer().hash())).toList();
    }

    /// Answers a protocol from now on, and tells connected peers so.
    public void handle(String protocol, StreamHandler handler) {
        swarm.handle(protocol, handler);
        if (!swarm.connections().isEmpty()) Thread.startVirtualThread(identify::push);
    }

    /// Connects by an address that ends in a peer.
    public Connection connect(Multiaddr address) throws IOException {
        return swarm.connect(address);
    }

    /// Opens a stream to a peer whose address is known, or to which a connection stands.
    ///
    /// @param protocols best first
    public PeerStream open(PeerId peer, String... protocols) throws IOException {
        return swarm.open(peer, protocols);
    }

    /// Time to a peer and back.
    public Duration ping(PeerId peer) throws IOException {
        return ping.ping(peer);
    }

    /// Everything about connections.
    public Swarm swarm() {
        return swarm;
    }

    /// What peers say about themselves, and we about us.
    public Identify identify() {
        return identify;
    }

    /// Publish and subscribe.
    ///
    /// @throws IllegalStateException if the plan said nothing of gossip
    public PubSub pubsub() {
        if (pubsub == null) throw new IllegalStateException("this host was planned without gossip");
        return pubsub;
    }

    /// The distributed hash table.
    ///
    /// @throws IllegalStateException if the plan said nothing of it
    public Dht dht() {
        if (dht == null) throw new IllegalStateException("this host was planned without a table");
        return dht;
    }

    /// Asks peers whether they can dial us (AutoNAT v1).
    ///
    /// @throws IllegalStateException if the plan said nothing of NAT
    public AutoNat autoNat() {
        if (autoNat == null) throw new IllegalStateException("this host was planned without NAT traversal");
        return autoNat;
    }

    /// Asks peers whether they can dial one address of ours (AutoNAT v2).
    ///
    /// @throws IllegalStateException if the plan said nothing of NAT
    public AutoNatV2 autoNatV2() {
        if (autoNatV2 == null) throw new IllegalStateException("this host was planned without NAT traversal");
        return autoNatV2;
    }

    /// The relay that it is for others.
    ///
    /// @throws IllegalStateException if the plan said nothing of it
    public Relay relay() {
        if (relay == null) throw new IllegalStateException("this host was not planned as a relay");
        return relay;
    }

    /// How a connection runs, for people: `tcp`, `quic`, `relay`, and `hole-punched` behind it where it was.
    public String way(Connection connection) {
        return connection.way() + (dcutr != null && dcutr.punched(connection) ? ", hole-punched" : "");
    }

    /// What has happened so far, counted.
    public Counters counters() {
        return counters;
    }

    /// Ends everything, and writes the peerstore if it has a file.
    @Override
    public void close() throws IOException {
        for (AutoCloseable other : others) closeQuietly(other);
        swarm.close();
        swarm.peerstore().save();
    }

    private static void closeQuietly(AutoCloseable other) {
        try {
            other.close();
        } catch (Exception e) {
            // It is being thrown away.
        }
    }
}
