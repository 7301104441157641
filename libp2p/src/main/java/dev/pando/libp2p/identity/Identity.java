package dev.pando.libp2p.identity;

import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.protobuf.ProtoReader;
import dev.pando.libp2p.protobuf.ProtoWriter;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/// A peer's own Ed25519 key pair: what it signs with, and the name that follows from it.
public final class Identity {

    private static final int SEED_BYTES = 32;

    // PrivateKeyInfo of RFC 8410 up to the 32 bytes of the seed.
    private static final byte[] ED25519_INFO = HexFormat.of().parseHex("302e020100300506032b657004220420");

    private final byte[] seed;
    private final PrivateKey signing;
    private final PublicKey key;
    private final PeerId peer;

    private Identity(byte[] seed) {
        try {
            this.seed = seed.clone();
            byte[] info = Arrays.copyOf(ED25519_INFO, ED25519_INFO.length + SEED_BYTES);
            System.arraycopy(seed, 0, info, ED25519_INFO.length, SEED_BYTES);
            signing = KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(info));
            key = new PublicKey(KeyType.ED25519, publicHalf(seed));
            peer = key.peer();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK since 15 has Ed25519", e);
        }
    }

    // The JDK derives a public key only while it generates a pair, so it is handed the seed as its randomness.
    private static byte[] publicHalf(byte[] seed) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
        generator.initialize(NamedParameterSpec.ED25519, new FixedRandom(seed));
        var point = ((EdECPublicKey) generator.generateKeyPair().getPublic()).getPoint();
        // RFC 8032 §5.1.2: y, little end first, and the low bit of x as the topmost bit.
        byte[] y = point.getY().toByteArray(), bytes = new byte[32];
        for (int i = 0; i < Math.min(y.length, bytes.length); i++) bytes[i] = y[y.length - 1 - i];
        if (point.isXOdd()) bytes[31] |= (byte) 0x80;
        return bytes;
    }

    private static final class FixedRandom extends SecureRandom {
        private static final long serialVersionUID = 1L;
        private final byte[] bytes;

        FixedRandom(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public void nextBytes(byte[] out) {
            System.arraycopy(bytes, 0, out, 0, out.length);
        }
    }

    /// A new identity.
    ///
    /// @param random where its 32 secret bytes come from
    public static Identity generate(SecureRandom random) {
        byte[] seed = new byte[SEED_BYTES];
        random.nextBytes(seed);
        return new Identity(seed);
    }

    /// The identity of a 32-byte secret; the same secret gives the same peer.
    ///
    /// @throws IllegalArgumentException if it is not 32 bytes long
    public static Identity ofSeed(byte[] seed) {
        if (seed.length != SEED_BYTES) throw new IllegalArgumentException("seed: " + seed.length + " bytes, not 32");
        return new Identity(seed);
    }

    /// Reads the `PrivateKey` protobuf that libp2ps keep on disk; only Ed25519.
    ///
    /// @throws WireException if it is malformed, of another kind, or its halves do not belong together
    public static Identity read(byte[] bytes) {
        WireException.within("private key", bytes.length, "bytes", PublicKey.BYTES_MAX);
        var in = new ProtoReader("private key", bytes);
        int type = -1;
        byte[] data = new byte[0];
        while (in.next()) {
            switch (in.field()) {
                case 1 -> type = in.uint(KeyType.values().length - 1);
                case 2 -> data = in.bytes(PublicKey.BYTES_MAX);
                default -> in.skip();
            }
        }
        if (type != KeyType.ED25519.ordinal()) throw new WireException("private key", "kind " + type + ", not Ed25519");
        return ofHalves(data);
    }

    // peer-ids §Ed25519: "[private key bytes][public key bytes] (64 bytes)"; "Older versions … [private key][public
    // key][public key] (96 bytes) … compare the two public key strings".
    private static Identity ofHalves(byte[] data) {
        if (data.length != 64 && data.length != 96) {
            throw new WireException("private key", "Ed25519 of " + data.length + " bytes");
        }
        Identity identity = new Identity(Arrays.copyOf(data, SEED_BYTES));
        for (int from = 32; from < data.length; from += 32) {
            if (!Arrays.equals(identity.key.data(), Arrays.copyOfRange(data, from, from + 32))) {
                throw new WireException("private key", "its public half belongs to another");
            }
        }
        return identity;
    }

    /// The `PrivateKey` protobuf: a secret, for the disk only.
    public byte[] secretBytes() {
        byte[] halves = Arrays.copyOf(seed, 64);
        System.arraycopy(key.data(), 0, halves, 32, 32);
        return new ProtoWriter().varint(1, KeyType.ED25519.ordinal()).bytes(2, halves).toBytes();
    }

    /// The public half.
    public PublicKey key() {
        return key;
    }

    /// The peer's name.
    public PeerId peer() {
        return peer;
    }

    /// The signature of `message`.
    public byte[] sign(byte[] message) {
        try {
            Signature signer = Signature.getInstance("Ed25519");
            signer.initSign(signing);
            signer.update(message);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("an Ed25519 key signs", e);
        }
    }

    /// The peer's name; never the secret.
    @Override
    public String toString() {
        return peer.toString();
    }
}
