package dev.pando.libp2p.kad;

import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.protobuf.ProtoReader;
import dev.pando.libp2p.protobuf.ProtoWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Questions and answers as protobuf; kad-dht §RPC messages.
///
/// ```
/// Message  1 type  2 key  3 record  8 closerPeers*  9 providerPeers*
/// Record   1 key  2 value                                 Peer  1 id  2 addrs*  3 connection
/// ```
/// Whatever is malformed or too much is a [WireException].
public final class KadCodec {

    /// The largest message: a value and two lists of [KadParameters#K] peers with their addresses fit.
    public static final int FRAME_BYTES_MAX = 256 << 10;
    /// Peers in one list of a message; further ones are refused. Ours are at most [KadParameters#K].
    public static final int PEERS_MAX = 128;
    /// Addresses of one peer.
    public static final int ADDRESSES_MAX = 32;
    /// The longest address.
    public static final int ADDRESS_BYTES_MAX = 512;
    /// Addresses of one peer that we pass on, in bytes: whoever has many long ones must not make our answers too long to be
    /// read.
    public static final int ADDRESSES_BYTES_TOLD_MAX = 4 << 10;

    private static final String PLACE = "kad message";
    private static final int PEER_ID_BYTES_MAX = 128;

    private static final int PUT_VALUE = 0;
    private static final int GET_VALUE = 1;
    private static final int ADD_PROVIDER = 2;
    private static final int GET_PROVIDERS = 3;
    private static final int FIND_NODE = 4;
    private static final int PING = 5;

    private KadCodec() {}

    /// A question's bytes, without a length before them.
    ///
    /// @param self who asks; it is the provider of an [KadRequest.AddProvider]
    public static byte[] encode(KadRequest request, PeerId self) {
        return switch (request) {
            case KadRequest.FindNode(byte[] key) -> message(FIND_NODE).bytes(2, key).toBytes();
            case KadRequest.GetValue(byte[] key) -> message(GET_VALUE).bytes(2, key).toBytes();
            case KadRequest.PutValue(KadRecord stored) -> message(PUT_VALUE).bytes(2, stored.key())
                    .message(3, record(stored)).toBytes();
            case KadRequest.GetProviders(byte[] key) -> message(GET_PROVIDERS).bytes(2, key).toBytes();
            case KadRequest.AddProvider(byte[] key, List<byte[]> addresses) -> message(ADD_PROVIDER).bytes(2, key)
                    .message(9, peer(self.bytes(), addresses)).toBytes();
            case KadRequest.Ping() -> message(PING).toBytes();
        };
    }

    /// An answer's bytes, without a length before them.
    ///
    /// @param request what it answers
    public static byte[] encode(KadRequest request, KadResponse<PeerId> response) {
        ProtoWriter out = switch (request) {
            case KadRequest.FindNode find -> message(FIND_NODE);
            case KadRequest.GetValue(byte[] key) -> message(GET_VALUE).bytes(2, key);
            case KadRequest.PutValue(KadRecord stored) -> message(PUT_VALUE).bytes(2, stored.key());
            case KadRequest.GetProviders(byte[] key) -> message(GET_PROVIDERS).bytes(2, key);
            case KadRequest.AddProvider add -> message(ADD_PROVIDER).bytes(2, add.key());
            case KadRequest.Ping() -> message(PING);
        };
        response.found().ifPresent(r -> out.message(3, record(r)));
        for (Contact<PeerId> c : response.closer()) out.message(8, peer(c.peer().bytes(), c.addresses()));
        for (Contact<PeerId> c : response.providers()) out.message(9, peer(c.peer().bytes(), c.addresses()));
        return out.toBytes();
    }

    // PUT_VALUE is 0 and written all the same: some readers take a missing type for a broken message.
    private static ProtoWriter message(int type) {
        return new ProtoWriter().varint(1, type);
    }

    private static ProtoWriter record(KadRecord r) {
        return new ProtoWriter().bytes(1, r.key()).bytes(2, r.value());
    }

