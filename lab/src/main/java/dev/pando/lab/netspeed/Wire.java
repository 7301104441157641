package dev.pando.lab.netspeed;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/// What is done over every pipe of bytes, whatever it is made of. The client says how much comes; bulk is answered by a byte
/// at its end, an echo by itself.
final class Wire {

    /// Written and read at a time in bulk.
    static final int BLOCK_BYTES = 64 * 1024;

    private static final int ECHO_BYTES = 16 * 1024;

    private Wire() {}

    /// The client of a bulk transfer.
    ///
    /// @return megabytes a second, until the server has said that it has all
    static double bulk(long bytes, InputStream in, OutputStream out) throws IOException {
        byte[] block = new byte[BLOCK_BYTES];
        long startNs = System.nanoTime();
        new DataOutputStream(out).writeLong(bytes);
        for (long left = bytes; left > 0; left -= BLOCK_BYTES) out.write(block, 0, (int) Math.min(left, BLOCK_BYTES));
        if (in.read() < 0) throw new EOFException("the other end left");
        return bytes * 1e3 / (System.nanoTime() - startNs);
    }

    /// The server of bulk transfers, until the client ends.
    static void takeBulk(InputStream in, OutputStream out) throws IOException {
        byte[] block = new byte[BLOCK_BYTES];
        while (true) {
            long left;
            try {
                left = new DataInputStream(in).readLong();
            } catch (EOFException e) {
                return;
            }
            while (left > 0) {
                int count = in.read(block, 0, (int) Math.min(left, BLOCK_BYTES));
                if (count < 0) throw new EOFException("the other end left");
                left -= count;
            }
            out.write(1);
            out.flush();
        }
    }

    /// The client of echoes.
    ///
    /// @return the median of `count` times there and back, in microseconds
    static double echo(int count, InputStream in, OutputStream out) throws IOException {
        byte[] message = new byte[ECHO_BYTES], back = new byte[ECHO_BYTES];
        long[] tookNs = new long[count];
        for (int i = 0; i < count; i++) {
            long startNs = System.nanoTime();
            out.write(message);
            if (in.readNBytes(back, 0, ECHO_BYTES) < ECHO_BYTES) throw new EOFException("the other end left");
            tookNs[i] = System.nanoTime() - startNs;
        }
        Arrays.sort(tookNs);
        return tookNs[count / 2] / 1e3;
    }

    /// The server of echoes, until the client ends.
    static void giveBack(InputStream in, OutputStream out) throws IOException {
        byte[] message = new byte[ECHO_BYTES];
        while (in.readNBytes(message, 0, ECHO_BYTES) == ECHO_BYTES) out.write(message);
    }
}
