package dev.pando.libp2p.noise;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/// What both sides know so far, as a hash and a chain of keys (Noise §5.2).
final class SymmetricState {

    private final MessageDigest sha256;
    private byte[] hash;
    private byte[] chainingKey;
    private CipherState cipher;

    SymmetricState(String protocolName, byte[] prologue) {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
        // Noise §5.2: "If protocol_name is less than or equal to HASHLEN bytes in length, sets h equal to protocol_name
        // with zero bytes appended to make HASHLEN bytes."
        byte[] name = protocolName.getBytes(StandardCharsets.US_ASCII);
        hash = name.length <= Hkdf.HASH_BYTES ? Arrays.copyOf(name, Hkdf.HASH_BYTES) : sha256.digest(name);
        chainingKey = hash;
        mixHash(prologue);
    }

    void mixHash(byte[] data) {
        sha256.update(hash);
        hash = sha256.digest(data);
    }

    void mixKey(byte[] secret) {
        byte[][] keys = Hkdf.two(chainingKey, secret);
        chainingKey = keys[0];
        cipher = new CipherState(keys[1]);
    }

    byte[] encryptAndHash(byte[] plain) {
        byte[] sent = plain;
        if (cipher != null) {
            sent = new byte[plain.length + CipherState.TAG_BYTES];
            cipher.encrypt(hash, plain, 0, plain.length, sent, 0);
        }
        mixHash(sent);
        return sent;
    }

    byte[] decryptAndHash(byte[] received) {
        byte[] plain = received;
        if (cipher != null) {
            byte[] out = new byte[received.length];
            int length = cipher.decrypt(hash, received, 0, received.length, out, 0);
            plain = Arrays.copyOf(out, length);
        }
        mixHash(received);
        return plain;
    }

    /// The initiator's sending key and the responder's.
    CipherState[] split() {
        byte[][] keys = Hkdf.two(chainingKey, new byte[0]);
        return new CipherState[]{new CipherState(keys[0]), new CipherState(keys[1])};
    }

    byte[] hash() {
        return hash.clone();
    }
}
