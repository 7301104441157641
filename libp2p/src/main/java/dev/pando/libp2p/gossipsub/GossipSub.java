package dev.pando.libp2p.gossipsub;

import dev.pando.libp2p.gossipsub.SeenMessages.Fate;
import dev.pando.libp2p.gossipsub.SeenMessages.Sighting;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// A GossipSub router: events in, actions out, nothing else.
///
/// It owns its state and is not safe for use by two threads. It knows no clock and no dice: both come with each event.
/// The same events with the same times and the same random sequence cause the same actions.
///
/// ```java
/// var router = new GossipSub<PeerId>(MeshParameters.DEFAULT, ScoreParameters.defaults(Map.of()), Set.of());
/// router.handle(new Event.Join<>("weather"), nowMs, random, action -> {
///     switch (action) {
///         case Action.Send<PeerId>(PeerId to, Rpc rpc) -> stream(to).write(rpc);
///         case Action.Validate<PeerId>(Message m, PeerId from) -> judgeLater(m);
///         case Action.Deliver<PeerId>(Message m, PeerId from) -> application.take(m);
///         case Action.Offered<PeerId> offered -> {}
///         case Action.Dial<PeerId>(PeerId peer) -> dialer.dial(peer);
///     }
/// });
/// ```
///
/// @param <P> what names a peer: small, immutable, with a value's `equals` and `hashCode`
public final class GossipSub<P> {

    private final MeshParameters parameters;
    private final Set<P> explicit;
    private final PeerScores<P> scores;
    private final Map<P, Neighbour<P>> neighbours = new LinkedHashMap<>();
    private final Map<String, Topic<P>> topics = new LinkedHashMap<>();
    private final SeenMessages<P> seen = new SeenMessages<>();
    private final MessageCache<P> cache = new MessageCache<>();
    private final MeshKeeper<P> meshes;
    private final LazyGossip<P> gossip;
    private int heartbeats;

    /// A router with no peers and no topics.
    ///
    /// @param explicit peers with an agreement: always forwarded to, never in a mesh, their frames always read
    public GossipSub(MeshParameters parameters, ScoreParameters scoring, Set<P> explicit) {
        this.parameters = parameters;
        this.explicit = Collections.unmodifiableSet(new LinkedHashSet<>(explicit)); // Set.copyOf iterates differently in every JVM
        this.scores = new PeerScores<>(scoring);
        this.meshes = new MeshKeeper<>(parameters, scores);
        this.gossip = new LazyGossip<>(parameters, scores, seen, cache);
    }

    /// Takes one event and tells `out` what is to be done, in order.
    ///
    /// @param nowMs  a clock that never runs backwards, in milliseconds from any origin
    /// @param random chance, drawn from in the calling thread
    /// @param out    called before this returns; must not call this router
    public void handle(Event<P> event, long nowMs, RandomGenerator random, Consumer<Action<P>> out) {
        Turn<P> turn = new Turn<>(nowMs, random, out);
        switch (event) {
            case Event.Connected<P> e -> connected(e, turn);
            case Event.Disconnected<P>(P peer) -> disconnected(peer, turn);
            case Event.Received<P>(P peer, Rpc rpc) -> received(neighbours.get(peer), rpc, turn);
            case Event.Forged<P>(P peer, String topic) -> forged(neighbours.get(peer), topic);
            case Event.Validated<P>(MessageId id, Verdict verdict) -> validated(id, verdict, turn);
            case Event.Publish<P>(Message message) -> publish(message, turn);
            case Event.Join<P>(String topic) -> join(topic, turn);
            case Event.Leave<P>(String topic) -> leave(topic, turn);
            case Event.Heartbeat<P>() -> heartbeat(turn);
        }
        turn.flush();
    }

