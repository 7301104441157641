package dev.pando.libp2p.identity;

import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.protobuf.ProtoReader;
import dev.pando.libp2p.protobuf.ProtoWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Where a peer says it can be reached (RFC 0003).
///
/// @param peer      who says so
/// @param sequence  later records have a greater one; not a time, and unsigned
/// @param addresses where it listens
public record PeerRecord(PeerId peer, long sequence, List<Multiaddr> addresses) {

    /// The most addresses in a record.
    public static final int ADDRESSES_MAX = 64;

    // RFC 0003 §Signed Envelope Domain: "the domain string MUST be `libp2p-routing-state`". What go and js send,
    // and so do we, is "libp2p-peer-record" with the multicodec 0x0301 of the registry as payload type.
    private static final String DOMAIN = "libp2p-peer-record";
    private static final byte[] PAYLOAD_TYPE = {0x03, 0x01};
    private static final String RFC_DOMAIN = "libp2p-routing-state";
    private static final byte[] RFC_PAYLOAD_TYPE = "/libp2p/routing-state-record".getBytes(StandardCharsets.UTF_8);

    /// @throws WireException if there are more than [#ADDRESSES_MAX] addresses
    public PeerRecord {
        WireException.within("peer record", addresses.size(), "addresses", ADDRESSES_MAX);
        addresses = List.copyOf(addresses);
    }

    /// Signs it.
    ///
    /// @throws IllegalArgumentException if it is another's record
    public Envelope seal(Identity identity) {
        if (!identity.peer().equals(peer))
            throw new IllegalArgumentException("record of " + peer + ", not " + identity);
        var out = new ProtoWriter().bytes(1, peer.bytes()).varint(2, sequence);
        for (Multiaddr address : addresses) out.message(3, new ProtoWriter().bytes(1, address.bytes()));
        return Envelope.seal(identity, DOMAIN, PAYLOAD_TYPE, out.toBytes());
    }

    /// Reads a signed record.
    ///
    /// Addresses with parts that this library does not know are left out: others may speak what we do not.
    ///
    /// @throws WireException if the envelope is not the peer's own or the record is malformed
    public static PeerRecord open(byte[] envelopeBytes) {
        Envelope envelope = envelopeOf(envelopeBytes);
        PeerRecord record = read(envelope.payload());
        // §Certification: "the receiving peer MUST verify that the `peer_id` … matches the `public_key` from the
        // envelope."
        if (!envelope.signer().peer().equals(record.peer)) {
            throw new WireException("peer record", "of " + record.peer + " signed by " + envelope.signer().peer());
        }
        return record;
    }

    // "a peer MUST validate the signature before deserializing the `RoutingState` record."
    private static Envelope envelopeOf(byte[] bytes) {
        Envelope envelope;
        try {
            envelope = Envelope.open(DOMAIN, bytes);
        } catch (WireException e) {
            envelope = Envelope.open(RFC_DOMAIN, bytes);
        }
        byte[] type = envelope.payloadType();
        if (!Arrays.equals(type, PAYLOAD_TYPE) && !Arrays.equals(type, RFC_PAYLOAD_TYPE)) {
            throw new WireException("peer record", "payload type of " + type.length + " bytes");
        }
        return envelope;
    }

    private static PeerRecord read(byte[] payload) {
        var in = new ProtoReader("peer record", payload);
        PeerId peer = null;
        long sequence = 0;
        List<Multiaddr> addresses = new ArrayList<>();
        int seen = 0;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> peer = PeerId.read(in.bytes(64));
                case 2 -> sequence = in.varint();
                case 3 -> {
                    WireException.within("peer record", ++seen, "addresses", ADDRESSES_MAX);
                    address(in.message(Multiaddr.BYTES_MAX + 8), addresses);
                }
                default -> in.skip();
            }
        }
        if (peer == null) throw new WireException("peer record", "names no peer");
        return new PeerRecord(peer, sequence, addresses);
    }

    private static void address(ProtoReader in, List<Multiaddr> addresses) {
        while (in.next()) {
            if (in.field() != 1) continue;
            try {
                addresses.add(Multiaddr.read(in.bytes(Multiaddr.BYTES_MAX)));
            } catch (WireException unknownPart) {
                // Not ours to dial; the rest of the record stands.
            }
        }
    }
}
