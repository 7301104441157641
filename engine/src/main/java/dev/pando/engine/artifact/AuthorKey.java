package dev.pando.engine.artifact;

import java.security.PublicKey;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/// Who made an artifact: an Ed25519 public key (RFC 8032).
///
/// @param bytes the 32 bytes of the key; do not write into them
public record AuthorKey(byte[] bytes) {

    /// Bytes of a key.
    public static final int BYTES = 32;
    /// Bytes of a signature.
    public static final int SIGNATURE_BYTES = 64;

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

    /// Whether the owner of this key signed `message`. A key that is no point of the curve, or whose owner everybody could
    /// be because its point is of small order, has signed nothing. Why not the JDK's: `docs/decisions/042-signatures.md`.
    public boolean signed(byte[] message, byte[] signature) {
        return signature.length == SIGNATURE_BYTES
                && Ed25519.verify(signature, 0, bytes, 0, message, 0, message.length);
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