    private void connected(Event.Connected<P> e, Turn<P> turn) {
        Neighbour<P> known = neighbours.get(e.peer());
        if (known == null) {
            Standing standing = scores.arrive(e.peer(), e.address());
            neighbours.put(e.peer(), new Neighbour<>(e, explicit.contains(e.peer()), standing));
        }
        // v1.0 §Topic Membership: "These announcements are sent to all known pubsub-capable peers"
        List<Subscription> ours = topics.values().stream().filter(t -> t.joined)
                .map(t -> new Subscription(t.name, true)).toList();
        if (!ours.isEmpty()) turn.send(e.peer(), Rpc.subscribe(ours));
        if (known != null) meshes.remind(known, topics.values(), turn);
    }

    private void disconnected(P peer, Turn<P> turn) {
        Neighbour<P> n = neighbours.remove(peer);
        if (n == null) return;
        for (String name : n.topics) topics.get(name).forget(n);
        scores.leave(peer, turn.nowMs);
    }

    // ---- frames

    private void received(Neighbour<P> n, Rpc rpc, Turn<P> turn) {
        if (n == null) return;
        // v1.1 §Score Thresholds: "when a peer's score drops below this threshold, the peer is graylisted and its RPCs
        // are ignored." §Explicit Peering Agreements: "incoming RPCs are always accepted from them."
        if (!n.explicit && scores.belowGraylist(n.standing)) return;
        for (Subscription s : rpc.subscriptions()) subscribed(n, s);
        for (Message m : rpc.messages()) message(n, m, turn);
        for (Control c : rpc.controls()) control(n, c, turn);
    }

    private void subscribed(Neighbour<P> n, Subscription s) {
        if (s.subscribe()) {
            if (n.topics.size() < MeshParameters.TOPICS_OF_PEER_MAX && n.topics.add(s.topic())) {
                topic(s.topic()).peers.add(n);
            }
        } else if (n.topics.remove(s.topic())) {
            Topic<P> topic = topics.get(s.topic());
            if (topic.mesh.contains(n)) scores.prune(n, topic.name);
            topic.forget(n);
        }
    }

    private void control(Neighbour<P> n, Control control, Turn<P> turn) {
        switch (control) {
            case Control.IHave(String name, List<MessageId> ids) -> gossip.offered(n, topics.get(name), ids, turn);
            case Control.IWant(List<MessageId> ids) -> gossip.asked(n, ids, turn);
            case Control.Graft(String name) -> meshes.grafted(n, topics.get(name), turn);
            case Control.Prune prune -> meshes.pruned(n, topics.get(prune.topic()), prune, turn);
            case Control.IDontWant(List<MessageId> ids) -> gossip.refused(n, ids, heartbeats);
        }
    }

    // ---- messages

    private void message(Neighbour<P> n, Message m, Turn<P> turn) {
        Topic<P> topic = topics.get(m.topic());
        if (topic == null || !topic.joined) return;
        Sighting<P> sighting = seen.find(m.id());
        if (sighting != null) {
            again(n, m.topic(), sighting, turn.nowMs);
            return;
        }
        seen.add(m, n, turn.nowMs);
        gossip.arrived(m.id());
        declineCopies(n, m, topic, turn);
        turn.act(new Action.Validate<>(m, n.peer));
    }

    // v1.2 §Basic scenario: "When the peer receives the first message instance it immediately broadcasts (not queue for
    // later piggybacking) IDONTWANT with the messageId to all its mesh peers. This could be performed prior to the
    // message validation".
    private void declineCopies(Neighbour<P> source, Message m, Topic<P> topic, Turn<P> turn) {
        if (m.size() < MeshParameters.IDONTWANT_BYTES_MIN) return;
        Rpc rpc = Rpc.control(new Control.IDontWant(List.of(m.id())));
        for (Neighbour<P> n : topic.mesh) if (n != source && n.version.knowsIDontWant()) turn.send(n.peer, rpc);
    }

