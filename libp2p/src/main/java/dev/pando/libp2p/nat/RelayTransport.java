package dev.pando.libp2p.nat;

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
import dev.pando.libp2p.transport.Transport;
import dev.pando.libp2p.transport.Upgrader;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Connections through a relay: `/…/p2p/RELAY/p2p-circuit`, to be dialed and to be listened on.
///
/// Listening is reserving a place at the relay, anew before it expires and whenever the relay comes back. What comes through
/// is secured and multiplexed like any other connection, so the relay sees ciphertext.
public final class RelayTransport implements Transport {

    /// How such a connection is called.
    public static final String WAY = "relay";
    /// Time before a lost reservation is asked for again, in milliseconds; doubled up to [#AGAIN_MS_MAX].
    public static final long AGAIN_MS = 2_000;
    /// The longest such time.
    public static final long AGAIN_MS_MAX = 120_000;

    private final Swarm swarm;
    private final Upgrader upgrader;
    private final Time time;
    private final Map<PeerId, Place> places = new ConcurrentHashMap<>();

    /// @param swarm    whose connections lead to relays
    /// @param upgrader secures what comes through
    public RelayTransport(Swarm swarm, Upgrader upgrader, Time time) {
        this.swarm = swarm;
        this.upgrader = upgrader;
        this.time = time;
        swarm.handle(Relay.STOP, this::stopped);
        swarm.watch(event -> {
            if (event instanceof NetworkEvent.Disconnected gone) parted(gone.connection().peer());
        });
    }

    @Override
    public boolean speaks(Multiaddr address) {
        List<AddressPart> parts = address.withoutPeer().map(Multiaddr::parts).orElse(List.of());
        return parts.size() > 1 && parts.getLast() == AddressPart.P2P_CIRCUIT;
    }

    /// The relay of a relayed address, by an address that ends in its peer.
    private static Multiaddr relay(Multiaddr address) throws IOException {
        Multiaddr relay = address.before(AddressPart.P2P_CIRCUIT).orElseThrow();
        if (relay.peer().isEmpty()) throw new IOException(address + ": names no relay");
        // A relay behind a relay would hide who pays for what.
        if (relay.has(AddressPart.P2P_CIRCUIT)) throw new IOException(address + ": a relay behind a relay");
        return relay;
    }

    private Connection connection(Multiaddr relay) throws IOException {
        Connection connection = swarm.connect(relay);
        if (connection.relayed()) throw new IOException(relay + ": a relay behind a relay");
        return connection;
    }

    /// Asks a relay one thing.
    private Hop.Status ask(PeerStream stream, Hop question) throws IOException {
        try (var _ = time.after(Relay.ANSWER_MS, stream::reset)) {
            Delimited.write(stream.out(), RelayCodec.encode(question));
            byte[] bytes = Delimited.expect(stream.in(), "relay hop", RelayCodec.BYTES_MAX);
            if (!(RelayCodec.hop(bytes) instanceof Hop.Status status)) {
                throw new WireException("relay hop", "no status");
            }
            if (status.status() != RelayStatus.OK) {
                throw new IOException("relay " + stream.peer() + ": " + status.status());
            }
            return status;
        }
    }

    // --- dialing

    @Override
    public Connection dial(Multiaddr address, Optional<PeerId> expected) throws IOException {
        PeerId peer = expected.orElseThrow(() -> new IOException(address + ": names no peer"));
        Connection relay = connection(relay(address));
        PeerStream stream = swarm.open(relay, Relay.HOP);
        boolean done = false;
        try {
            ask(stream, new Hop.Connect(peer));
            Connection connection = upgrader.upgrade(stream, relay.local(), address, true, expected, WAY);
            done = true;
            return connection;
        } finally {
            if (!done) stream.reset();
        }
    }

    // --- listening

    @Override
    public Listener listen(Multiaddr address, Inbound inbound) throws IOException {
        Multiaddr relay = relay(address);
        Place place = new Place(address.withoutPeer().orElseThrow(), relay, PeerId.of(relay.peer().orElseThrow()),
                inbound);
        if (places.putIfAbsent(place.peer, place) != null) throw new IOException(address + ": reserved already");
        try {
            place.reserve();
            return place;
        } catch (IOException | RuntimeException e) {
            place.close();
            throw e;
        }
    }

