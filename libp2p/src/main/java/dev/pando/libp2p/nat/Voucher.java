package dev.pando.libp2p.nat;

import dev.pando.libp2p.identity.Envelope;
import dev.pando.libp2p.identity.Identity;
import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.protobuf.ProtoReader;
import dev.pando.libp2p.protobuf.ProtoWriter;
import java.util.Arrays;

/// A relay's signed word that it serves a peer (circuit-v2 §Reservation Vouchers).
///
/// @param relay       who serves
/// @param peer        whom
/// @param expiresUnix until when, in seconds since 1970
record Voucher(PeerId relay, PeerId peer, long expiresUnix) {

    // "The envelope domain is `libp2p-relay-rsvp` and uses the multicodec code `0x0302`."
    private static final String DOMAIN = "libp2p-relay-rsvp";
    private static final byte[] PAYLOAD_TYPE = {0x03, 0x02};

    byte[] seal(Identity signer) {
        byte[] payload = new ProtoWriter().bytes(1, relay.bytes()).bytes(2, peer.bytes()).varint(3, expiresUnix)
                .toBytes();
        return Envelope.seal(signer, DOMAIN, PAYLOAD_TYPE, payload).bytes();
    }

    /// @throws WireException if it is malformed or not signed by the relay that it names
    static Voucher open(byte[] bytes) {
        Envelope envelope = Envelope.open(DOMAIN, bytes);
        if (!Arrays.equals(envelope.payloadType(), PAYLOAD_TYPE)) throw new WireException("voucher", "payload type");
        ProtoReader in = new ProtoReader("voucher", envelope.payload());
        PeerId relay = null, peer = null;
        long expires = 0;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> relay = PeerId.read(in.bytes(64));
                case 2 -> peer = PeerId.read(in.bytes(64));
                case 3 -> expires = in.varint();
                default -> in.skip();
            }
        }
        if (relay == null || peer == null) throw new WireException("voucher", "names no relay or no peer");
        if (!envelope.signer().peer().equals(relay)) {
            throw new WireException("voucher", "of " + relay + " signed by " + envelope.signer().peer());
        }
        return new Voucher(relay, peer, expires);
    }
}