    // v1.1 §P₃: "A near-first message delivery is a message delivery that occurs while a message has been first received
    // and is being validated or it has been received within a configurable window of validation".
    private void again(Neighbour<P> n, String topic, Sighting<P> sighting, long nowMs) {
        switch (sighting.fate) {
            case OPEN -> {
                if (!sighting.bearers.contains(n)) sighting.bearers.add(n);
            }
            case ACCEPTED -> {
                if (sighting.bearers == null || sighting.bearers.contains(n)) return;
                if (nowMs - sighting.judgedMs <= scores.windowMs(n, topic)) {
                    sighting.bearers.add(n);
                    scores.meshDelivery(n, topic);
                }
            }
            case REJECTED -> scores.invalidDelivery(n, topic);
            case IGNORED -> {
            }
        }
    }

    private void forged(Neighbour<P> n, String topic) {
        if (n != null) scores.invalidDelivery(n, topic);
    }

    private void validated(MessageId id, Verdict verdict, Turn<P> turn) {
        Sighting<P> sighting = seen.find(id);
        if (sighting == null || sighting.fate != Fate.OPEN) return;
        Message m = sighting.message;
        switch (verdict) {
            case ACCEPT -> accepted(m, sighting, turn);
            case REJECT -> {
                for (Neighbour<P> n : sighting.bearers) scores.invalidDelivery(n, m.topic());
                sighting.judge(Fate.REJECTED, turn.nowMs);
                sighting.bearers = null;
            }
            case IGNORE -> {
                sighting.judge(Fate.IGNORED, turn.nowMs);
                sighting.bearers = null;
            }
        }
    }

    private void accepted(Message m, Sighting<P> sighting, Turn<P> turn) {
        sighting.judge(Fate.ACCEPTED, turn.nowMs);
        Neighbour<P> source = sighting.source();
        scores.firstDelivery(source, m.topic());
        for (Neighbour<P> n : sighting.bearers) if (n != source) scores.meshDelivery(n, m.topic());
        cache.put(m);
        turn.act(new Action.Deliver<>(m, source.peer));
        Topic<P> topic = topics.get(m.topic());
        if (topic != null) forward(m, topic.mesh, topic, sighting.bearers, turn);
    }

    // v1.0 §Message Processing: "it will forward the message to every peer in its local gossipsub topic mesh".
    // v1.1 §Explicit Peering Agreements: "every new valid incoming message is forwarded to the direct peers".
    // v1.2: "When later relaying the messageId message to the mesh the peers found in dont_send_message_ids MUST be
    // skipped."
    private void forward(Message m, Collection<Neighbour<P>> receivers, Topic<P> topic, List<Neighbour<P>> bearers,
            Turn<P> turn) {
        Rpc rpc = Rpc.publish(List.of(m));
        for (Neighbour<P> n : receivers) {
            if (!bearers.contains(n) && n.wants(m.id())) turn.send(n.peer, rpc);
        }
        for (P peer : explicit) {
            Neighbour<P> n = neighbours.get(peer);
            if (n == null || receivers.contains(n) || bearers.contains(n)) continue;
            if (topic.peers.contains(n) && n.wants(m.id())) turn.send(peer, rpc);
        }
    }

    private void publish(Message m, Turn<P> turn) {
        if (seen.has(m.id())) return;
        // "if the router receives a message that it published itself, it will not forward it further"
        Sighting<P> sighting = seen.add(m, null, turn.nowMs);
        sighting.judge(Fate.ACCEPTED, turn.nowMs);
        sighting.bearers = null;
        cache.put(m);
        Topic<P> topic = topic(m.topic());
        forward(m, receiversOfOurs(topic, turn), topic, List.of(), turn);
    }

    // v1.1 §Flood Publishing: "publishing the message to all connected peers with a score above a publish threshold …
    // This applies regardless of whether the publisher is subscribed to the topic."
    private Collection<Neighbour<P>> receiversOfOurs(Topic<P> topic, Turn<P> turn) {
        if (!parameters.floodPublish()) return topic.joined ? topic.mesh : meshes.fanout(topic, turn);
        List<Neighbour<P>> trusted = new ArrayList<>();
        for (Neighbour<P> n : topic.peers) if (n.explicit || !scores.belowPublish(n.standing)) trusted.add(n);
        return trusted;
    }

