package dev.pando.libp2p.nat;

import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.protobuf.ProtoReader;
import dev.pando.libp2p.protobuf.ProtoWriter;
import java.util.ArrayList;
import java.util.List;

/// What DCUtR says: `HolePunch { type = 1: CONNECT 100, SYNC 300   ObsAddrs = 2 }`.
sealed interface HolePunch {

    /// "Implementations SHOULD refuse encoded RPC messages … larger than 4 KiB."
    int BYTES_MAX = 4096;
    /// The most addresses in a message.
    int ADDRESSES_MAX = 32;

    int CONNECT = 100, SYNC = 300;

    /// "This is where I am seen."
    record Connect(List<Multiaddr> addresses) implements HolePunch {}

    /// "Now."
    record Sync() implements HolePunch {}

    /// The message as bytes.
    default byte[] bytes() {
        return switch (this) {
            case Connect(List<Multiaddr> addresses) -> {
                ProtoWriter out = new ProtoWriter().varint(1, CONNECT);
                for (Multiaddr address : addresses) out.bytes(2, address.bytes());
                yield out.toBytes();
            }
            case Sync() -> new ProtoWriter().varint(1, SYNC).toBytes();
        };
    }

    /// @throws WireException if it is malformed or breaks a limit
    static HolePunch read(byte[] bytes) {
        ProtoReader in = new ProtoReader("dcutr", bytes);
        int type = -1, seen = 0;
        List<Multiaddr> addresses = new ArrayList<>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> type = in.uint(SYNC);
                case 2 -> {
                    WireException.within("dcutr", ++seen, "addresses", ADDRESSES_MAX);
                    RelayCodec.read(in.bytes(Multiaddr.BYTES_MAX)).ifPresent(addresses::add);
                }
                default -> in.skip();
            }
        }
        return switch (type) {
            case CONNECT -> new Connect(List.copyOf(addresses));
            case SYNC -> new Sync();
            default -> throw new WireException("dcutr", "type " + type);
        };
    }
}
