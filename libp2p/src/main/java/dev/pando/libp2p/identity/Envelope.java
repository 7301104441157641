package dev.pando.libp2p.identity;

import dev.pando.libp2p.multiformats.Varint;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.protobuf.ProtoReader;
import dev.pando.libp2p.protobuf.ProtoWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// A payload together with who signed it (RFC 0002). Having one means that its signature was right.
///
/// @param signer      whose signature it is
/// @param payloadType what the payload is
/// @param payload     what was signed, with its type and the domain
/// @param signature   over all of it
public record Envelope(PublicKey signer, byte[] payloadType, byte[] payload, byte[] signature) {

    /// The longest envelope, in bytes.
    public static final int BYTES_MAX = 16 * 1024;

    private static final String PLACE = "envelope";

    /// Copies what it is given.
    public Envelope {
        payloadType = payloadType.clone();
        payload = payload.clone();
        signature = signature.clone();
    }

    /// Signs a payload.
    ///
    /// @param domain what the signature is for, so that it cannot be used for anything else
    public static Envelope seal(Identity identity, String domain, byte[] payloadType, byte[] payload) {
        byte[] signature = identity.sign(signed(domain, payloadType, payload));
        return new Envelope(identity.key(), payloadType, payload, signature);
    }

    /// Reads an envelope and checks its signature.
    ///
    /// @throws WireException if it is malformed or not signed for this domain by the key that it carries
    public static Envelope open(String domain, byte[] bytes) {
        WireException.within(PLACE, bytes.length, "bytes", BYTES_MAX);
        var in = new ProtoReader(PLACE, bytes);
        byte[] key = new byte[0], type = new byte[0], payload = new byte[0], signature = new byte[0];
        while (in.next()) {
            switch (in.field()) {
                case 1 -> key = in.bytes(PublicKey.BYTES_MAX);
                case 2 -> type = in.bytes(BYTES_MAX);
                case 3 -> payload = in.bytes(BYTES_MAX);
                case 5 -> signature = in.bytes(BYTES_MAX);
                default -> in.skip();
            }
        }
        Envelope envelope = new Envelope(PublicKey.read(key), type, payload, signature);
        if (!envelope.signer.verifies(signed(domain, type, payload), signature)) {
            throw new WireException(PLACE, "not signed for " + domain + " by " + envelope.signer.peer());
        }
        return envelope;
    }

    // RFC 0002 §Signature Production: "The length of the domain separation string string in bytes", the string, and the
    // same of payload_type and payload; lengths as unsigned varints.
    private static byte[] signed(String domain, byte[] type, byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] field : new byte[][]{domain.getBytes(StandardCharsets.UTF_8), type, payload}) {
            out.writeBytes(Varint.bytes(field.length));
            out.writeBytes(field);
        }
        return out.toByteArray();
    }

    /// The binary form.
    public byte[] bytes() {
        return new ProtoWriter().bytes(1, signer.bytes()).bytes(2, payloadType).bytes(3, payload).bytes(5, signature)
                .toBytes();
    }

    /// What was signed, a copy.
    @Override
    public byte[] payload() {
        return payload.clone();
    }

    /// What the payload is, a copy.
    @Override
    public byte[] payloadType() {
        return payloadType.clone();
    }

    /// The signature, a copy.
    @Override
    public byte[] signature() {
        return signature.clone();
    }
}
