package dev.pando.node.encode;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Walks the fields of a protobuf message that lies in memory; what a caller does not take is passed over. For files that come with Pando: the
/// messages of peers are read where the network is.
///
/// Source: <https://protobuf.dev/programming-guides/encoding/>.
final class WireFields {

    private static final int VARINT = 0, FIXED64 = 1, LENGTH = 2, FIXED32 = 5;

    private final ByteBuffer in;
    private int tag;
    private long number; // of a varint
    private ByteBuffer bytes = ByteBuffer.allocate(0); // of everything else

    WireFields(ByteBuffer message) {
        in = message.order(ByteOrder.LITTLE_ENDIAN);
    }

    /// Goes to the next field, whatever its kind.
    ///
    /// @return false at the end
    /// @throws IOException if the bytes are no fields
    boolean next() throws IOException {
        if (!in.hasRemaining()) return false;
        try {
            tag = (int) varint();
            switch (tag & 7) {
                case VARINT -> number = varint();
                case FIXED64 -> take(Long.BYTES);
                case LENGTH -> take(varint());
                case FIXED32 -> take(Integer.BYTES);
                default -> throw new IOException("no protobuf: wire type " + (tag & 7));
            }
            return true;
        } catch (BufferUnderflowException e) {
            throw new IOException("cut off in field " + field(), e);
        }
    }

    private void take(long length) {
        if (length < 0 || length > in.remaining()) throw new BufferUnderflowException();
        bytes = in.slice(in.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
        in.position(in.position() + (int) length);
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = in.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) break;
        }
        return value;
    }

    /// Number of the field.
    int field() {
        return tag >>> 3;
    }

    /// Its value, if it is a varint.
    int number() {
        return (int) number;
    }

    /// Its bytes, shared with the message, if it has any.
    ByteBuffer bytes() {
        return bytes;
    }

    /// The same as text.
    String text() {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }

    /// Varints one behind the other, of each the lowest eight bits.
    ///
    /// @throws IOException if the last is cut off
    static byte[] lowest(ByteBuffer varints) throws IOException {
        WireFields all = new WireFields(varints);
        ByteBuffer values = ByteBuffer.allocate(varints.remaining());
        try {
            while (all.in.hasRemaining()) values.put((byte) all.varint());
        } catch (BufferUnderflowException e) {
            throw new IOException("cut off in a number", e);
        }
        byte[] lowest = new byte[values.position()];
        values.flip().get(lowest);
        return lowest;
    }
}