    private static ProtoWriter peer(byte[] id, List<byte[]> addresses) {
        ProtoWriter out = new ProtoWriter().bytes(1, id);
        int told = 0;
        for (byte[] a : addresses.subList(0, Math.min(addresses.size(), ADDRESSES_MAX))) {
            if (a.length > ADDRESS_BYTES_MAX || told + a.length > ADDRESSES_BYTES_TOLD_MAX) continue;
            told += a.length;
            out.bytes(2, a);
        }
        return out;
    }

    /// Reads a question.
    ///
    /// @param from who asks; only what it says of itself as a provider is heard
    /// @throws WireException if it is malformed, above a limit, or of a type there is not
    public static KadRequest decodeRequest(byte[] frame, PeerId from) {
        Parts p = Parts.read(frame);
        return switch (p.type) {
            case FIND_NODE -> new KadRequest.FindNode(p.key);
            case GET_VALUE -> new KadRequest.GetValue(p.key);
            case PUT_VALUE -> new KadRequest.PutValue(p.putRecord());
            case GET_PROVIDERS -> new KadRequest.GetProviders(p.key);
            case ADD_PROVIDER -> new KadRequest.AddProvider(p.key, p.addressesOf(from));
            case PING -> new KadRequest.Ping();
            default -> throw new WireException(PLACE, "type " + p.type);
        };
    }

    /// Reads an answer.
    ///
    /// @throws WireException if it is malformed or above a limit
    public static KadResponse<PeerId> decodeResponse(byte[] frame) {
        Parts p = Parts.read(frame);
        return new KadResponse<>(Optional.ofNullable(p.found), p.closer, p.providers);
    }

    private static final class Parts {

        private int type;
        private byte[] key = {};
        private KadRecord found;
        private final List<Contact<PeerId>> closer = new ArrayList<>();
        private final List<Contact<PeerId>> providers = new ArrayList<>(0);

        static Parts read(byte[] frame) {
            WireException.within(PLACE, frame.length, "bytes", FRAME_BYTES_MAX);
            Parts parts = new Parts();
            ProtoReader in = new ProtoReader(PLACE, frame);
            while (in.next()) {
                switch (in.field()) {
                    case 1 -> parts.type = in.uint(Integer.MAX_VALUE);
                    case 2 -> parts.key = in.bytes(KadParameters.KEY_BYTES_MAX);
                    case 3 -> parts.found = record(in.message(FRAME_BYTES_MAX));
                    case 8 -> add(parts.closer, in);
                    case 9 -> add(parts.providers, in);
                    default -> in.skip();
                }
            }
            return parts;
        }

        private static KadRecord record(ProtoReader in) {
            byte[] key = {}, value = {};
            while (in.next()) {
                switch (in.field()) {
                    case 1 -> key = in.bytes(KadParameters.KEY_BYTES_MAX);
                    case 2 -> value = in.bytes(KadParameters.VALUE_BYTES_MAX);
                    default -> in.skip();
                }
            }
            return new KadRecord(key, value);
        }

        private static void add(List<Contact<PeerId>> list, ProtoReader in) {
            WireException.within(PLACE, list.size() + 1, "peers", PEERS_MAX);
            ProtoReader peer = in.message(FRAME_BYTES_MAX);
            byte[] id = {};
            List<byte[]> addresses = new ArrayList<>(2);
            while (peer.next()) {
                switch (peer.field()) {
                    case 1 -> id = peer.bytes(PEER_ID_BYTES_MAX);
                    case 2 -> {
                        WireException.within(PLACE, addresses.size() + 1, "addresses", ADDRESSES_MAX);
                        addresses.add(peer.bytes(ADDRESS_BYTES_MAX));
                    }
                    default -> peer.skip();
                }
            }
            list.add(new Contact<>(PeerId.read(id), KadId.of(id), addresses));
        }

        // "key on Message is set to equal key of the Record."
        KadRecord putRecord() {
            if (found == null || !Arrays.equals(found.key(), key)) {
                throw new WireException(PLACE, "a record to store without its key");
            }
            return found;
        }

        // "validate that the received PeerInfo matches the sender's peerID"
        List<byte[]> addressesOf(PeerId from) {
            for (Contact<PeerId> c : providers) if (c.peer().equals(from)) return c.addresses();
            throw new WireException(PLACE, "providers without their teller");
        }
    }
}
