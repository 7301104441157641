package dev.pando.libp2p.identity;

import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.protobuf.ProtoReader;
import dev.pando.libp2p.protobuf.ProtoWriter;
import java.util.Arrays;

/// A peer's public key, of any [KeyType].
///
/// @param type kind of key
/// @param data the key as its kind encodes it: 32 bytes for Ed25519, a compressed point for secp256k1, DER otherwise
public record PublicKey(KeyType type, byte[] data) {

    /// The longest encoded key, in bytes: RSA of 8192 bits takes 1,062.
    public static final int BYTES_MAX = 2048;

    /// @throws WireException if the length is impossible for the kind
    public PublicKey {
        WireException.within("public key", data.length, "bytes", BYTES_MAX);
        int exact = type == KeyType.ED25519 ? 32 : type == KeyType.SECP256K1 ? 33 : data.length;
        if (data.length != exact || data.length == 0) {
            throw new WireException("public key", type + " of " + data.length + " bytes");
        }
        data = data.clone();
    }

    /// Reads the protobuf form.
    ///
    /// @throws WireException if it is anything but the one deterministic encoding of a key
    public static PublicKey read(byte[] bytes) {
        WireException.within("public key", bytes.length, "bytes", BYTES_MAX);
        var in = new ProtoReader("public key", bytes);
        KeyType type = null;
        byte[] data = null;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> type = KeyType.values()[in.uint(KeyType.values().length - 1)];
                case 2 -> data = in.bytes(BYTES_MAX);
                default -> in.skip();
            }
        }
        if (type == null || data == null) throw new WireException("public key", "type or data is missing");
        PublicKey key = new PublicKey(type, data);
        // peer-ids §Keys: "encoding must be deterministic": minimal varints, tag order, all fields, no others.
        if (!Arrays.equals(key.bytes(), bytes)) throw new WireException("public key", "not its deterministic encoding");
        return key;
    }

    /// The protobuf form.
    public byte[] bytes() {
        return new ProtoWriter().varint(1, type.ordinal()).bytes(2, data).toBytes();
    }

    /// The key as its kind encodes it, a copy.
    @Override
    public byte[] data() {
        return data.clone();
    }

    /// The peer that holds this key.
    public PeerId peer() {
        return PeerId.of(this);
    }

    /// Whether `signature` of `message` was made with the private half of this key. A malformed key or signature
    /// verifies nothing.
    public boolean verifies(byte[] message, byte[] signature) {
        return Signatures.verify(this, message, signature);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PublicKey(KeyType t, byte[] d) && t == type && Arrays.equals(d, data);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(data);
    }

    /// The id of its peer.
    @Override
    public String toString() {
        return type + " key of " + peer();
    }
}