    // ---- topics

    private void join(String name, Turn<P> turn) {
        Topic<P> topic = topic(name);
        if (topic.joined) return;
        topic.joined = true;
        announce(new Subscription(name, true), turn);
        meshes.form(topic, turn);
    }

    private void leave(String name, Turn<P> turn) {
        Topic<P> topic = topics.get(name);
        if (topic == null || !topic.joined) return;
        topic.joined = false;
        announce(new Subscription(name, false), turn);
        meshes.dissolve(topic, turn);
    }

    private void announce(Subscription s, Turn<P> turn) {
        Rpc rpc = Rpc.subscribe(List.of(s));
        for (P peer : neighbours.keySet()) turn.send(peer, rpc);
    }

    private Topic<P> topic(String name) {
        return topics.computeIfAbsent(name, Topic::new);
    }

    // ---- heartbeat

    private void heartbeat(Turn<P> turn) {
        heartbeats++;
        scores.heartbeat(turn.nowMs);
        seen.expire(turn.nowMs);
        for (Neighbour<P> n : neighbours.values()) n.newHeartbeat(heartbeats);
        gossip.punishBrokenPromises(neighbours, turn.nowMs);
        for (Topic<P> topic : topics.values()) {
            meshes.maintain(topic, heartbeats, turn);
            gossip.emit(topic, turn);
        }
        topics.values().removeIf(Topic::isIdle);
        cache.shift();
        if (heartbeats % MeshParameters.EXPLICIT_DIAL_HEARTBEATS == 1) dialExplicit(turn);
    }

    // v1.1 §Explicit Peering Agreements: "The connections are initially established when the router boots, and are
    // periodically checked for connectivity and reconnect if the connectivity is lost."
    private void dialExplicit(Turn<P> turn) {
        for (P peer : explicit) if (!neighbours.containsKey(peer)) turn.act(new Action.Dial<>(peer));
    }

    // ---- what others may ask

    /// Tells P₅ of a peer: the application's own opinion, any finite number.
    public void appSpecificScore(P peer, double value) {
        scores.appSpecific(peer, value);
    }

    /// A connected peer's score, 0 for a stranger.
    public double score(P peer) {
        Neighbour<P> n = neighbours.get(peer);
        return n == null ? 0 : scores.score(n.standing);
    }

    /// The peers in a topic's mesh, oldest link first.
    public Set<P> mesh(String topic) {
        Topic<P> t = topics.get(topic);
        Set<P> peers = new LinkedHashSet<>();
        if (t != null) for (Neighbour<P> n : t.mesh) peers.add(n.peer);
        return peers;
    }

    /// The connected peers that subscribed to a topic.
    public Set<P> peers(String topic) {
        Topic<P> t = topics.get(topic);
        Set<P> peers = new LinkedHashSet<>();
        if (t != null) for (Neighbour<P> n : t.peers) peers.add(n.peer);
        return peers;
    }

    /// How full the router's tables are.
    public Tables tables() {
        int backoffs = 0, unwanted = 0;
        for (Topic<P> t : topics.values()) backoffs += t.backoffs.size();
        for (Neighbour<P> n : neighbours.values()) unwanted += n.unwantedCount();
        return new Tables(neighbours.size(), topics.size(), seen.size(), cache.size(), backoffs, gossip.promises(),
                unwanted, scores.retained());
    }

    /// Entries in each of a router's tables.
    ///
    /// @param peers    connected peers
    /// @param topics   topics that we or a peer care about
    /// @param seen     message ids remembered
    /// @param cached   messages that may be asked for
    /// @param backoffs links not to be grafted yet
    /// @param promises messages that peers offered and we asked for
    /// @param unwanted messages that peers do not want
    /// @param retained departed peers whose score is kept
    public record Tables(int peers, int topics, int seen, int cached, int backoffs, int promises, int unwanted,
            int retained) {}
}
