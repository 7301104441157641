package dev.pando.libp2p.gossipsub;

import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.protobuf.ProtoReader;
import dev.pando.libp2p.protobuf.ProtoWriter;
import java.util.ArrayList;
import java.util.List;

/// An [Rpc] as protobuf; pubsub §The RPC, gossipsub v1.0 §Protobuf with the extensions of v1.1 and v1.2.
///
/// ```
/// RPC            1 subscriptions* {1 subscribe, 2 topicid}   2 publish* Message   3 control
/// Message        1 from  2 data  3 seqno  4 topic  5 signature  6 key
/// ControlMessage 1 ihave* {1 topicID, 2 messageIDs*}   2 iwant* {1 messageIDs*}   3 graft* {1 topicID}
///                4 prune* {1 topicID, 2 peers* {1 peerID, 2 signedPeerRecord}, 3 backoff}   5 idontwant* {1 messageIDs*}
/// ```
/// Whatever is malformed or too much is a [WireException], thrown before it is kept.
public final class RpcCodec {

    /// The largest frame. pubsub §The Message: "The size of the Message should be limited, say to 1 MiB".
    public static final int FRAME_BYTES_MAX = 1 << 20;
    /// The longest topic name.
    public static final int TOPIC_BYTES_MAX = 1_024;
    /// Subscriptions in one frame.
    public static final int SUBSCRIPTIONS_MAX = 5_000;
    /// Messages in one frame.
    public static final int MESSAGES_MAX = 5_000;
    /// Controls of all kinds in one frame.
    public static final int CONTROLS_MAX = 5_000;
    /// Message ids in all controls of one frame: what a cache holds may be told of in one, topic by topic.
    public static final int IDS_MAX = MeshParameters.CACHE_MESSAGES_MAX;
    /// Peers offered in one PRUNE (go-libp2p's PrunePeers).
    public static final int OFFERS_MAX = 16;
    /// The largest signed peer record in an offer.
    public static final int RECORD_BYTES_MAX = 16 << 10;

    private static final String PLACE = "gossipsub rpc";

    private RpcCodec() {}

    /// The frame's bytes, without a length before them.
    public static byte[] encode(Rpc rpc) {
        ProtoWriter out = new ProtoWriter();
        for (Subscription s : rpc.subscriptions()) {
            out.message(1, new ProtoWriter().bool(1, s.subscribe()).string(2, s.topic()));
        }
        for (Message m : rpc.messages()) out.bytes(2, m.wire());
        if (rpc.controls().isEmpty()) return out.toBytes();
        ProtoWriter controls = new ProtoWriter();
        for (Control c : rpc.controls()) encode(c, controls);
        return out.message(3, controls).toBytes();
    }

    private static void encode(Control control, ProtoWriter out) {
        switch (control) {
            case Control.IHave(String topic, List<MessageId> ids) -> out.message(1,
                    ids(2, ids, new ProtoWriter().string(1, topic)));
            case Control.IWant(List<MessageId> ids) -> out.message(2, ids(1, ids, new ProtoWriter()));
            case Control.Graft(String topic) -> out.message(3, new ProtoWriter().string(1, topic));
            case Control.Prune prune -> out.message(4, prune(prune));
            case Control.IDontWant(List<MessageId> ids) -> out.message(5, ids(1, ids, new ProtoWriter()));
        }
    }

    private static ProtoWriter ids(int field, List<MessageId> ids, ProtoWriter out) {
        for (MessageId id : ids) out.bytes(field, id.bytes());
        return out;
    }

    private static ProtoWriter prune(Control.Prune prune) {
        ProtoWriter out = new ProtoWriter().string(1, prune.topic());
        for (PeerOffer offer : prune.offers()) {
            ProtoWriter peer = new ProtoWriter().bytes(1, offer.peerId());
            if (offer.signedRecord().length > 0) peer.bytes(2, offer.signedRecord());
            out.message(2, peer);
        }
        return prune.backoffSeconds() > 0 ? out.varint(3, prune.backoffSeconds()) : out;
    }

    /// Reads a frame. Signatures are not looked at; see [SignedMessages#isGenuine].
    ///
    /// @throws WireException if it is malformed or above a limit
    public static Rpc decode(byte[] frame) {
        WireException.within(PLACE, frame.length, "bytes", FRAME_BYTES_MAX);
        return new Reading().rpc(new ProtoReader(PLACE, frame));
    }

