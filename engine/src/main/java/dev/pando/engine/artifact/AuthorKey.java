package dev.pando.engine.artifact;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/// Who made an artifact: an Ed25519 public key (RFC 8032).
///
/// @param bytes the 32 bytes of the key; do not write into them
public record AuthorKey(byte[] bytes) {

    /// Bytes of a key.
    public static final int BYTES = 32;
    /// Bytes of a signature.
    public static final int SIGNATURE_BYTES = 64;

    // SubjectPublicKeyInfo of Ed25519 (RFC 8410) up to the key itself.
    private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    /// @throws ArtifactException if it has another length
    public AuthorKey {
        if (bytes.length != BYTES)
            throw new ArtifactException("author key of " + bytes.length + " bytes, must be " + BYTES);
        bytes = bytes.clone();
    }

    /// The key behind a JDK public key.
    public static AuthorKey of(PublicKey key) {
        byte[] encoded = key.getEncoded();
        return new AuthorKey(Arrays.copyOfRange(encoded, encoded.length - BYTES, encoded.length));
    }

    /// Whether the owner of this key signed `message`. A key that is no point of the curve has signed nothing.
    public boolean signed(byte[] message, byte[] signature) {
        byte[] encoded = Arrays.copyOf(X509_PREFIX, X509_PREFIX.length + BYTES);
        System.arraycopy(bytes, 0, encoded, X509_PREFIX.length, BYTES);
        try {
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
            verifier.update(message);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AuthorKey key && Arrays.equals(key.bytes, bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
