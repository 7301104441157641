package dev.pando.libp2p.protobuf;

import dev.pando.libp2p.multiformats.WireException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Reads one protobuf message, field by field. Whoever holds it walks:
///
/// ```java
/// var in = new ProtoReader("identify", bytes);
/// while (in.next()) {
///     switch (in.field()) {
///         case 1 -> key = in.bytes(KEY_BYTES_MAX);
///         case 3 -> protocols.add(in.string(PROTOCOL_BYTES_MAX));
///         default -> in.skip();
///     }
/// }
/// ```
/// Unknown fields are for skipping, as the format demands. Everything malformed is a [WireException] that names the
/// message and the field, thrown before a byte of the field is copied.
public final class ProtoReader {

    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int LENGTH = 2;
    static final int FIXED32 = 5;

    private static final int VARINT_BYTES_MAX = 10;

    private final String place;
    private final ByteBuffer in;
    private int field;
    private int wireType;
    private boolean taken = true;

    /// @param place   name of the message, for complaints
    /// @param message all of its bytes
    public ProtoReader(String place, byte[] message) {
        this(place, ByteBuffer.wrap(message));
    }

    private ProtoReader(String place, ByteBuffer in) {
        this.place = place;
        this.in = in.order(ByteOrder.LITTLE_ENDIAN);
    }

    /// Goes to the next field; one whose value was not asked for is skipped.
    ///
    /// @return false at the end of the message
    /// @throws WireException if the tag is malformed
    public boolean next() {
        if (!taken) skip();
        if (!in.hasRemaining()) return false;
        long tag = raw();
        if (tag >>> 3 == 0 || tag >>> 32 != 0) throw broken("tag " + Long.toUnsignedString(tag));
        field = (int) (tag >>> 3);
        wireType = (int) tag & 7;
        taken = false;
        return true;
    }

    /// Number of the current field.
    public int field() {
        return field;
    }

    /// Bytes read so far: between two fields, where the one ends and the next begins.
    public int position() {
        return in.position();
    }

    /// The current field as a 64-bit integer, of any signedness.
    public long varint() {
        take(VARINT);
        return raw();
    }

    /// The current field as a `uint32`, an enum or a length.
    ///
    /// @throws WireException if it is above `max` (or negative)
    public int uint(int max) {
        return WireException.within(where(), varint(), "as value", max);
    }

    /// The current field as a truth value.
    public boolean bool() {
        return varint() != 0;
    }

    /// The current field as bytes, a copy.
    ///
    /// @throws WireException if there are more than `max` of them
    public byte[] bytes(int max) {
        byte[] value = new byte[length(max)];
        in.get(value);
        return value;
    }

    /// The current field as text.
    ///
    /// @throws WireException if it takes more than `maxBytes` or is not UTF-8
    public String string(int maxBytes) {
        ByteBuffer value = slice(length(maxBytes));
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(value).toString();
        } catch (CharacterCodingException e) {
            throw new WireException(where(), "not UTF-8", e);
        }
    }

    /// The current field as a message of its own, which shares these bytes.
    ///
    /// @throws WireException if it takes more than `maxBytes`
    public ProtoReader message(int maxBytes) {
        String inner = where();
        return new ProtoReader(inner, slice(length(maxBytes)));
    }

    /// The current field as eight bytes, little end first.
    public long fixed64() {
        take(FIXED64);
        if (in.remaining() < 8) throw broken("cut off");
        return in.getLong();
    }

    /// The current field as a `double`.
    public double float64() {
        return Double.longBitsToDouble(fixed64());
    }

    /// Passes over the current field.
    public void skip() {
        taken = true;
        switch (wireType) {
            case VARINT -> raw();
            case FIXED64 -> pass(8);
            case FIXED32 -> pass(4);
            case LENGTH -> pass(raw());
            default -> throw broken("wire type " + wireType);
        }
    }

    private void pass(long bytes) {
        if (bytes < 0 || bytes > in.remaining()) throw broken("cut off");
        in.position(in.position() + (int) bytes);
    }

    private int length(int max) {
        take(LENGTH);
        int length = WireException.within(where(), raw(), "bytes", max);
        if (length > in.remaining()) throw broken("cut off, " + in.remaining() + " of " + length + " bytes");
        return length;
    }

    private ByteBuffer slice(int length) {
        ByteBuffer slice = in.slice(in.position(), length);
        in.position(in.position() + length);
        return slice;
    }

    private void take(int wanted) {
        if (taken) throw new IllegalStateException(where() + " was taken already");
        if (wireType != wanted) throw broken("wire type " + wireType + " where " + wanted + " belongs");
        taken = true;
    }

    private long raw() {
        long value = 0;
        for (int i = 0; i < VARINT_BYTES_MAX; i++) {
            if (!in.hasRemaining()) throw broken("cut off");
            byte b = in.get();
            if (i == VARINT_BYTES_MAX - 1 && b >>> 1 != 0) break; // nine times seven bits leave room for one
            value |= (b & 0x7FL) << 7 * i;
            if (b >= 0) return value;
        }
        throw broken("varint longer than 64 bits");
    }

    private String where() {
        return place + "." + field;
    }

    private WireException broken(String found) {
        return new WireException(where(), found);
    }
}
