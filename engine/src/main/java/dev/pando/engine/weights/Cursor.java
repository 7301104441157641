package dev.pando.engine.weights;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Reads little-endian values one after the other and refuses to go past the end.
final class Cursor {

    static final ValueLayout.OfShort SHORT = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfInt INT = JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfLong LONG = JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfFloat FLOAT = JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfDouble DOUBLE = JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final int PIECE_BYTES = 1 << 16;

    private final String file;
    private final MemorySegment bytes;
    private long position;
    private String place = "header";

    /// @param file its name, for messages
    Cursor(String file, MemorySegment bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    /// Names what is being read from here on, for messages.
    void at(String where) {
        place = where;
    }

    /// Another cursor at the same position.
    Cursor fork() {
        Cursor fork = new Cursor(file, bytes);
        fork.position = position;
        fork.place = place;
        return fork;
    }

    long position() {
        return position;
    }

    long size() {
        return bytes.byteSize();
    }

    long remaining() {
        return bytes.byteSize() - position;
    }

    ModelFileException refused(String what) {
        return new ModelFileException(file + ": " + place + ": " + what);
    }

    int u8() {
        return Byte.toUnsignedInt(bytes.get(JAVA_BYTE, claim(1)));
    }

    int u16() {
        return Short.toUnsignedInt(bytes.get(SHORT, claim(2)));
    }

    int i32() {
        return bytes.get(INT, claim(4));
    }

    long u32() {
        return Integer.toUnsignedLong(i32());
    }

    /// 64 bits; the caller decides about the sign.
    long i64() {
        return bytes.get(LONG, claim(8));
    }

    float f32() {
        return bytes.get(FLOAT, claim(4));
    }

    double f64() {
        return bytes.get(DOUBLE, claim(8));
    }

    /// An unsigned 64-bit number that must not exceed `max`.
    long upTo(long max, String what) {
        long value = i64();
        if (value < 0 || value > max) throw refused(Long.toUnsignedString(value) + " " + what + ", limit " + max);
        return value;
    }

    void skip(long count) {
        claim(count);
    }

    /// A view of the next `count` bytes.
    MemorySegment take(long count) {
        long start = claim(count);
        return bytes.asSlice(start, count);
    }

    /// A length and that many bytes, as a view.
    MemorySegment counted(int max, String what) {
        return take(upTo(max, what));
    }

    /// Passes over `count` texts, each a length and that many bytes.
    ///
    /// A vocabulary has 300,000 of them, and a new process takes a tenth of a second to read as many lengths from a mapped
    /// file one by one: they are read from copies of it, piece by piece. What does not lie in one piece is read slowly.
    void skipTexts(int count, int max, String what) {
        byte[] piece = new byte[(int) Math.min(PIECE_BYTES, remaining())];
        long from = position - piece.length; // where the piece lies in the file; at first it lies before all that is to be read
        for (int i = 0; i < count; i++) {
            if (position - from > piece.length - Long.BYTES && remaining() >= piece.length) {
                from = position;
                MemorySegment.copy(bytes, JAVA_BYTE, from, piece, 0, piece.length);
            }
            long length = position - from <= piece.length - Long.BYTES ? i64(piece, (int) (position - from)) : -1;
            if (length >= 0 && length <= Math.min(max, remaining() - Long.BYTES)) {
                position += Long.BYTES + length;
            } else {
                skip(upTo(max, what));
            }
        }
    }

    private static long i64(byte[] bytes, int at) {
        long value = 0;
        for (int i = Long.BYTES - 1; i >= 0; i--) value = value << 8 | bytes[at + i] & 0xFF;
        return value;
    }

    /// A length and that many bytes of UTF-8, decoded.
    String text(int max, String what) {
        int length = (int) upTo(max, what);
        long start = claim(length);
        byte[] copy = new byte[length];
        MemorySegment.copy(bytes, JAVA_BYTE, start, copy, 0, length);
        return new String(copy, StandardCharsets.UTF_8);
    }

    static String text(MemorySegment utf8) {
        byte[] copy = utf8.toArray(JAVA_BYTE);
        return new String(copy, StandardCharsets.UTF_8);
    }

    private long claim(long count) {
        if (count > remaining()) {
            throw refused(count + " bytes at " + position + ", the file ends at " + bytes.byteSize());
        }
        long start = position;
        position += count;
        return start;
    }
}
