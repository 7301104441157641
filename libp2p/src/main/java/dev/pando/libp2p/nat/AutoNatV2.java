package dev.pando.libp2p.nat;

import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.protobuf.ProtoReader;
import dev.pando.libp2p.protobuf.ProtoWriter;
import dev.pando.libp2p.swarm.PeerStream;
import dev.pando.libp2p.swarm.Swarm;
import dev.pando.libp2p.transport.Connection;
import dev.pando.libp2p.transport.Delimited;
import dev.pando.libp2p.transport.Time;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/// Asks others whether they can dial one address of ours, and proves by a nonce that they did: AutoNAT v2.
public final class AutoNatV2 {

    /// The question.
    public static final String DIAL_REQUEST = "/libp2p/autonat/2/dial-request";
    /// The proof.
    public static final String DIAL_BACK = "/libp2p/autonat/2/dial-back";
    /// "servers SHOULD ask for 30k to 100k bytes"
    public static final int PRICE_BYTES_MIN = 30_000;
    /// The most that a dial may cost, asked or paid.
    public static final int PRICE_BYTES_MAX = 100_000;

    /// What came of a request.
    ///
    /// @param address   which address was tried; nothing if none was
    /// @param reachable whether the server dialed it and its nonce arrived
    public record Outcome(Optional<Multiaddr> address, boolean reachable) {}

    private final Swarm swarm;
    private final Time time;
    private final RandomGenerator random;
    private final boolean nearToo;
    private final DialBacks budget = new DialBacks();
    private final Set<Long> asked = ConcurrentHashMap.newKeySet();
    private final Set<Long> proven = ConcurrentHashMap.newKeySet();

    /// Starts to answer.
    ///
    /// @param random  of nonces and prices; must not be guessable
    /// @param nearToo whether to dial private addresses for others: only in a network of one's own. "The Server SHOULD NOT
    ///                dial any private address."
    public AutoNatV2(Swarm swarm, Time time, RandomGenerator random, boolean nearToo) {
        this.swarm = swarm;
        this.time = time;
        this.random = random;
        this.nearToo = nearToo;
        swarm.handle(DIAL_REQUEST, this::serve);
        swarm.handle(DIAL_BACK, this::proved);
    }

    // --- asking

    /// Asks a peer to dial the first of these addresses that it can.
    ///
    /// @throws IOException if it does not answer
    public Outcome ask(PeerId server, List<Multiaddr> addresses) throws IOException {
        long nonce = random.nextLong();
        asked.add(nonce);
        try (PeerStream stream = swarm.open(server, DIAL_REQUEST);
                var _ = time.after(AutoNat.ANSWER_MS, stream::reset)) {
            write(stream, new AutoNatV2Message.Request(addresses.stream().map(Optional::of).toList(), nonce));
            AutoNatV2Message answer = read(stream);
            if (answer instanceof AutoNatV2Message.DataRequest(int index, long bytes)) {
                pay(stream, bytes);
                answer = read(stream);
            }
            if (!(answer instanceof AutoNatV2Message.Response response)) {
                throw new WireException("autonat v2", "no answer");
            }
            if (response.status() != AutoNatV2Message.OK || response.address() >= addresses.size()) {
                return new Outcome(Optional.empty(), false);
            }
            // The server's word alone is worth nothing: the nonce must have come.
            boolean reachable = response.dialStatus() == AutoNatV2Message.OK && proven.contains(nonce);
            return new Outcome(Optional.of(addresses.get(response.address())), reachable);
        } finally {
            asked.remove(nonce);
            proven.remove(nonce);
        }
    }

    private static void pay(PeerStream stream, long bytes) throws IOException {
        WireException.within("autonat v2 price", bytes, "bytes", PRICE_BYTES_MAX);
        AutoNatV2Message part = new AutoNatV2Message.Data(AutoNatV2Message.DATA_BYTES_MAX);
        for (long paid = 0; paid < bytes; paid += AutoNatV2Message.DATA_BYTES_MAX) write(stream, part);
    }

