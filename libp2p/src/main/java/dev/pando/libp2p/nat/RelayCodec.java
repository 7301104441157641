package dev.pando.libp2p.nat;

import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.protobuf.ProtoReader;
import dev.pando.libp2p.protobuf.ProtoWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// [Hop] and [Stop] as bytes:
/// ```
/// Hop   { type = 1: RESERVE 0, CONNECT 1, STATUS 2   peer = 2   reservation = 3   limit = 4   status = 5 }
/// Stop  { type = 1: CONNECT 0, STATUS 1              peer = 2   limit = 3         status = 4 }
/// Peer  { id = 1   addrs = 2 }     Limit { duration = 1   data = 2 }
/// Reservation { expire = 1   addrs = 2   voucher = 3 }
/// ```
final class RelayCodec {

    /// The longest message, in bytes (go-libp2p's maxMessageSize).
    static final int BYTES_MAX = 4096;
    /// The most addresses of a relay that are read.
    static final int ADDRESSES_MAX = 32;

    static final int PEER_BYTES_MAX = 64;

    private RelayCodec() {}

    // --- writing

    static byte[] encode(Hop message) {
        return switch (message) {
            case Hop.Reserve() -> new ProtoWriter().varint(1, 0).toBytes();
            case Hop.Connect(PeerId peer) -> new ProtoWriter().varint(1, 1).message(2, peer(peer)).toBytes();
            case Hop.Status(RelayStatus status, var reservation, var limit) -> {
                ProtoWriter out = new ProtoWriter().varint(1, 2);
                reservation.ifPresent(r -> out.message(3, reservation(r)));
                limit.ifPresent(l -> out.message(4, limit(l)));
                yield out.varint(5, status.code).toBytes();
            }
        };
    }

    static byte[] encode(Stop message) {
        return switch (message) {
            case Stop.Connect(PeerId peer, var limit) -> {
                ProtoWriter out = new ProtoWriter().varint(1, 0).message(2, peer(peer));
                limit.ifPresent(l -> out.message(3, limit(l)));
                yield out.toBytes();
            }
            case Stop.Status(RelayStatus status) -> new ProtoWriter().varint(1, 1).varint(4, status.code).toBytes();
        };
    }

    private static ProtoWriter peer(PeerId peer) {
        return new ProtoWriter().bytes(1, peer.bytes());
    }

    private static ProtoWriter limit(RelayLimit limit) {
        return new ProtoWriter().varint(1, limit.durationSeconds()).varint(2, limit.dataBytes());
    }

    private static ProtoWriter reservation(Hop.Reservation reservation) {
        ProtoWriter out = new ProtoWriter().varint(1, reservation.expiresUnix());
        for (Multiaddr address : reservation.addresses()) out.bytes(2, address.bytes());
        if (reservation.voucher().length > 0) out.bytes(3, reservation.voucher());
        return out;
    }

    // --- reading

    /// All that either message may hold; which of it must be there, its type says.
    private static final class Fields {
        int type = -1;
        Optional<PeerId> peer = Optional.empty();
        Optional<Hop.Reservation> reservation = Optional.empty();
        Optional<RelayLimit> limit = Optional.empty();
        RelayStatus status = RelayStatus.UNKNOWN;
    }

    static Hop hop(byte[] bytes) {
        ProtoReader in = new ProtoReader("relay hop", bytes);
        Fields fields = new Fields();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> fields.type = in.uint(Integer.MAX_VALUE);
                case 2 -> fields.peer = readPeer(in.message(BYTES_MAX));
                case 3 -> fields.reservation = Optional.of(readReservation(in.message(BYTES_MAX)));
                case 4 -> fields.limit = Optional.of(readLimit(in.message(BYTES_MAX)));
                case 5 -> fields.status = RelayStatus.of(in.varint());
                default -> in.skip();
            }
        }
        return switch (fields.type) {
            case 0 -> new Hop.Reserve();
            case 1 -> new Hop.Connect(needed("relay hop", fields.peer));
            case 2 -> new Hop.Status(fields.status, fields.reservation, fields.limit);
            default -> throw new WireException("relay hop", "type " + fields.type);
        };
    }

    static Stop stop(byte[] bytes) {
        ProtoReader in = new ProtoReader("relay stop", bytes);
        Fields fields = new Fields();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> fields.type = in.uint(Integer.MAX_VALUE);
                case 2 -> fields.peer = readPeer(in.message(BYTES_MAX));
                case 3 -> fields.limit = Optional.of(readLimit(in.message(BYTES_MAX)));
                case 4 -> fields.status = RelayStatus.of(in.varint());
                default -> in.skip();
            }
        }
        return switch (fields.type) {
            case 0 -> new Stop.Connect(needed("relay stop", fields.peer), fields.limit);
            case 1 -> new Stop.Status(fields.status);
            default -> throw new WireException("relay stop", "type " + fields.type);
        };
    }

    private static PeerId needed(String place, Optional<PeerId> peer) {
        return peer.orElseThrow(() -> new WireException(place, "connect to whom"));
    }

    // "Active relay functionality is considered deprecated": the peer's addresses are not read.
    private static Optional<PeerId> readPeer(ProtoReader in) {
        Optional<PeerId> peer = Optional.empty();
        while (in.next()) if (in.field() == 1) peer = Optional.of(PeerId.read(in.bytes(PEER_BYTES_MAX)));
        return peer;
    }

    private static RelayLimit readLimit(ProtoReader in) {
        int duration = 0;
        long data = 0;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> duration = (int) Math.min(in.varint() & Long.MAX_VALUE, Integer.MAX_VALUE);
                case 2 -> data = in.varint() & Long.MAX_VALUE;
                default -> in.skip();
            }
        }
        return new RelayLimit(duration, data);
    }

    private static Hop.Reservation readReservation(ProtoReader in) {
        long expires = 0;
        byte[] voucher = {};
        List<Multiaddr> addresses = new ArrayList<>();
        int seen = 0;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> expires = in.varint();
                case 2 -> {
                    WireException.within("relay reservation", ++seen, "addresses", ADDRESSES_MAX);
                    read(in.bytes(Multiaddr.BYTES_MAX)).ifPresent(addresses::add);
                }
                case 3 -> voucher = in.bytes(BYTES_MAX);
                default -> in.skip();
            }
        }
        return new Hop.Reservation(expires, List.copyOf(addresses), voucher);
    }

    /// An address, or nothing if it has parts that we do not know: others may speak what we do not.
    static Optional<Multiaddr> read(byte[] bytes) {
        try {
            return Optional.of(Multiaddr.read(bytes));
        } catch (WireException unknownPart) {
            return Optional.empty();
        }
    }
}
