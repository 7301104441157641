package dev.pando.lab.netspeed;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The JDK's ChaCha20-Poly1305 on frames as long as Noise's longest, each with a nonce of its own.
final class CipherAlone {

    private static final int TAG_BYTES = 16;
    private static final int FRAME_BYTES = 65_535 - TAG_BYTES;

    private final Cipher cipher;
    private final SecretKeySpec key = new SecretKeySpec(new byte[32], "ChaCha20");
    private final ByteBuffer nonce = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    private final byte[] plain = new byte[FRAME_BYTES];
    private final byte[] sealed = new byte[FRAME_BYTES + TAG_BYTES];
    private long number;

    CipherAlone() throws GeneralSecurityException {
        cipher = Cipher.getInstance("ChaCha20-Poly1305");
    }

    /// Enciphers so many bytes, and deciphers them again if `both`, on this thread: what the two ends of a transfer do.
    ///
    /// @return megabytes a second
    double run(long bytes, boolean both) throws GeneralSecurityException {
        long startNs = System.nanoTime();
        for (long left = bytes; left > 0; left -= FRAME_BYTES) {
            int count = (int) Math.min(left, FRAME_BYTES);
            nonce.putLong(4, number++);
            cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(nonce.array()));
            int length = cipher.doFinal(plain, 0, count, sealed, 0);
            if (!both) continue;
            cipher.init(Cipher.DECRYPT_MODE, key, new IvParameterSpec(nonce.array()));
            cipher.doFinal(sealed, 0, length, plain, 0);
        }
        return bytes * 1e3 / (System.nanoTime() - startNs);
    }
}
