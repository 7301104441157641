package dev.pando.libp2p.transport;

import dev.pando.libp2p.multiformats.Varint;
import dev.pando.libp2p.multiformats.WireException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// Messages in a stream, each behind its length as a varint: how most of libp2p's protocols frame protobuf.
public final class Delimited {

    private Delimited() {}

    /// Writes one message, in one write.
    public static void write(OutputStream out, byte[] message) throws IOException {
        byte[] length = Varint.bytes(message.length);
        byte[] frame = new byte[length.length + message.length];
        System.arraycopy(length, 0, frame, 0, length.length);
        System.arraycopy(message, 0, frame, length.length, message.length);
        out.write(frame);
    }

    /// Reads one message that must come, such as an answer.
    ///
    /// @throws EOFException if the stream ended before it began
    /// @throws WireException as [#read]
    public static byte[] expect(InputStream in, String place, int max) throws IOException {
        byte[] message = read(in, place, max);
        if (message == null) throw new EOFException(place + ": the peer left");
        return message;
    }

    /// Reads one message.
    ///
    /// @param place what it is, for complaints
    /// @param max   how long it may be, in bytes
    /// @return null if the stream ended before it began
    /// @throws WireException if it is longer than `max`; nothing of it was read or allocated
    public static byte[] read(InputStream in, String place, int max) throws IOException {
        long announced = Varint.read(in);
        if (announced < 0) return null;
        int length = WireException.within(place, announced, "bytes", max);
        byte[] message = in.readNBytes(length);
        if (message.length < length) throw new EOFException(place + ": the peer left within a message");
        return message;
    }
}
