package dev.pando.libp2p.gossipsub;

import dev.pando.libp2p.identity.Identity;
import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.identity.PublicKey;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.protobuf.ProtoReader;
import dev.pando.libp2p.protobuf.ProtoWriter;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/// Messages with their author's signature: pubsub §Message Signing, policy `StrictSign`.
public final class SignedMessages {

    /// The largest `data` of one message; the rest of [RpcCodec#FRAME_BYTES_MAX] is for what is around it.
    public static final int DATA_BYTES_MAX = RpcCodec.FRAME_BYTES_MAX - (8 << 10);

    // "The protobuf blob is prefixed by the string libp2p-pubsub: before signing."
    private static final byte[] PREFIX = "libp2p-pubsub:".getBytes(StandardCharsets.US_ASCII);
    private static final String PLACE = "gossipsub message";
    private static final int SEQNO_BYTES = 8;
    private static final int SIGNATURE_BYTES_MAX = 1_024;

    private static final int FROM = 1;
    private static final int DATA = 2;
    private static final int SEQNO = 3;
    private static final int TOPIC = 4;
    private static final int SIGNATURE = 5;
    private static final int KEY = 6;

    private SignedMessages() {}

    /// A message of ours.
    ///
    /// "Build messages with the signature, key (from may be enough for certain inlineable public key types), from and
    /// seqno fields."
    ///
    /// @param seqno "a linearly increasing number that is unique among messages originating from each given peer"
    /// @throws IllegalArgumentException if the data is longer than [#DATA_BYTES_MAX]
    public static Message sign(Identity author, long seqno, String topic, byte[] data) {
        if (data.length > DATA_BYTES_MAX) {
            throw new IllegalArgumentException("message: " + data.length + " bytes, limit " + DATA_BYTES_MAX);
        }
        byte[] from = author.peer().bytes();
        byte[] number = ByteBuffer.allocate(SEQNO_BYTES).putLong(seqno).array();
        ProtoWriter unsigned = new ProtoWriter().bytes(FROM, from).bytes(DATA, data).bytes(SEQNO, number)
                .string(TOPIC, topic);
        byte[] signature = author.sign(prefixed(unsigned.toBytes()));
        unsigned.bytes(SIGNATURE, signature);
        if (author.peer().key().isEmpty()) unsigned.bytes(KEY, author.key().bytes());
        byte[] wire = unsigned.toBytes();
        return new Message(MessageId.stamped(from, number), topic, from, number, data.clone(), wire);
    }

    /// Reads a message without looking at its signature. One without an author gets the hash of its bytes for an id: it
    /// is not genuine, but it can be spoken of.
    ///
    /// @throws WireException if it is malformed
    static Message parse(byte[] wire) {
        ProtoReader in = new ProtoReader(PLACE, wire);
        byte[] from = {}, data = {}, seqno = {};
        String topic = "";
        while (in.next()) {
            switch (in.field()) {
                case FROM -> from = in.bytes(MessageId.BYTES_MAX - SEQNO_BYTES);
                case DATA -> data = in.bytes(RpcCodec.FRAME_BYTES_MAX);
                case SEQNO -> seqno = in.bytes(SEQNO_BYTES);
                case TOPIC -> topic = in.string(RpcCodec.TOPIC_BYTES_MAX);
                default -> in.skip();
            }
        }
        boolean stamped = from.length > 0 && seqno.length > 0;
        MessageId id = stamped ? MessageId.stamped(from, seqno) : MessageId.of(sha256(wire));
        return new Message(id, topic, from, seqno, data, wire);
    }

    /// Whether its author signed every byte of it. Costs a signature check; safe in any thread.
    ///
    /// "Enforce the fields to be present, reject otherwise. Propagate only if the fields are valid and signature can be
    /// verified, reject otherwise."
    public static boolean isGenuine(Message m) {
        try {
            return m.seqno().length == SEQNO_BYTES && signatureHolds(m);
        } catch (WireException e) {
            return false;
        }
    }

    // "The signature is computed over the marshalled message protobuf excluding the signature field itself. This includes
    // any fields that are not recognized, but still included in the marshalled data." What the text does not say, but go,
    // rust and js all do: the key is set after signing and left out as well.
    private static boolean signatureHolds(Message m) {
        ByteArrayOutputStream signed = new ByteArrayOutputStream(m.wire().length);
        ProtoReader in = new ProtoReader(PLACE, m.wire());
        byte[] signature = {}, key = {};
        for (int start = 0; in.next(); start = in.position()) {
            switch (in.field()) {
                case SIGNATURE -> {
                    signature = in.bytes(SIGNATURE_BYTES_MAX);
                    continue;
                }
                case KEY -> {
                    key = in.bytes(PublicKey.BYTES_MAX);
                    continue;
                }
                default -> in.skip();
            }
            signed.write(m.wire(), start, in.position() - start);
        }
        Optional<PublicKey> author = author(PeerId.read(m.from()), key);
        return author.isPresent() && author.get().verifies(prefixed(signed.toByteArray()), signature);
    }

    // "The key field contains the signing key when it cannot be inlined in the source peer ID (from). When present, it
    // must match the peer ID."
    private static Optional<PublicKey> author(PeerId from, byte[] key) {
        if (key.length == 0) return from.key();
        PublicKey stated = PublicKey.read(key);
        return stated.peer().equals(from) ? Optional.of(stated) : Optional.empty();
    }

    private static byte[] prefixed(byte[] message) {
        return ByteBuffer.allocate(PREFIX.length + message.length).put(PREFIX).put(message).array();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
