package dev.pando.libp2p.nat;

import dev.pando.libp2p.identify.Identify;
import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.multiformats.AddressPart;
import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.swarm.NetworkEvent;
import dev.pando.libp2p.swarm.PeerStream;
import dev.pando.libp2p.swarm.Swarm;
import dev.pando.libp2p.transport.Connection;
import dev.pando.libp2p.transport.Delimited;
import dev.pando.libp2p.transport.Time;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

/// Makes a direct connection out of a relayed one by punching holes (DCUtR, Direct Connection Upgrade through Relay).
///
/// In the specification's words, B is who was dialed through the relay; it leads. A is who dialed. Over QUIC A dials from the
/// port that it listens on while B sends datagrams to it from its own, so that both NATs expect the other.
public final class Dcutr {

    /// The protocol.
    public static final String PROTOCOL = "/libp2p/dcutr";
    /// "Inbound peers SHOULD retry twice (thus a total of 3 attempts)".
    public static final int ATTEMPTS = 3;
    /// Time for one attempt, in milliseconds (go-libp2p's dial timeout).
    public static final long ATTEMPT_MS = 5_000;
    /// How long the relayed connection stays after the direct one stands, in milliseconds.
    public static final long GRACE_MS = 5_000;

    // "Packets should be sent repeatedly in random intervals between 10 and 200 ms."
    private static final int KNOCK_MS_MIN = 10;
    private static final int KNOCK_MS_MAX = 200;

    private final Swarm swarm;
    private final Identify identify;
    private final Time time;
    private final RandomGenerator random;
    private final Set<PeerId> upgrading = ConcurrentHashMap.newKeySet();
    private final Map<PeerId, CompletableFuture<Connection>> awaited = new ConcurrentHashMap<>();
    private final Map<Connection, Boolean> punched = Collections.synchronizedMap(new WeakHashMap<>());

    /// Starts to upgrade what comes through relays.
    ///
    /// @param identify knows where others see us
    public Dcutr(Swarm swarm, Identify identify, Time time, RandomGenerator random) {
        this.swarm = swarm;
        this.identify = identify;
        this.time = time;
        this.random = random;
        swarm.handle(PROTOCOL, this::answer);
        swarm.watch(this::happened);
    }

    /// Whether a connection came to be through a hole.
    public boolean punched(Connection connection) {
        return punched.containsKey(connection);
    }

    private void happened(NetworkEvent event) {
        switch (event) {
            case NetworkEvent.Connected(Connection connection) when !connection.relayed() -> {
                CompletableFuture<Connection> waiting = awaited.get(connection.peer());
                if (waiting != null) waiting.complete(connection);
            }
            // Only then are the peer's addresses known, and whether it speaks this.
            case NetworkEvent.Identified(PeerId peer, String agent) -> swarm.connections(peer).stream()
                    .filter(c -> !c.initiator() && c.relayed()).findFirst()
                    .ifPresent(relayed -> Thread.startVirtualThread(() -> lead(relayed)));
            default -> {
            }
        }
    }

    private boolean isDirect(PeerId peer) {
        return swarm.connections(peer).stream().anyMatch(c -> !c.relayed());
    }

    // --- B, who leads

    private void lead(Connection relayed) {
        PeerId peer = relayed.peer();
        if (!upgrading.add(peer)) return;
        try {
            if (!isDirect(peer)) dialAlone(peer);
            if (!swarm.peerstore().protocols(peer).contains(PROTOCOL)) return;
            for (int i = 0; i < ATTEMPTS && !isDirect(peer) && !relayed.closed(); i++) attempt(relayed);
        } finally {
            upgrading.remove(peer);
            retire(peer);
        }
    }

