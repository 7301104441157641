package dev.pando.libp2p.noise;

import dev.pando.libp2p.multiformats.WireException;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import javax.crypto.KeyAgreement;

/// One key pair of X25519 (RFC 7748), keys as 32 raw bytes, by the JDK.
final class X25519 {

    static final int KEY_BYTES = 32;

    // RFC 8410 up to the 32 bytes of the key.
    private static final byte[] SECRET_INFO = HexFormat.of().parseHex("302e020100300506032b656e04220420");
    private static final byte[] PUBLIC_INFO = HexFormat.of().parseHex("302a300506032b656e032100");

    // RFC 7748 §4.1: the base point's u-coordinate is 9.
    private static final byte[] BASE = HexFormat.of()
            .parseHex("0900000000000000000000000000000000000000000000000000000000000000");

    private final PrivateKey secret;
    private final byte[] open;

    private X25519(byte[] scalar) {
        try {
            secret = KeyFactory.getInstance("X25519")
                    .generatePrivate(new PKCS8EncodedKeySpec(join(SECRET_INFO, scalar)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK since 11 has X25519", e);
        }
        open = shared(BASE);
    }

    static X25519 generate(SecureRandom random) {
        byte[] scalar = new byte[KEY_BYTES];
        random.nextBytes(scalar);
        return new X25519(scalar);
    }

    static X25519 ofSecret(byte[] scalar) {
        return new X25519(scalar);
    }

    byte[] publicKey() {
        return open.clone();
    }

    /// The secret shared with the holder of a public key.
    ///
    /// @throws WireException if the key is of small order: the secret would be known to everybody
    byte[] shared(byte[] publicKey) {
        try {
            KeyAgreement agreement = KeyAgreement.getInstance("X25519");
            agreement.init(secret);
            agreement.doPhase(KeyFactory.getInstance("X25519")
                    .generatePublic(new X509EncodedKeySpec(join(PUBLIC_INFO, publicKey))), true);
            return agreement.generateSecret();
        } catch (InvalidKeyException | IllegalStateException e) {
            throw new WireException("noise key", "of small order", e);
        } catch (GeneralSecurityException e) {
            throw new WireException("noise key", e.getMessage(), e);
        }
    }

    private static byte[] join(byte[] head, byte[] tail) {
        byte[] both = new byte[head.length + tail.length];
        System.arraycopy(head, 0, both, 0, head.length);
        System.arraycopy(tail, 0, both, head.length, tail.length);
        return both;
    }
}
