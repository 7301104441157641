package dev.pando.lab.gossip;

import dev.pando.libp2p.gossipsub.Control;
import dev.pando.libp2p.gossipsub.Message;
import dev.pando.libp2p.gossipsub.MessageId;
import dev.pando.libp2p.gossipsub.Rpc;
import java.nio.ByteBuffer;
import java.util.List;

/// Messages for the simulated network and what frames take of an uplink. Bodies are shared, never copied.
final class Frames {

    /// Noise, yamux, TCP and IP around a frame, in bytes.
    private static final int OVERHEAD_BYTES = 90;
    private static final int TOPIC_BYTES = 20;

    private Frames() {}

    /// Message `number` of `author`; its number is its sequence number.
    static Message message(String topic, int author, int number, byte[] body) {
        byte[] from = ByteBuffer.allocate(38).putInt(34, author).array();
        byte[] seqno = ByteBuffer.allocate(8).putLong(number).array();
        return new Message(MessageId.stamped(from, seqno), topic, from, seqno, body, body);
    }

    static int number(Message message) {
        return (int) ByteBuffer.wrap(message.seqno()).getLong();
    }

    static int author(Message message) {
        return ByteBuffer.wrap(message.from()).getInt(34);
    }

    static int bytes(Rpc rpc) {
        int bytes = OVERHEAD_BYTES + rpc.subscriptions().size() * TOPIC_BYTES;
        for (Message m : rpc.messages()) bytes += m.size();
        for (Control c : rpc.controls()) bytes += bytes(c);
        return bytes;
    }

    private static int bytes(Control control) {
        return switch (control) {
            case Control.IHave have -> TOPIC_BYTES + idBytes(have.ids());
            case Control.IWant want -> idBytes(want.ids());
            case Control.IDontWant dont -> idBytes(dont.ids());
            case Control.Graft graft -> TOPIC_BYTES;
            case Control.Prune prune -> TOPIC_BYTES + 3;
        };
    }

    private static int idBytes(List<MessageId> ids) {
        int bytes = 0;
        for (MessageId id : ids) bytes += id.size() + 2;
        return bytes;
    }
}
