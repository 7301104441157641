package dev.pando.libp2p.identity;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/// The signature rules of each key type (peer-ids §Key Types), by the JDK where it has them.
final class Signatures {

    /// Shorter RSA keys prove nothing, longer ones cost too much to check; go-libp2p draws the same two lines.
    static final int RSA_BITS_MIN = 2048;
    static final int RSA_BITS_MAX = 8192;

    // SubjectPublicKeyInfo of RFC 8410 up to the 32 bytes of the key.
    private static final byte[] ED25519_INFO = HexFormat.of().parseHex("302a300506032b6570032100");

    private Signatures() {}

    static boolean verify(PublicKey key, byte[] message, byte[] signature) {
        try {
            return switch (key.type()) {
                case ED25519 -> verify("Ed25519", publicKey("Ed25519", info(key.data())), message, signature);
                case ECDSA -> EcdsaSignature.read(signature) != null
                        && verify("SHA256withECDSA", publicKey("EC", key.data()), message, signature);
                case RSA -> verify("SHA256withRSA", rsa(key.data()), message, signature);
                case SECP256K1 -> Secp256k1.verify(key.data(), message, signature);
            };
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static boolean verify(String algorithm, java.security.PublicKey key, byte[] message, byte[] signature)
            throws GeneralSecurityException {
        Signature verifier = Signature.getInstance(algorithm);
        verifier.initVerify(key);
        verifier.update(message);
        return verifier.verify(signature);
    }

    static java.security.PublicKey rsa(byte[] info) throws GeneralSecurityException {
        var key = publicKey("RSA", info);
        int bits = key instanceof RSAPublicKey rsa ? rsa.getModulus().bitLength() : 0;
        if (bits < RSA_BITS_MIN || bits > RSA_BITS_MAX) throw new GeneralSecurityException("RSA of " + bits + " bits");
        return key;
    }

    private static java.security.PublicKey publicKey(String algorithm, byte[] info) throws GeneralSecurityException {
        return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(info));
    }

    private static byte[] info(byte[] ed25519) {
        byte[] info = new byte[ED25519_INFO.length + ed25519.length];
        System.arraycopy(ED25519_INFO, 0, info, 0, ED25519_INFO.length);
        System.arraycopy(ed25519, 0, info, ED25519_INFO.length, ed25519.length);
        return info;
    }
}
