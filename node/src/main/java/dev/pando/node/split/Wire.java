package dev.pando.node.split;

import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.transport.Stream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/// Messages over one stream. One thread at a time may send and one may receive.
final class Wire {

    private final Stream stream;
    private final InputStream in;
    private final byte[] head = new byte[Frames.HEAD_BYTES];
    private Precision precision = Precision.F32;
    private int width;

    Wire(Stream stream) {
        this.stream = stream;
        this.in = stream.in();
    }

    /// From now on hidden states have rows of `width` elements, in `precision`.
    Wire carrying(int width, Precision precision) {
        this.width = width;
        this.precision = precision;
        return this;
    }

    /// Sends a message, in one write.
    void send(Message message) throws IOException {
        stream.out().write(Frames.encode(message, precision));
    }

    /// Waits for a message.
    ///
    /// @throws EOFException  if the peer ended the stream
    /// @throws WireException if it is malformed or over a limit
    Message receive() throws IOException {
        fill(head);
        byte[] body = new byte[Frames.bodyBytes(head)];
        fill(body);
        return Frames.decode(head, body, width);
    }

    private void fill(byte[] bytes) throws IOException {
        if (in.readNBytes(bytes, 0, bytes.length) < bytes.length) throw new EOFException("the peer left");
    }

    void reset() {
        stream.reset();
    }

    void close() {
        stream.close();
    }
}
