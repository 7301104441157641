package dev.pando.libp2p.gossipsub;

import java.util.Objects;

/// One published message, as it travels.
///
/// The arrays are shared by every peer it is sent to and must not be written to; `wire` is forwarded as it came, so a
/// field we do not know survives and the author's signature over it holds.
///
/// @param id    what tells it from others
/// @param topic whom it is for
/// @param from  the author's peer id in bytes; empty if unsigned
/// @param seqno the author's sequence number, 8 bytes big-endian; empty if unsigned
/// @param data  what the application said
/// @param wire  the whole protobuf `Message`, as received or as signed
public record Message(MessageId id, String topic, byte[] from, byte[] seqno, byte[] data, byte[] wire) {

    /// Refuses a message with a part missing.
    public Message {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(seqno, "seqno");
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(wire, "wire");
    }

    /// Bytes it takes on the wire, without the RPC around it.
    public int size() {
        return wire.length;
    }

    /// Two messages are the same if their ids are.
    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof Message m && id.equals(m.id);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return "Message[" + id + ", " + topic + ", " + data.length + " bytes]";
    }
}