    // "If that set includes public addresses, then A may be reachable by a direct connection, in which case B attempts a
    // unilateral connection upgrade by initiating a direct connection to A."
    private void dialAlone(PeerId peer) {
        List<Multiaddr> addresses = swarm.peerstore().addresses(peer).stream().filter(this::isWorthDialing).toList();
        if (addresses.isEmpty()) return;
        try {
            swarm.dialAnew(peer, addresses);
        } catch (IOException e) {
            // Then together.
        }
    }

    private boolean isWorthDialing(Multiaddr address) {
        return address.isPublic() && !address.has(AddressPart.P2P_CIRCUIT) && swarm.speaks(address);
    }

    private void attempt(Connection relayed) {
        PeerId peer = relayed.peer();
        CompletableFuture<Connection> direct = new CompletableFuture<>();
        awaited.put(peer, direct);
        try (PeerStream stream = swarm.open(relayed, PROTOCOL);
                var _ = time.after(ATTEMPT_MS, stream::reset)) {
            long start = System.nanoTime();
            Delimited.write(stream.out(), new HolePunch.Connect(own()).bytes());
            List<Multiaddr> theirs = connect(stream);
            long rttNs = System.nanoTime() - start;
            Delimited.write(stream.out(), new HolePunch.Sync().bytes());
            // "starts a timer for half the RTT": by then A has heard it.
            TimeUnit.NANOSECONDS.sleep(rttNs / 2);
            knockUntil(direct, theirs);
        } catch (IOException | WireException e) {
            // The next attempt measures anew.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            awaited.remove(peer, direct);
        }
        if (direct.isDone()) punched.put(direct.join(), true);
    }

    private List<Multiaddr> connect(PeerStream stream) throws IOException {
        if (!(read(stream) instanceof HolePunch.Connect(List<Multiaddr> addresses))) {
            throw new WireException("dcutr", "no connect").from(stream.peer());
        }
        return addresses.stream().filter(this::isWorthDialing).toList();
    }

    private static HolePunch read(PeerStream stream) throws IOException {
        return HolePunch.read(Delimited.expect(stream.in(), "dcutr", HolePunch.BYTES_MAX));
    }

    private void knockUntil(CompletableFuture<Connection> direct, List<Multiaddr> theirs)
            throws IOException, InterruptedException {
        long endMs = time.nowMs() + ATTEMPT_MS;
        while (time.nowMs() < endMs) {
            for (Multiaddr address : theirs) swarm.knock(address);
            try {
                direct.get(random.nextInt(KNOCK_MS_MIN, KNOCK_MS_MAX + 1), TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException e) {
                // Again.
            } catch (ExecutionException e) {
                throw new AssertionError("nobody fails it", e);
            }
        }
    }

    /// Where we are seen, and where we know ourselves to be.
    private List<Multiaddr> own() {
        Set<Multiaddr> own = new LinkedHashSet<>(identify.observed(1));
        own.addAll(swarm.addresses());
        return own.stream().filter(this::isWorthDialing).limit(HolePunch.ADDRESSES_MAX).toList();
    }

    // --- A, who follows

    private void answer(PeerStream stream) throws IOException {
        PeerId peer = stream.peer();
        if (!stream.connection().relayed()) throw new WireException("dcutr", "on a direct connection");
        List<Multiaddr> theirs;
        try (var _ = time.after(ATTEMPT_MS, stream::reset)) {
            theirs = connect(stream);
            Delimited.write(stream.out(), new HolePunch.Connect(own()).bytes());
            if (!(read(stream) instanceof HolePunch.Sync)) throw new WireException("dcutr", "no sync");
        }
        // "Upon receiving the Sync, A immediately dials the address to B."
        if (theirs.isEmpty()) throw new IOException("dcutr: no address of theirs that we can dial");
        punched.put(swarm.dialAnew(peer, theirs), true);
        retire(peer);
    }

    // "the relay connection should be closed after a grace period."
    private void retire(PeerId peer) {
        if (!isDirect(peer)) return;
        time.after(GRACE_MS,
                () -> swarm.connections(peer).stream().filter(Connection::relayed).forEach(Connection::close));
    }
}