    /// One frame being read, with what it has used of its limits.
    private static final class Reading {

        private final List<Subscription> subscriptions = new ArrayList<>(0);
        private final List<Message> messages = new ArrayList<>(1);
        private final List<Control> controls = new ArrayList<>(0);
        private int ids;

        Rpc rpc(ProtoReader in) {
            while (in.next()) {
                switch (in.field()) {
                    case 1 -> subscription(in.message(FRAME_BYTES_MAX));
                    case 2 -> message(in.bytes(FRAME_BYTES_MAX));
                    case 3 -> controls(in.message(FRAME_BYTES_MAX));
                    default -> in.skip();
                }
            }
            return new Rpc(subscriptions, messages, controls);
        }

        private void subscription(ProtoReader in) {
            within("subscriptions", subscriptions.size() + 1, SUBSCRIPTIONS_MAX);
            boolean subscribe = false;
            String topic = "";
            while (in.next()) {
                switch (in.field()) {
                    case 1 -> subscribe = in.bool();
                    case 2 -> topic = in.string(TOPIC_BYTES_MAX);
                    default -> in.skip();
                }
            }
            subscriptions.add(new Subscription(topic, subscribe));
        }

        private void message(byte[] wire) {
            within("messages", messages.size() + 1, MESSAGES_MAX);
            messages.add(SignedMessages.parse(wire));
        }

        private void controls(ProtoReader in) {
            while (in.next()) {
                int kind = in.field();
                if (kind < 1 || kind > 5) {
                    in.skip();
                    continue;
                }
                within("controls", controls.size() + 1, CONTROLS_MAX);
                ProtoReader body = in.message(FRAME_BYTES_MAX);
                controls.add(switch (kind) {
                    case 1 -> iHave(body);
                    case 2 -> new Control.IWant(ids(body));
                    case 3 -> new Control.Graft(topic(body));
                    case 4 -> prune(body);
                    default -> new Control.IDontWant(ids(body));
                });
            }
        }

        private Control iHave(ProtoReader in) {
            String topic = "";
            List<MessageId> have = new ArrayList<>();
            while (in.next()) {
                switch (in.field()) {
                    case 1 -> topic = in.string(TOPIC_BYTES_MAX);
                    case 2 -> have.add(id(in));
                    default -> in.skip();
                }
            }
            return new Control.IHave(topic, have);
        }

        private List<MessageId> ids(ProtoReader in) {
            List<MessageId> list = new ArrayList<>();
            while (in.next()) {
                if (in.field() == 1) list.add(id(in));
                else
                    in.skip();
            }
            return list;
        }

        private MessageId id(ProtoReader in) {
            within("message ids", ++ids, IDS_MAX);
            byte[] bytes = in.bytes(MessageId.BYTES_MAX);
            if (bytes.length == 0) throw new WireException(PLACE, "an empty message id");
            return MessageId.of(bytes);
        }

        private String topic(ProtoReader in) {
            String topic = "";
            while (in.next()) {
                if (in.field() == 1) topic = in.string(TOPIC_BYTES_MAX);
                else
                    in.skip();
            }
            return topic;
        }

        private Control prune(ProtoReader in) {
            String topic = "";
            long backoffSeconds = 0;
            List<PeerOffer> offers = new ArrayList<>(0);
            while (in.next()) {
                switch (in.field()) {
                    case 1 -> topic = in.string(TOPIC_BYTES_MAX);
                    case 2 -> {
                        within("offers", offers.size() + 1, OFFERS_MAX);
                        offers.add(offer(in.message(FRAME_BYTES_MAX)));
                    }
                    case 3 -> backoffSeconds = Math.max(0, in.varint());
                    default -> in.skip();
                }
            }
            return new Control.Prune(topic, offers, backoffSeconds);
        }

        private PeerOffer offer(ProtoReader in) {
            byte[] peer = {}, signedRecord = {};
            while (in.next()) {
                switch (in.field()) {
                    case 1 -> peer = in.bytes(MessageId.BYTES_MAX);
                    case 2 -> signedRecord = in.bytes(RECORD_BYTES_MAX);
                    default -> in.skip();
                }
            }
            return new PeerOffer(peer, signedRecord);
        }

        private static void within(String what, int count, int max) {
            WireException.within(PLACE, count, what, max);
        }
    }
}
