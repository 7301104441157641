package dev.pando.libp2p.gossipsub;

import java.util.Arrays;
import java.util.HexFormat;

/// What tells one message from another: opaque bytes, compared by value.
///
/// pubsub §Message Identification: "This strategy relies on the string concatenation of the from and seqno fields, to
/// uniquely identify a message based on the author."
public final class MessageId {

    /// The longest id we keep, in bytes. A peer id has at most 42 bytes when its key is Ed25519, a sequence number 8.
    public static final int BYTES_MAX = 256;

    private final byte[] bytes;
    private final int hash;

    private MessageId(byte[] bytes) {
        this.bytes = bytes;
        this.hash = Arrays.hashCode(bytes);
    }

    /// An id of these bytes, copied.
    ///
    /// @throws IllegalArgumentException if there are none, or more than [#BYTES_MAX]
    public static MessageId of(byte[] bytes) {
        if (bytes.length == 0 || bytes.length > BYTES_MAX) {
            throw new IllegalArgumentException("message id: " + bytes.length + " bytes, 1 to " + BYTES_MAX);
        }
        return new MessageId(bytes.clone());
    }

    /// The default id of a message: its author's bytes, then its sequence number's.
    ///
    /// @throws IllegalArgumentException as [#of]
    public static MessageId stamped(byte[] from, byte[] seqno) {
        byte[] both = Arrays.copyOf(from, from.length + seqno.length);
        System.arraycopy(seqno, 0, both, from.length, seqno.length);
        return of(both);
    }

    /// A copy of the bytes.
    public byte[] bytes() {
        return bytes.clone();
    }

    /// How many bytes there are.
    public int size() {
        return bytes.length;
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof MessageId id && hash == id.hash && Arrays.equals(bytes, id.bytes);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
