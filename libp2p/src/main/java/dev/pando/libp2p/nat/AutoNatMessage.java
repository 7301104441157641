package dev.pando.libp2p.nat;

import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.protobuf.ProtoReader;
import dev.pando.libp2p.protobuf.ProtoWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What AutoNAT v1 says:
/// ```
/// Message      { type = 1: DIAL 0, DIAL_RESPONSE 1   dial = 2   dialResponse = 3 }
/// Dial         { peer = 1 { id = 1   addrs = 2 } }
/// DialResponse { status = 1   statusText = 2   addr = 3 }
/// ```
sealed interface AutoNatMessage {

    /// The longest message, in bytes.
    int BYTES_MAX = 8192;
    /// The most addresses in a request.
    int ADDRESSES_MAX = 16;

    int OK = 0, DIAL_ERROR = 100, DIAL_REFUSED = 101, BAD_REQUEST = 200;

    /// "Dial me, please."
    record Dial(PeerId peer, List<Multiaddr> addresses) implements AutoNatMessage {}

    /// What came of it.
    record Response(int status, String text, Optional<Multiaddr> address) implements AutoNatMessage {}

    /// The message as bytes.
    default byte[] bytes() {
        return switch (this) {
            case Dial(PeerId peer, List<Multiaddr> addresses) -> {
                ProtoWriter info = new ProtoWriter().bytes(1, peer.bytes());
                for (Multiaddr address : addresses) info.bytes(2, address.bytes());
                yield new ProtoWriter().varint(1, 0).message(2, new ProtoWriter().message(1, info)).toBytes();
            }
            case Response(int status, String text, var address) -> {
                ProtoWriter response = new ProtoWriter().varint(1, status).string(2, text);
                address.ifPresent(a -> response.bytes(3, a.bytes()));
                yield new ProtoWriter().varint(1, 1).message(3, response).toBytes();
            }
        };
    }

    /// @throws WireException if it is malformed or breaks a limit
    static AutoNatMessage read(byte[] bytes) {
        ProtoReader in = new ProtoReader("autonat", bytes);
        int type = -1;
        Dial dial = null;
        Response response = null;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> type = in.uint(1);
                case 2 -> dial = dial(in.message(BYTES_MAX));
                case 3 -> response = response(in.message(BYTES_MAX));
                default -> in.skip();
            }
        }
        AutoNatMessage message = type == 0 ? dial : response;
        if (type < 0 || message == null) throw new WireException("autonat", "type " + type + " without its message");
        return message;
    }

    private static Dial dial(ProtoReader in) {
        PeerId peer = null;
        List<Multiaddr> addresses = new ArrayList<>();
        while (in.next()) {
            if (in.field() != 1) continue;
            ProtoReader info = in.message(BYTES_MAX);
            for (int seen = 0; info.next();) {
                if (info.field() == 1) peer = PeerId.read(info.bytes(64));
                if (info.field() != 2) continue;
                WireException.within("autonat dial", ++seen, "addresses", ADDRESSES_MAX);
                RelayCodec.read(info.bytes(Multiaddr.BYTES_MAX)).ifPresent(addresses::add);
            }
        }
        if (peer == null) throw new WireException("autonat dial", "names no peer");
        return new Dial(peer, List.copyOf(addresses));
    }

    private static Response response(ProtoReader in) {
        int status = OK;
        String text = "";
        Optional<Multiaddr> address = Optional.empty();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> status = in.uint(Integer.MAX_VALUE);
                case 2 -> text = in.string(BYTES_MAX);
                case 3 -> address = RelayCodec.read(in.bytes(Multiaddr.BYTES_MAX));
                default -> in.skip();
            }
        }
        return new Response(status, text, address);
    }
}
