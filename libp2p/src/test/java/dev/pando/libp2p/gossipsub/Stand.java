package dev.pando.libp2p.gossipsub;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// A router on a test stand: peers are strings, time stands still unless told, every action is kept until looked at.
final class Stand {

    static final String TOPIC = "weather";

    final GossipSub<String> router;
    final List<Action<String>> actions = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom(1);
    long nowMs = 1_000_000;

    Stand(MeshParameters mesh, ScoreParameters scoring, String... explicit) {
        router = new GossipSub<>(mesh, scoring, Set.of(explicit));
    }

    static Stand joined() {
        return joined(TopicScoreParameters.QUIET);
    }

    static Stand joined(TopicScoreParameters topic) {
        return joined(MeshParameters.DEFAULT, ScoreParameters.defaults(Map.of(TOPIC, topic)));
    }

    static Stand joined(MeshParameters mesh, ScoreParameters scoring, String... explicit) {
        Stand stand = new Stand(mesh, scoring, explicit);
        stand.handle(new Event.Join<>(TOPIC));
        return stand;
    }

    void handle(Event<String> event) {
        router.handle(event, nowMs, random, actions::add);
    }

    /// A peer that we dialled or that dialled us, subscribed to the topic.
    void peer(String name, boolean outbound) {
        handle(new Event.Connected<>(name, outbound, name, Version.V1_2));
        receive(name, Rpc.subscribe(List.of(new Subscription(TOPIC, true))));
    }

    void peers(int count) {
        for (int i = 0; i < count; i++) peer("p" + i, false);
    }

    /// Peers that have grafted us.
    void meshOf(int count) {
        for (int i = 0; i < count; i++) {
            peer("m" + i, true);
            receive("m" + i, Rpc.control(new Control.Graft(TOPIC)));
        }
        actions.clear();
    }

    void receive(String peer, Rpc rpc) {
        handle(new Event.Received<>(peer, rpc));
    }

    void receive(String peer, Control control) {
        receive(peer, Rpc.control(control));
    }

    void receive(String peer, Message message) {
        receive(peer, Rpc.publish(List.of(message)));
    }

    void judge(Message message, Verdict verdict) {
        handle(new Event.Validated<>(message.id(), verdict));
    }

    void heartbeat() {
        nowMs += MeshParameters.HEARTBEAT_MS;
        handle(new Event.Heartbeat<>());
    }

    void heartbeats(int count) {
        for (int i = 0; i < count; i++) heartbeat();
    }

    Set<String> mesh() {
        return router.mesh(TOPIC);
    }

    /// What was sent, and forgets it.
    List<Action.Send<String>> sent() {
        List<Action.Send<String>> sent = new ArrayList<>();
        for (Action<String> a : actions) if (a instanceof Action.Send<String> s) sent.add(s);
        actions.clear();
        return sent;
    }

    /// The controls of one kind that were sent to a peer; keeps them.
    <C extends Control> List<C> controls(String peer, Class<C> kind) {
        return sentTo(peer).flatMap(r -> r.controls().stream()).filter(kind::isInstance).map(kind::cast).toList();
    }

    /// Those that a message was sent to; keeps it.
    List<String> receivers(Message message) {
        List<String> receivers = new ArrayList<>();
        for (Action<String> a : actions) {
            if (a instanceof Action.Send<String>(String peer, Rpc rpc) && rpc.messages().contains(message)) {
                receivers.add(peer);
            }
        }
        return receivers;
    }

    boolean delivered(Message message) {
        return actions.stream().anyMatch(a -> a instanceof Action.Deliver<String> d && d.message().equals(message));
    }

    private Stream<Rpc> sentTo(String peer) {
        return actions.stream()
                .mapMulti((a, out) -> {
                    if (a instanceof Action.Send<String>(String to, Rpc rpc) && to.equals(peer)) out.accept(rpc);
                });
    }

    static Message message(int number, int bytes) {
        byte[] seqno = ByteBuffer.allocate(8).putLong(number).array();
        byte[] from = {1, 2, 3};
        byte[] body = new byte[bytes];
        return new Message(MessageId.stamped(from, seqno), TOPIC, from, seqno, body, body);
    }

    static Message message(int number) {
        return message(number, 100);
    }
}
