package dev.pando.libp2p.gossipsub;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/// Who is how much trusted; gossipsub v1.1 §The Score Function.
///
/// Scores are never shared: "The score is locally computed by each individual peer based on observed behaviour".
final class PeerScores<P> {

    private final ScoreParameters parameters;
    private final Map<P, Standing> present = new HashMap<>();
    private final Map<P, Standing> departed = new LinkedHashMap<>();
    private final Map<String, Integer> peersOfAddress = new HashMap<>();
    private long nextDecayMs = Long.MIN_VALUE;

    PeerScores(ScoreParameters parameters) {
        this.parameters = parameters;
    }

    /// A peer arrives; one that left less than `retainMs` ago finds its score as it was.
    Standing arrive(P peer, String address) {
        Standing old = departed.remove(peer);
        Standing standing = old != null && old.address.equals(address) ? old : moved(old, address);
        standing.expiresMs = Long.MAX_VALUE;
        present.put(peer, standing);
        if (!address.isEmpty()) peersOfAddress.merge(address, 1, Integer::sum);
        return standing;
    }

    private Standing moved(Standing old, String address) {
        Standing fresh = new Standing(address);
        if (old == null) return fresh;
        fresh.appSpecific = old.appSpecific;
        fresh.behaviour = old.behaviour;
        fresh.topics().addAll(old.topics());
        return fresh;
    }

    // v1.1 §Peer Scoring: "the score is retained for some period of time when a peer disconnects"
    void leave(P peer, long nowMs) {
        Standing standing = present.remove(peer);
        if (standing == null) return;
        for (TopicStanding t : standing.topics()) if (t.inMesh()) t.prune();
        if (!standing.address.isEmpty()) {
            peersOfAddress.computeIfPresent(standing.address, (a, n) -> n == 1 ? null : n - 1);
        }
        standing.expiresMs = nowMs + parameters.retainMs();
        departed.put(peer, standing);
        if (departed.size() > ScoreParameters.RETAINED_MAX) dropOldest();
    }

    private void dropOldest() {
        Iterator<P> oldest = departed.keySet().iterator();
        oldest.next();
        oldest.remove();
    }

    // "Score(p) = TopicCap(Σtᵢ*(w₁(tᵢ)*P₁(tᵢ) + … + w₄(tᵢ)*P₄(tᵢ))) + w₅*P₅ + w₆*P₆ + w₇*P₇"
    double score(Standing s) {
        double topics = 0;
        for (TopicStanding t : s.topics()) topics += t.score();
        if (parameters.topicCap() > 0) topics = Math.min(topics, parameters.topicCap());
        double excess = Math.max(0, s.behaviour - parameters.behaviourThreshold());
        return topics + parameters.appSpecificWeight() * s.appSpecific + colocation(s.address)
                + parameters.behaviourWeight() * excess * excess;
    }

    // P₆: "If the number of peers in the same IP exceeds the threshold, then the value is the square of the surplus"
    private double colocation(String address) {
        if (address.isEmpty() || parameters.colocationWeight() == 0) return 0;
        int surplus = peersOfAddress.getOrDefault(address, 0) - parameters.colocationThreshold();
        return surplus > 0 ? parameters.colocationWeight() * surplus * surplus : 0;
    }

    void graft(Neighbour<P> n, String topic, long nowMs) {
        inTopic(n, topic, t -> t.graft(nowMs));
    }

    void prune(Neighbour<P> n, String topic) {
        inTopic(n, topic, TopicStanding::prune);
    }

    /// P₇ grows by `count` misdeeds.
    void misbehaved(Neighbour<P> n, int count) {
        n.standing.behaviour += count;
    }

    void firstDelivery(Neighbour<P> n, String topic) {
        inTopic(n, topic, TopicStanding::firstDelivery);
    }

    void meshDelivery(Neighbour<P> n, String topic) {
        inTopic(n, topic, TopicStanding::meshDelivery);
    }

    void invalidDelivery(Neighbour<P> n, String topic) {
        inTopic(n, topic, TopicStanding::invalidDelivery);
    }

    /// For how long after a message was accepted a further copy is a near-first delivery; -1 if never.
    long windowMs(Neighbour<P> n, String topic) {
        TopicStanding t = n.standing.in(topic, parameters);
        return t == null || !t.inMesh() ? -1 : t.windowMs();
    }

    /// Whether P₃ counts in a topic.
    boolean countsDeliveries(String topic) {
        TopicScoreParameters scored = parameters.topics().get(topic);
        return scored != null && scored.meshWeight() < 0;
    }

    /// What a peer brought first or near-first as a member of the mesh, decayed.
    double meshDeliveries(Neighbour<P> n, String topic) {
        TopicStanding t = n.standing.in(topic, parameters);
        return t == null ? 0 : t.meshDeliveries();
    }

    private void inTopic(Neighbour<P> n, String topic, Consumer<TopicStanding> change) {
        TopicStanding t = n.standing.in(topic, parameters);
        if (t != null) change.accept(t);
    }

    void heartbeat(long nowMs) {
        departed.values().removeIf(s -> s.expiresMs <= nowMs);
        if (nowMs < nextDecayMs) return;
        nextDecayMs = nowMs + parameters.decayIntervalMs();
        for (Standing s : present.values()) s.decay(parameters, nowMs);
        for (Standing s : departed.values()) s.decay(parameters, nowMs);
    }

    void appSpecific(P peer, double value) {
        Standing standing = present.getOrDefault(peer, departed.get(peer));
        if (standing != null) standing.appSpecific = value;
    }

    boolean belowGossip(Standing s) {
        return score(s) < parameters.gossipThreshold();
    }

    boolean belowPublish(Standing s) {
        return score(s) < parameters.publishThreshold();
    }

    boolean belowGraylist(Standing s) {
        return score(s) < parameters.graylistThreshold();
    }

    boolean mayOfferPeers(Standing s) {
        return score(s) >= parameters.acceptOfferThreshold();
    }

    double opportunisticGraftThreshold() {
        return parameters.opportunisticGraftThreshold();
    }

    int retained() {
        return departed.size();
    }
}
