package dev.pando.libp2p.protobuf;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Writes one protobuf message, field by field, in the order of the calls.
///
/// ```java
/// byte[] key = new ProtoWriter().varint(1, type).bytes(2, data).toBytes();
/// ```
/// Every call writes its field, whatever the value: leaving out a default is the caller's choice.
public final class ProtoWriter {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /// An empty message.
    public ProtoWriter() {}

    /// Writes an `int32`, `int64`, `uint32`, `uint64` or `enum`; a negative value takes ten bytes.
    public ProtoWriter varint(int field, long value) {
        tag(field, ProtoReader.VARINT);
        raw(value);
        return this;
    }

    /// Writes a `bool`.
    public ProtoWriter bool(int field, boolean value) {
        return varint(field, value ? 1 : 0);
    }

    /// Writes `bytes`.
    public ProtoWriter bytes(int field, byte[] value) {
        tag(field, ProtoReader.LENGTH);
        raw(value.length);
        out.writeBytes(value);
        return this;
    }

    /// Writes a `string`.
    public ProtoWriter string(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /// Writes a message within this one.
    public ProtoWriter message(int field, ProtoWriter value) {
        return bytes(field, value.toBytes());
    }

    /// Writes a `fixed64`.
    public ProtoWriter fixed64(int field, long value) {
        tag(field, ProtoReader.FIXED64);
        for (int shift = 0; shift < 64; shift += 8) out.write((int) (value >>> shift));
        return this;
    }

    /// Writes a `double`.
    public ProtoWriter float64(int field, double value) {
        return fixed64(field, Double.doubleToRawLongBits(value));
    }

    /// Bytes written so far.
    public int size() {
        return out.size();
    }

    /// The message so far.
    public byte[] toBytes() {
        return out.toByteArray();
    }

    private void tag(int field, int wireType) {
        raw((long) field << 3 | wireType);
    }

    private void raw(long value) {
        for (; (value & ~0x7FL) != 0; value >>>= 7) out.write((int) (value | 0x80));
        out.write((int) value);
    }
}