    /// A place at one relay.
    private final class Place implements Listener {

        private final Multiaddr address;
        private final Multiaddr relay;
        private final PeerId peer;
        private final Inbound inbound;
        private volatile Time.Alarm next = () -> {};
        private volatile boolean closed;

        Place(Multiaddr address, Multiaddr relay, PeerId peer, Inbound inbound) {
            this.address = address;
            this.relay = relay;
            this.peer = peer;
            this.inbound = inbound;
        }

        void reserve() throws IOException {
            Hop.Status status;
            swarm.protect(peer, WAY);
            try (PeerStream stream = swarm.open(connection(relay), Relay.HOP)) {
                status = ask(stream, new Hop.Reserve());
            }
            Hop.Reservation got = status.reservation()
                    .orElseThrow(() -> new WireException("relay hop", "OK without a reservation").from(peer));
            check(got);
            long seconds = Math.max(1, got.expiresUnix() - time.unixSeconds());
            next.close();
            // Well before it expires, so that one lost answer does no harm.
            if (!closed) next = time.after(Math.min(seconds, Integer.MAX_VALUE) * 500, () -> again(AGAIN_MS));
        }

        // "the vouchers are only advisory"; but one that is there must be right.
        private void check(Hop.Reservation got) {
            if (got.voucher().length == 0) return;
            Voucher voucher = Voucher.open(got.voucher());
            if (!voucher.relay().equals(peer) || !voucher.peer().equals(swarm.peer())) {
                throw new WireException("voucher", "for " + voucher.peer() + " at " + voucher.relay()).from(peer);
            }
        }

        void again(long waitMs) {
            if (closed) return;
            try {
                reserve();
            } catch (IOException e) {
                next = time.after(waitMs, () -> again(Math.min(AGAIN_MS_MAX, waitMs * 2)));
            } catch (WireException e) {
                swarm.tell(new NetworkEvent.Misbehaved(peer, e));
            }
        }

        @Override
        public Multiaddr address() {
            return address;
        }

        @Override
        public void close() {
            closed = true;
            next.close();
            places.remove(peer, this);
            swarm.unprotect(peer, WAY);
        }
    }

    private void parted(PeerId peer) {
        Place place = places.get(peer);
        if (place == null || !swarm.connections(peer).isEmpty()) return;
        place.next.close();
        place.next = time.after(AGAIN_MS, () -> place.again(AGAIN_MS * 2));
    }

    // Somebody comes through a relay. The stream is the connection's for as long as it stands.
    private void stopped(PeerStream stream) throws IOException {
        Place place = places.get(stream.peer());
        Stop.Connect offer;
        try (var _ = time.after(Relay.ANSWER_MS, stream::reset)) {
            byte[] bytes = Delimited.read(stream.in(), "relay stop", RelayCodec.BYTES_MAX);
            if (bytes == null) return;
            if (!(RelayCodec.stop(bytes) instanceof Stop.Connect connect)) {
                answer(stream, RelayStatus.UNEXPECTED_MESSAGE);
                return;
            }
            offer = connect;
        }
        if (place == null) {
            answer(stream, RelayStatus.PERMISSION_DENIED);
            return;
        }
        Multiaddr remote = place.address.withPeer(offer.peer().hash());
        if (!place.inbound.admits(remote)) {
            answer(stream, RelayStatus.CONNECTION_FAILED);
            return;
        }
        LentStream lent = LentStream.of(stream);
        Connection connection;
        try {
            answer(stream, RelayStatus.OK);
            connection = upgrader.upgrade(lent, place.address, remote, false, Optional.of(offer.peer()), WAY);
        } catch (IOException | RuntimeException e) {
            place.inbound.failed(remote, e);
            throw e;
        }
        place.inbound.connected(connection);
        lent.awaitReturn();
    }

    private static void answer(PeerStream stream, RelayStatus status) throws IOException {
        Delimited.write(stream.out(), RelayCodec.encode(new Stop.Status(status)));
    }

    @Override
    public void close() {
        places.values().forEach(Place::close);
    }
}
