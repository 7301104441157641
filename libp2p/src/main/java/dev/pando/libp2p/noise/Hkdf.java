package dev.pando.libp2p.noise;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// HKDF with SHA-256 (RFC 5869), by the JDK's HMAC.
final class Hkdf {

    static final int HASH_BYTES = 32;

    /// RFC 5869 §2.3: "L … (<= 255*HashLen)".
    static final int OUTPUT_BYTES_MAX = 255 * HASH_BYTES;

    private Hkdf() {}

    /// `length` bytes of key from what both sides know.
    ///
    /// @throws IllegalArgumentException if more than [#OUTPUT_BYTES_MAX] are asked for
    static byte[] derive(byte[] salt, byte[] secret, byte[] info, int length) {
        if (length > OUTPUT_BYTES_MAX) throw new IllegalArgumentException("HKDF: " + length + " bytes");
        Mac mac = mac(mac(salt.length == 0 ? new byte[HASH_BYTES] : salt).doFinal(secret));
        byte[] out = new byte[length], block = new byte[0];
        for (int from = 0, counter = 1; from < length; from += HASH_BYTES, counter++) {
            mac.update(block);
            mac.update(info);
            block = mac.doFinal(new byte[]{(byte) counter});
            System.arraycopy(block, 0, out, from, Math.min(HASH_BYTES, length - from));
        }
        return out;
    }

    /// Noise §4.3 `HKDF(chaining_key, input_key_material, 2)`: two keys of 32 bytes.
    static byte[][] two(byte[] chainingKey, byte[] secret) {
        byte[] both = derive(chainingKey, secret, new byte[0], 2 * HASH_BYTES);
        return new byte[][]{Arrays.copyOf(both, HASH_BYTES), Arrays.copyOfRange(both, HASH_BYTES, 2 * HASH_BYTES)};
    }

    private static Mac mac(byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has HmacSHA256", e);
        }
    }
}