    private void proved(PeerStream stream) throws IOException {
        try (var _ = time.after(Relay.ANSWER_MS, stream::reset)) {
            byte[] bytes = Delimited.read(stream.in(), "autonat v2 dial back", AutoNatV2Message.BYTES_MAX);
            if (bytes == null) return;
            ProtoReader in = new ProtoReader("autonat v2 dial back", bytes);
            while (in.next()) if (in.field() == 1) arrived(in.fixed64());
            Delimited.write(stream.out(), new ProtoWriter().varint(1, 0).toBytes());
        }
    }

    private void arrived(long nonce) {
        if (asked.contains(nonce)) proven.add(nonce);
    }

    // --- answering

    private void serve(PeerStream stream) throws IOException {
        try (var _ = time.after(AutoNat.ANSWER_MS, stream::reset)) {
            if (!(read(stream) instanceof AutoNatV2Message.Request request)) {
                throw new WireException("autonat v2", "no request");
            }
            write(stream, considered(stream, request));
        }
    }

    private AutoNatV2Message.Response considered(PeerStream stream, AutoNatV2Message.Request request)
            throws IOException {
        PeerId peer = stream.peer();
        int index = choose(request.addresses());
        if (index < 0 || stream.connection().relayed()) {
            return new AutoNatV2Message.Response(AutoNatV2Message.DIAL_REFUSED, 0, AutoNatV2Message.UNUSED);
        }
        if (!budget.take(peer, time.nowMs())) {
            return new AutoNatV2Message.Response(AutoNatV2Message.REJECTED, 0, AutoNatV2Message.UNUSED);
        }
        Multiaddr address = request.addresses().get(index).orElseThrow();
        if (!address.ip().equals(stream.connection().remote().ip())) charge(stream, index);
        return new AutoNatV2Message.Response(AutoNatV2Message.OK, index, dialBack(peer, address, request.nonce()));
    }

    // "The server SHOULD use the first address it is willing to dial."
    private int choose(List<Optional<Multiaddr>> addresses) {
        for (int i = 0; i < addresses.size(); i++) {
            Multiaddr address = addresses.get(i).orElse(null);
            if (address != null && address.ip().isPresent() && (nearToo || address.isPublic())
                    && swarm.speaks(address)) {
                return i;
            }
        }
        return -1;
    }

    private void charge(PeerStream stream, int index) throws IOException {
        int price = random.nextInt(PRICE_BYTES_MIN, PRICE_BYTES_MAX + 1);
        write(stream, new AutoNatV2Message.DataRequest(index, price));
        for (int paid = 0; paid < price;) {
            if (!(read(stream) instanceof AutoNatV2Message.Data(int bytes)) || bytes == 0) {
                throw new WireException("autonat v2", "something else for the price");
            }
            paid += bytes;
        }
    }

    private int dialBack(PeerId peer, Multiaddr address, long nonce) {
        try (Connection connection = swarm.probe(peer, address)) {
            try (PeerStream back = swarm.open(connection, DIAL_BACK);
                    var _ = time.after(Relay.ANSWER_MS, back::reset)) {
                Delimited.write(back.out(), new ProtoWriter().fixed64(1, nonce).toBytes());
                byte[] heard = Delimited.read(back.in(), "autonat v2 dial back", AutoNatV2Message.BYTES_MAX);
                return heard == null ? AutoNatV2Message.DIAL_BACK_ERROR : AutoNatV2Message.OK;
            } catch (IOException e) {
                return AutoNatV2Message.DIAL_BACK_ERROR;
            }
        } catch (IOException e) {
            return AutoNatV2Message.DIAL_ERROR;
        }
    }

    private static void write(PeerStream stream, AutoNatV2Message message) throws IOException {
        Delimited.write(stream.out(), message.bytes());
    }

    private static AutoNatV2Message read(PeerStream stream) throws IOException {
        return AutoNatV2Message.read(Delimited.expect(stream.in(), "autonat v2", AutoNatV2Message.BYTES_MAX));
    }
}
