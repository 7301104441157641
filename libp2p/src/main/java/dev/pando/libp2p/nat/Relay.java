package dev.pando.libp2p.nat;

import dev.pando.libp2p.identity.Identity;
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
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/// Serves as a limited relay (circuit relay v2): whoever has reserved a place is reached through us.
public final class Relay implements AutoCloseable {

    /// Between a peer and its relay.
    public static final String HOP = "/libp2p/circuit/relay/0.2.0/hop";
    /// Between a relay and the peer at the far end.
    public static final String STOP = "/libp2p/circuit/relay/0.2.0/stop";
    /// Time for each message, in milliseconds.
    public static final long ANSWER_MS = 10_000;

    private final Swarm swarm;
    private final Identity identity;
    private final Time time;
    private final RelayLimits limits;
    private final RelayDesk desk;

    /// Starts to serve.
    public Relay(Swarm swarm, Identity identity, Time time, RelayLimits limits) {
        this.swarm = swarm;
        this.identity = identity;
        this.time = time;
        this.limits = limits;
        desk = new RelayDesk(limits);
        swarm.handle(HOP, this::serve);
        swarm.watch(event -> {
            if (event instanceof NetworkEvent.Disconnected gone) parted(gone.connection().peer());
        });
    }

    private void parted(PeerId peer) {
        if (!swarm.connections(peer).isEmpty()) return;
        desk.left(peer);
        swarm.unprotect(peer, HOP);
    }

    /// Places that are taken.
    public int reservations() {
        return desk.reservations();
    }

    /// Circuits that stand.
    public int circuits() {
        return desk.circuits();
    }

    private void serve(PeerStream stream) throws IOException {
        Hop message;
        try (var _ = time.after(ANSWER_MS, stream::reset)) {
            byte[] bytes = Delimited.read(stream.in(), "relay hop", RelayCodec.BYTES_MAX);
            if (bytes == null) return;
            message = RelayCodec.hop(bytes);
        } catch (WireException e) {
            answer(stream, Hop.Status.of(RelayStatus.MALFORMED_MESSAGE));
            throw e;
        }
        // "Implementations should not accept reservations over already relayed connections", nor circuits.
        boolean relayed = stream.connection().relayed();
        switch (message) {
            case Hop.Reserve() when !relayed -> answer(stream, reserve(stream.connection()));
            case Hop.Connect(PeerId to) when !relayed -> connect(stream, to);
            case Hop.Reserve _,Hop.Connect _ -> answer(stream, Hop.Status.of(RelayStatus.PERMISSION_DENIED));
            case Hop.Status _ -> answer(stream, Hop.Status.of(RelayStatus.UNEXPECTED_MESSAGE));
        }
    }

    private static void answer(PeerStream stream, Hop.Status status) throws IOException {
        Delimited.write(stream.out(), RelayCodec.encode(status));
    }

    private Hop.Status reserve(Connection connection) {
        PeerId peer = connection.peer();
        String ip = connection.remote().ip().filter(address -> !address.isLoopbackAddress())
                .map(InetAddress::getHostAddress).orElse("");
        RelayStatus status = desk.reserve(peer, ip, time.unixSeconds());
        if (status != RelayStatus.OK) return Hop.Status.of(status);
        // "The expectation is that the server will make a best effort attempt to maintain the connection"
        swarm.protect(peer, HOP);
        long expires = time.unixSeconds() + limits.reservationSeconds();
        byte[] voucher = new Voucher(swarm.peer(), peer, expires).seal(identity);
        List<Multiaddr> addresses = swarm.addresses().stream().filter(a -> !a.has(AddressPart.P2P_CIRCUIT))
                .limit(RelayCodec.ADDRESSES_MAX).map(a -> a.withPeer(swarm.peer().hash())).toList();
        return new Hop.Status(status, Optional.of(new Hop.Reservation(expires, addresses, voucher)),
                Optional.of(limits.perCircuit()));
    }

    private void connect(PeerStream stream, PeerId to) throws IOException {
        PeerId from = stream.peer();
        RelayStatus status = desk.circuit(from, to, time.unixSeconds());
        if (status != RelayStatus.OK) {
            answer(stream, Hop.Status.of(status));
            return;
        }
        PeerStream far = null;
        try {
            far = stop(from, to);
            if (far == null) {
                answer(stream, Hop.Status.of(RelayStatus.CONNECTION_FAILED));
                return;
            }
            answer(stream, new Hop.Status(RelayStatus.OK, Optional.empty(), Optional.of(limits.perCircuit())));
            Circuit.join(stream, far, limits.perCircuit(), time);
        } finally {
            desk.over(from, to);
            if (far != null) far.close();
        }
    }

    /// The stream to the far end, if it takes the circuit; else null.
    private PeerStream stop(PeerId from, PeerId to) {
        Connection connection = swarm.connections(to).stream().filter(c -> !c.relayed()).findFirst().orElse(null);
        if (connection == null) return null;
        PeerStream far = null;
        boolean taken = false;
        try {
            far = swarm.open(connection, STOP);
            taken = takes(far, new Stop.Connect(from, Optional.of(limits.perCircuit())));
        } catch (IOException e) {
            // It has left, or does not speak it.
        } catch (WireException e) {
            swarm.tell(new NetworkEvent.Misbehaved(to, e.from(to)));
        } finally {
            if (!taken && far != null) far.reset();
        }
        return taken ? far : null;
    }

    private boolean takes(PeerStream far, Stop.Connect offer) throws IOException {
        try (var _ = time.after(ANSWER_MS, far::reset)) {
            Delimited.write(far.out(), RelayCodec.encode(offer));
            byte[] bytes = Delimited.expect(far.in(), "relay stop", RelayCodec.BYTES_MAX);
            return RelayCodec.stop(bytes) instanceof Stop.Status(RelayStatus status) && status == RelayStatus.OK;
        }
    }

    /// Serves no longer; circuits that stand go on until their limits.
    @Override
    public void close() {
        swarm.unhandle(HOP);
    }
}
