package dev.pando.libp2p.multiformats;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/// Unsigned varint: seven bits a byte, least significant first, the high bit says that more follow.
///
/// multiformats/unsigned-varint: "The maximum is 9 bytes" (63 bits) and "must be encoded in the minimum number of
/// bytes".
public final class Varint {

    /// The longest encoding, in bytes.
    public static final int BYTES_MAX = 9;

    private Varint() {}

    /// Bytes that `value` takes.
    ///
    /// @throws IllegalArgumentException if `value` is negative
    public static int size(long value) {
        if (value < 0) throw new IllegalArgumentException("varint: " + value + ", at least 0");
        return Math.max(1, (64 - Long.numberOfLeadingZeros(value) + 6) / 7);
    }

    /// Appends `value` to `out`.
    ///
    /// @throws IllegalArgumentException if `value` is negative
    /// @throws java.nio.BufferOverflowException if it does not fit
    public static void put(ByteBuffer out, long value) {
        int bytes = size(value);
        for (int i = 1; i < bytes; i++, value >>>= 7) out.put((byte) (value | 0x80));
        out.put((byte) value);
    }

    /// Takes one value from `in`.
    ///
    /// @throws WireException if it is cut off, longer than [#BYTES_MAX] or not minimal
    public static long get(ByteBuffer in) {
        long value = 0;
        for (int i = 0; i < BYTES_MAX; i++) {
            if (!in.hasRemaining()) throw new WireException("varint", "cut off after " + i + " bytes");
            byte b = in.get();
            value |= (b & 0x7FL) << (7 * i);
            if (b >= 0) {
                if (b == 0 && i > 0) throw new WireException("varint", "not minimal, " + (i + 1) + " bytes");
                return value;
            }
        }
        throw WireException.tooBig("varint", BYTES_MAX + 1, "bytes", BYTES_MAX);
    }

    /// `value` as bytes of its own.
    public static byte[] bytes(long value) {
        byte[] bytes = new byte[size(value)];
        put(ByteBuffer.wrap(bytes), value);
        return bytes;
    }

    /// Takes one value from a stream, byte by byte.
    ///
    /// @return the value, or -1 if the stream ended before its first byte
    /// @throws WireException if it is longer than [#BYTES_MAX] or not minimal
    /// @throws java.io.EOFException if the stream ended inside it
    public static long read(InputStream in) throws IOException {
        byte[] bytes = new byte[BYTES_MAX];
        for (int i = 0; i < BYTES_MAX; i++) {
            int b = in.read();
            if (b < 0 && i == 0) return -1;
            if (b < 0) throw new EOFException("varint: the stream ended after " + i + " bytes");
            bytes[i] = (byte) b;
            if (b < 0x80) return get(ByteBuffer.wrap(bytes, 0, i + 1));
        }
        throw WireException.tooBig("varint", BYTES_MAX + 1, "bytes", BYTES_MAX);
    }
}
