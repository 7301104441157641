package dev.pando.libp2p.pnet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// XSalsa20 (D. J. Bernstein, "Extending the Salsa20 nonce", 2011), which the JDK does not have: a stream of bytes that
/// follows from a key and a nonce, to be xored with what is to be kept secret.
///
/// ```
/// state, 16 words of 32 bits:   σ0  k0  k1  k2
///                               k3  σ1  n0  n1
///                               n2  n3  σ2  k4      n2, n3: counter of blocks of 64 bytes
///                               k5  k6  k7  σ3
/// ```
final class XSalsa20 {

    static final int KEY_BYTES = 32;
    static final int NONCE_BYTES = 24;

    private static final int BLOCK_BYTES = 64;
    private static final int ROUNDS = 20;
    // "expand 32-byte k"
    private static final int[] SIGMA = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final int[] state = new int[16];
    private final byte[] block = new byte[BLOCK_BYTES];
    private int used = BLOCK_BYTES;

    XSalsa20(byte[] key, byte[] nonce) {
        if (key.length != KEY_BYTES || nonce.length != NONCE_BYTES) {
            throw new IllegalArgumentException("xsalsa20: key of " + key.length + ", nonce of " + nonce.length);
        }
        int[] inner = state(words(key, 0, 8), words(nonce, 0, 4));
        rounds(inner);
        // HSalsa20: the words where σ and the nonce stood, without adding the input.
        int[] derived = {inner[0], inner[5], inner[10], inner[15], inner[6], inner[7], inner[8], inner[9]};
        System.arraycopy(state(derived, new int[]{word(nonce, 16), word(nonce, 20), 0, 0}), 0, state, 0, 16);
    }

    private static int word(byte[] bytes, int at) {
        return (int) WORDS.get(bytes, at);
    }

    private static int[] words(byte[] bytes, int from, int count) {
        int[] words = new int[count];
        for (int i = 0; i < count; i++) words[i] = word(bytes, from + 4 * i);
        return words;
    }

    private static int[] state(int[] key, int[] input) {
        return new int[]{SIGMA[0], key[0], key[1], key[2], key[3], SIGMA[1], input[0], input[1], input[2], input[3],
                SIGMA[2], key[4], key[5], key[6], key[7], SIGMA[3]};
    }

    /// Xors the next bytes of the stream into `bytes`.
    void apply(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (used == BLOCK_BYTES) refill();
            bytes[i] ^= block[used++];
        }
    }

    private void refill() {
        int[] mixed = state.clone();
        rounds(mixed);
        for (int i = 0; i < 16; i++) WORDS.set(block, 4 * i, mixed[i] + state[i]);
        if (++state[8] == 0) state[9]++;
        used = 0;
    }

    private static void rounds(int[] x) {
        for (int round = 0; round < ROUNDS; round += 2) {
            quarter(x, 0, 4, 8, 12);
            quarter(x, 5, 9, 13, 1);
            quarter(x, 10, 14, 2, 6);
            quarter(x, 15, 3, 7, 11);
            quarter(x, 0, 1, 2, 3);
            quarter(x, 5, 6, 7, 4);
            quarter(x, 10, 11, 8, 9);
            quarter(x, 15, 12, 13, 14);
        }
    }

    private static void quarter(int[] x, int a, int b, int c, int d) {
        x[b] ^= Integer.rotateLeft(x[a] + x[d], 7);
        x[c] ^= Integer.rotateLeft(x[b] + x[a], 9);
        x[d] ^= Integer.rotateLeft(x[c] + x[b], 13);
        x[a] ^= Integer.rotateLeft(x[d] + x[c], 18);
    }
}
