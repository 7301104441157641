package dev.pando.libp2p.noise;

import dev.pando.libp2p.multiformats.WireException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// One direction of a conversation: a key and the number of the next message (Noise §5.1). Not for two threads.
final class CipherState {

    static final int TAG_BYTES = 16;

    // Noise §5.1: "The maximum n value (2^64-1) is reserved for other use."
    private static final long NONCE_RESERVED = -1L;

    private final SecretKeySpec key;
    private final Cipher cipher;
    private final ByteBuffer nonceBytes = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    private long nonce;

    CipherState(byte[] key) {
        this(key, 0);
    }

    CipherState(byte[] key, long firstNonce) {
        try {
            this.key = new SecretKeySpec(key, "ChaCha20");
            cipher = Cipher.getInstance("ChaCha20-Poly1305");
            nonce = firstNonce;
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK since 11 has ChaCha20-Poly1305", e);
        }
    }

    /// Encrypts `length` bytes and appends the tag.
    ///
    /// @return bytes written: `length + 16`
    int encrypt(byte[] ad, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        try {
            next(Cipher.ENCRYPT_MODE);
            cipher.updateAAD(ad);
            return cipher.doFinal(in, inOffset, length, out, outOffset);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("encryption of a fresh nonce", e);
        }
    }

    /// Decrypts `length` bytes, tag included; `in` and `out` may be the same.
    ///
    /// @return bytes written: `length - 16`
    /// @throws WireException if it is shorter than a tag or was not encrypted by the peer as its next message
    int decrypt(byte[] ad, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        if (length < TAG_BYTES) throw new WireException("noise message", length + " bytes, no room for a tag");
        long number = nonce;
        try {
            next(Cipher.DECRYPT_MODE);
            cipher.updateAAD(ad);
            return cipher.doFinal(in, inOffset, length, out, outOffset);
        } catch (AEADBadTagException e) {
            throw new WireException("noise message " + Long.toUnsignedString(number), "its tag is wrong", e);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("decryption of a fresh nonce", e);
        }
    }

    // noise §Encryption and I/O: "In the unlikely event that peers exchange more than `2^64 - 1` messages, they MUST
    // terminate the connection to avoid reusing nonces"
    private void next(int mode) throws GeneralSecurityException {
        if (nonce == NONCE_RESERVED) throw new WireException("noise message", "number 2^64-1, which is reserved");
        // Noise §12.3: "The 96-bit nonce is formed by encoding 32 bits of zeros followed by little-endian encoding of n."
        nonceBytes.putLong(4, nonce++);
        cipher.init(mode, key, new IvParameterSpec(nonceBytes.array()));
    }
}
