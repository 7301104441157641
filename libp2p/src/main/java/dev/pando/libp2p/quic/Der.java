package dev.pando.libp2p.quic;

import dev.pando.libp2p.multiformats.WireException;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// DER (ITU-T X.690), as much of it as a certificate needs: `tag | length | content`, strictly.
///
/// A reader walks over the elements of one content; [#enter] goes a level deeper.
final class Der {

    static final int BOOLEAN = 0x01;
    static final int INTEGER = 0x02;
    static final int BIT_STRING = 0x03;
    static final int OCTET_STRING = 0x04;
    static final int OID = 0x06;
    static final int UTF8_STRING = 0x0C;
    static final int UTC_TIME = 0x17;
    static final int GENERALIZED_TIME = 0x18;
    static final int SEQUENCE = 0x30;
    static final int SET = 0x31;

    /// The longest element, in bytes.
    static final int BYTES_MAX = 16 * 1024;

    private final ByteBuffer in;

    Der(byte[] content) {
        in = ByteBuffer.wrap(content);
    }

    boolean hasMore() {
        return in.hasRemaining();
    }

    /// Tag of the next element; -1 if there is none.
    int peek() {
        return in.hasRemaining() ? in.get(in.position()) & 0xFF : -1;
    }

    /// The next element, which must have this tag: its content.
    byte[] take(int tag) {
        if (peek() != tag) throw new WireException("der", "tag " + peek() + " where " + tag + " belongs");
        in.get();
        byte[] content = new byte[length()];
        in.get(content);
        return content;
    }

    /// The next element, which must be a boolean.
    // X.690 §11.1: "If the encoding represents the boolean value TRUE, its single contents octet shall have all eight bits
    // set to one."
    boolean bool() {
        byte[] content = take(BOOLEAN);
        if (content.length != 1 || content[0] != 0 && content[0] != -1) {
            throw new WireException("der", "a boolean that is neither true nor false");
        }
        return content[0] != 0;
    }

    /// The next element with its tag and length.
    byte[] whole(int tag) {
        int from = in.position();
        take(tag);
        return Arrays.copyOfRange(in.array(), from, in.position());
    }

    /// A reader of the next element's content.
    Der enter(int tag) {
        return new Der(take(tag));
    }

    /// Passes over the next element, of whatever tag.
    void skip() {
        if (!hasMore()) throw new WireException("der", "cut off");
        take(peek());
    }

    void end() {
        if (hasMore()) throw new WireException("der", in.remaining() + " bytes behind the end");
    }

    // X.690 §10.1: "The definite form of length encoding shall be used, encoded in the minimum number of octets."
    private int length() {
        int first = octet();
        int length = first;
        if (first >= 0x80) {
            int octets = first & 0x7F;
            if (octets < 1 || octets > 3) throw new WireException("der", "length in " + octets + " octets");
            length = 0;
            for (int i = 0; i < octets; i++) length = length << 8 | octet();
            if (length < 0x80 || length >>> 8 * (octets - 1) == 0) throw new WireException("der", "length not minimal");
        }
        WireException.within("der", length, "bytes", BYTES_MAX);
        if (length > in.remaining()) throw new WireException("der", "cut off, " + in.remaining() + " of " + length);
        return length;
    }

    private int octet() {
        if (!in.hasRemaining()) throw new WireException("der", "cut off");
        return in.get() & 0xFF;
    }

    /// An element of these parts.
    static byte[] of(int tag, byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        byte[] octets = BigInteger.valueOf(length).toByteArray();
        if (length < 0x80) {
            out.write(length);
        } else {
            int from = octets[0] == 0 ? 1 : 0;
            out.write(0x80 | octets.length - from);
            out.write(octets, from, octets.length - from);
        }
        for (byte[] part : parts) out.writeBytes(part);
        return out.toByteArray();
    }
}
