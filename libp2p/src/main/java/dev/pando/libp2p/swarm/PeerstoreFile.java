package dev.pando.libp2p.swarm;

import dev.pando.libp2p.identity.Envelope;
import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.multiformats.Multihash;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.protobuf.ProtoReader;
import dev.pando.libp2p.protobuf.ProtoWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// The peerstore on disk:
/// ```
/// | 0      7 | 8              39 | 40 …                                    |
/// | "PANDOPS1" | SHA-256 of the rest | protobuf: repeated Peer peers = 1      |
/// Peer    { bytes id = 1; repeated Address addresses = 2; repeated string protocols = 3; string agent = 4;
///           bytes record = 5; uint64 sequence = 6; }
/// Address { bytes multiaddr = 1; uint64 until = 2; }
/// ```
final class PeerstoreFile {

    static final int BYTES_MAX = 256 * 1024 * 1024;

    private static final byte[] MAGIC = "PANDOPS1".getBytes(StandardCharsets.US_ASCII);
    private static final int HEAD_BYTES = 8 + 32;
    private static final int PEER_BYTES_MAX = 256 * 1024;
    private static final int TEXT_BYTES_MAX = 1024;

    private PeerstoreFile() {}

    static byte[] write(Map<PeerId, Peerstore.Entry> peers, long nowSeconds) {
        var out = new ProtoWriter();
        peers.forEach((peer, entry) -> {
            var one = new ProtoWriter().bytes(1, peer.bytes());
            entry.addresses.forEach((address, until) -> {
                if (until > nowSeconds) {
                    one.message(2, new ProtoWriter().bytes(1, address.bytes()).varint(2, until));
                }
            });
            entry.protocols.forEach(protocol -> one.string(3, protocol));
            one.string(4, entry.agent);
            if (entry.record.length > 0) one.bytes(5, entry.record).varint(6, entry.sequence);
            out.message(1, one);
        });
        byte[] body = out.toBytes();
        return ByteBuffer.allocate(HEAD_BYTES + body.length).put(MAGIC).put(Multihash.sha256(body).digest()).put(body)
                .array();
    }

    /// @throws WireException if it is not such a file, or not the one that was written
    static void read(byte[] file, Map<PeerId, Peerstore.Entry> peers) {
        WireException.within("peerstore", file.length, "bytes", BYTES_MAX);
        if (file.length < HEAD_BYTES || !Arrays.equals(file, 0, 8, MAGIC, 0, 8)) {
            throw new WireException("peerstore", "not a peerstore file");
        }
        byte[] body = Arrays.copyOfRange(file, HEAD_BYTES, file.length);
        byte[] sum = Multihash.sha256(body).digest();
        if (!Arrays.equals(sum, 0, 32, file, 8, HEAD_BYTES)) throw new WireException("peerstore", "checksum is wrong");
        var in = new ProtoReader("peerstore", body);
        while (in.next()) {
            if (in.field() == 1) peer(in.message(PEER_BYTES_MAX), peers);
        }
    }

    private static void peer(ProtoReader in, Map<PeerId, Peerstore.Entry> peers) {
        Peerstore.Entry entry = new Peerstore.Entry();
        PeerId peer = null;
        Set<String> protocols = new HashSet<>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> peer = PeerId.read(in.bytes(64));
                case 2 -> address(in.message(Multiaddr.BYTES_MAX + 32), entry);
                case 3 -> protocols.add(in.string(TEXT_BYTES_MAX));
                case 4 -> entry.agent = in.string(TEXT_BYTES_MAX);
                case 5 -> entry.record = in.bytes(Envelope.BYTES_MAX);
                case 6 -> entry.sequence = in.varint();
                default -> in.skip();
            }
        }
        if (peer == null) throw new WireException("peerstore", "peer without an id");
        entry.protocols = Set.copyOf(protocols);
        peers.put(peer, entry);
    }

    private static void address(ProtoReader in, Peerstore.Entry entry) {
        Multiaddr address = null;
        long until = 0;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> address = Multiaddr.read(in.bytes(Multiaddr.BYTES_MAX));
                case 2 -> until = in.varint();
                default -> in.skip();
            }
        }
        if (address != null) entry.addresses.put(address, until);
    }
}
