package dev.pando.libp2p.nat;

import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.protobuf.ProtoReader;
import dev.pando.libp2p.protobuf.ProtoWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What AutoNAT v2 says on its dial-request stream:
/// ```
/// Message          { one of dialRequest = 1, dialResponse = 2, dialDataRequest = 3, dialDataResponse = 4 }
/// DialRequest      { addrs = 1   fixed64 nonce = 2 }
/// DialResponse     { status = 1   addrIdx = 2   dialStatus = 3 }
/// DialDataRequest  { addrIdx = 1   numBytes = 2 }
/// DialDataResponse { data = 1 }
/// ```
sealed interface AutoNatV2Message {

    /// The longest message, in bytes.
    int BYTES_MAX = 8192;
    /// The most addresses in a request.
    int ADDRESSES_MAX = 50;
    /// "the `data` field in each individual protobuf is limited to 4096 bytes in length"
    int DATA_BYTES_MAX = 4096;

    int REJECTED = 100, DIAL_REFUSED = 101, OK = 200;
    int UNUSED = 0, DIAL_ERROR = 100, DIAL_BACK_ERROR = 101;

    /// "Dial one of these"; an address that we cannot read is empty, so that the others keep their places.
    record Request(List<Optional<Multiaddr>> addresses, long nonce) implements AutoNatV2Message {}

    /// What came of it.
    record Response(int status, int address, int dialStatus) implements AutoNatV2Message {}

    /// The price of a dial to where the asker is not seen.
    record DataRequest(int address, long price) implements AutoNatV2Message {}

    /// A part of the price.
    record Data(int length) implements AutoNatV2Message {}

    /// The message as bytes.
    default byte[] bytes() {
        return switch (this) {
            case Request(var addresses, long nonce) -> {
                ProtoWriter out = new ProtoWriter();
                for (Optional<Multiaddr> address : addresses) out.bytes(1, address.orElseThrow().bytes());
                yield new ProtoWriter().message(1, out.fixed64(2, nonce)).toBytes();
            }
            case Response(int status, int address, int dialStatus) -> new ProtoWriter().message(2,
                    new ProtoWriter().varint(1, status).varint(2, address).varint(3, dialStatus)).toBytes();
            case DataRequest(int address, long price) -> new ProtoWriter()
                    .message(3, new ProtoWriter().varint(1, address).varint(2, price)).toBytes();
            case Data(int length) -> new ProtoWriter().message(4, new ProtoWriter().bytes(1, new byte[length]))
                    .toBytes();
        };
    }

    /// @throws WireException if it is malformed or breaks a limit
    static AutoNatV2Message read(byte[] bytes) {
        ProtoReader in = new ProtoReader("autonat v2", bytes);
        AutoNatV2Message message = null;
        while (in.next()) {
            message = switch (in.field()) {
                case 1 -> request(in.message(BYTES_MAX));
                case 2 -> {
                    long[] numbers = numbers(in.message(BYTES_MAX));
                    yield new Response((int) numbers[1], (int) numbers[2], (int) numbers[3]);
                }
                case 3 -> {
                    long[] numbers = numbers(in.message(BYTES_MAX));
                    yield new DataRequest((int) numbers[1], numbers[2]);
                }
                case 4 -> data(in.message(BYTES_MAX));
                default -> message;
            };
        }
        if (message == null) throw new WireException("autonat v2", "empty message");
        return message;
    }

    private static Request request(ProtoReader in) {
        List<Optional<Multiaddr>> addresses = new ArrayList<>();
        long nonce = 0;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> {
                    WireException.within("autonat v2", addresses.size() + 1, "addresses", ADDRESSES_MAX);
                    addresses.add(RelayCodec.read(in.bytes(Multiaddr.BYTES_MAX)));
                }
                case 2 -> nonce = in.fixed64();
                default -> in.skip();
            }
        }
        return new Request(List.copyOf(addresses), nonce);
    }

    /// The integers of fields 1 to 3; 0 where there is none.
    private static long[] numbers(ProtoReader in) {
        long[] numbers = new long[4];
        while (in.next()) if (in.field() < numbers.length) numbers[in.field()] = in.uint(Integer.MAX_VALUE);
        return numbers;
    }

    private static Data data(ProtoReader in) {
        int bytes = 0;
        while (in.next()) if (in.field() == 1) bytes = in.bytes(DATA_BYTES_MAX).length;
        return new Data(bytes);
    }
}
