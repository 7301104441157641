package dev.pando.libp2p.gossipsub;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// IHAVE, IWANT and IDONTWANT: hearing of messages before, or instead of, receiving them.
final class LazyGossip<P> {

    private final MeshParameters parameters;
    private final PeerScores<P> scores;
    private final SeenMessages<P> seen;
    private final MessageCache<P> cache;
    private final Promises<P> promises = new Promises<>();

    LazyGossip(MeshParameters parameters, PeerScores<P> scores, SeenMessages<P> seen, MessageCache<P> cache) {
        this.parameters = parameters;
        this.scores = scores;
        this.seen = seen;
        this.cache = cache;
    }

    // v1.0 §Message Processing: "the router will check its seen cache. If the IHAVE message contains message IDs that
    // have not been seen, the router will request them with an IWANT message."
    // v1.1 §Score Thresholds: below GossipThreshold "gossip from that peer is ignored."
    // v1.1 §Spam Protection: "IHAVE messages are capped to a certain number of IHAVE messages and aggregate number of
    // message IDs advertised per heartbeat".
    void offered(Neighbour<P> n, Topic<P> topic, List<MessageId> ids, Turn<P> turn) {
        if (scores.belowGossip(n.standing) || !n.mayOffer() || topic == null || !topic.joined) return;
        List<MessageId> missing = new ArrayList<>();
        for (MessageId id : ids) if (!seen.has(id)) missing.add(id);
        int granted = n.ask(missing.size());
        if (granted == 0) return;
        List<MessageId> wanted = List.copyOf(Topic.draw(missing, granted, turn.random));
        promises.add(wanted.get(turn.random.nextInt(wanted.size())), n.peer, turn.nowMs);
        turn.control(n.peer, new Control.IWant(wanted));
    }

    // v1.0: "the router will check its mcache and will forward any requested messages that are present in the mcache".
    // One message a frame, so that no reply outgrows the frame limit.
    void asked(Neighbour<P> n, List<MessageId> ids, Turn<P> turn) {
        if (scores.belowGossip(n.standing)) return;
        int left = MeshParameters.IHAVE_IDS_MAX;
        for (MessageId id : ids) {
            if (left-- == 0) return;
            Message m = n.wants(id) ? cache.takeFor(n.peer, id) : null;
            if (m != null) turn.send(n.peer, Rpc.publish(List.of(m)));
        }
    }

    // v1.2: "Upon receiving IDONTWANT from a peer the messageId is added to the dont_send_message_ids set." The count a
    // heartbeat is limited in Neighbour.
    void refused(Neighbour<P> n, List<MessageId> ids, int heartbeat) {
        for (MessageId id : ids) n.refuse(id, heartbeat + MeshParameters.IDONTWANT_HEARTBEATS);
    }

    void arrived(MessageId id) {
        promises.kept(id);
    }

    void punishBrokenPromises(Map<P, Neighbour<P>> neighbours, long nowMs) {
        promises.broken(nowMs).forEach((peer, count) -> {
            Neighbour<P> n = neighbours.get(peer);
            if (n != null) scores.misbehaved(n, count);
        });
    }

    // v1.1 §Adaptive Gossip Dissemination: "first it selects all peers with a peer score above a gossip threshold. From
    // these peers, it randomly selects gossip factor peers with a minimum of D_lazy, and emits gossip to the selected
    // peers." Peers in the mesh or fanout get the messages themselves.
    void emit(Topic<P> topic, Turn<P> turn) {
        if (!topic.joined && topic.fanout.isEmpty()) return;
        List<MessageId> ids = cache.gossipIds(topic.name);
        List<Neighbour<P>> newcomers = List.copyOf(topic.newcomers);
        topic.newcomers.clear();
        if (ids.isEmpty()) return;
        // A link that is younger than a message has not carried it: tell those who entered the mesh since the last time.
        for (Neighbour<P> n : newcomers) tell(n, topic, ids, turn);
        List<Neighbour<P>> candidates = new ArrayList<>();
        for (Neighbour<P> n : topic.peers) if (mayGossipTo(n, topic)) candidates.add(n);
        int count = Math.max(parameters.dLazy(), (int) (MeshParameters.GOSSIP_FACTOR * candidates.size()));
        for (Neighbour<P> n : Topic.draw(candidates, count, turn.random)) tell(n, topic, ids, turn);
    }

    private void tell(Neighbour<P> n, Topic<P> topic, List<MessageId> ids, Turn<P> turn) {
        turn.control(n.peer, new Control.IHave(topic.name, shorten(ids, turn)));
    }

    private boolean mayGossipTo(Neighbour<P> n, Topic<P> topic) {
        return !n.explicit && !topic.mesh.contains(n) && !topic.fanout.contains(n) && !scores.belowGossip(n.standing);
    }

    private List<MessageId> shorten(List<MessageId> ids, Turn<P> turn) {
        if (ids.size() <= MeshParameters.IHAVE_IDS_MAX) return ids;
        return Topic.draw(new ArrayList<>(ids), MeshParameters.IHAVE_IDS_MAX, turn.random);
    }

    int promises() {
        return promises.size();
    }
}
