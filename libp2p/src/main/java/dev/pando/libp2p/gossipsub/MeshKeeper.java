package dev.pando.libp2p.gossipsub;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/// Keeps each topic's mesh at its degree, made of peers that deserve it; GRAFT and PRUNE.
final class MeshKeeper<P> {

    private final MeshParameters parameters;
    private final PeerScores<P> scores;

    MeshKeeper(MeshParameters parameters, PeerScores<P> scores) {
        this.parameters = parameters;
        this.scores = scores;
    }

    // ---- our own wish

    // v1.0 §Topic Membership: "the router will form a topic mesh by selecting up to D peers from its local peering state
    // first examining the fanout map."
    void form(Topic<P> topic, Turn<P> turn) {
        List<Neighbour<P>> known = new ArrayList<>(topic.fanout);
        topic.fanout.clear();
        for (Neighbour<P> n : Topic.draw(known, parameters.d(), turn.random)) {
            if (eligible(n, topic)) graft(n, topic, turn);
        }
        fill(topic, parameters.d(), n -> true, turn);
    }

    // "The router will inform the peers in mesh[topic] by sending them a PRUNE control message". v1.1: "A shorter
    // backoff period can be used in case of an unsubscribe event, allowing faster resubscribing."
    void dissolve(Topic<P> topic, Turn<P> turn) {
        for (Neighbour<P> n : List.copyOf(topic.mesh)) prune(n, topic, MeshParameters.UNSUBSCRIBE_BACKOFF_MS, turn);
    }

    // v1.0 §Message Processing: "If this set is empty, the router will choose up to D peers from peers.gossipsub[topic]
    // and add them to fanout[topic]."
    Collection<Neighbour<P>> fanout(Topic<P> topic, Turn<P> turn) {
        topic.lastPublishedMs = turn.nowMs;
        if (topic.fanout.isEmpty()) fillFanout(topic, turn);
        return topic.fanout;
    }

    private void fillFanout(Topic<P> topic, Turn<P> turn) {
        Predicate<Neighbour<P>> fit = n -> !n.explicit && !topic.fanout.contains(n) && !scores.belowPublish(n.standing);
        topic.fanout.addAll(topic.draw(parameters.d() - topic.fanout.size(), fit, turn.random));
    }

    // ---- their wish

    void grafted(Neighbour<P> n, Topic<P> topic, Turn<P> turn) {
        // v1.1 §Spam Protection: "GRAFT messages for unknown topics are ignored"
        if (topic == null || !topic.joined) return;
        if (topic.mesh.contains(n)) return;
        boolean isStranger = isStranger(n, topic);
        if (isStranger) topic.knocks++;
        if (mayEnter(n, isStranger, topic, turn)) {
            if (isStranger) welcome(n, topic, turn.nowMs);
            enter(n, topic, turn);
        } else {
            refuse(n, topic, turn);
        }
    }

    private boolean mayEnter(Neighbour<P> n, boolean isStranger, Topic<P> topic, Turn<P> turn) {
        // "It is an error to GRAFT on an explicit peer, and such an attempt should be logged and rejected with a PRUNE."
        if (n.explicit) return false;
        if (topic.backoffs.tooEarly(n.peer, turn.nowMs)) {
            scores.misbehaved(n, misdeeds(n, topic, turn.nowMs));
            return false;
        }
        // "peers with a score below this threshold are pruned from the mesh during the heartbeat and ignored"
        if (scores.score(n.standing) < 0) return false;
        // §Outbound Mesh Quotas: "When the peer receives a GRAFT while oversubscribed (with mesh degree at D_hi or
        // higher), it only accepts the new peer in the mesh if it is an outbound connection."
        if (n.outbound) return true;
        return topic.mesh.size() < parameters.dHigh() && (!isStranger || takesGuest(topic, turn.nowMs));
    }

    private boolean isProven(Neighbour<P> n) {
        return scores.score(n.standing) > 0;
    }

    // Ours (docs/decisions/051): who has done nothing good yet is a stranger. A mesh that holds itself takes one as a guest
    // at a time, waits twice as long for the next when one disappoints, and takes none from a crowd: sybils come in
    // thousands, newcomers do not.
    private boolean takesGuest(Topic<P> topic, long nowMs) {
        boolean isCrowd = topic.knocks > parameters.dHigh();
        return !isCrowd && nowMs >= topic.nextGuestMs
                || topic.mesh.stream().filter(this::isProven).count() < parameters.dLow();
    }

    // Who came by himself and has done less than half of the mesh. One lucky message, which anybody can throw over the
    // fence, does not make a friend.
    private boolean isStranger(Neighbour<P> n, Topic<P> topic) {
        return !n.outbound && (!isProven(n) || scores.score(n.standing) < medianScore(topic));
    }

    private void welcome(Neighbour<P> n, Topic<P> topic, long nowMs) {
        topic.guests.put(n, nowMs);
        topic.nextGuestMs = nowMs + topic.guestWaitMs;
    }

    // A guest is judged when it has left the mesh, or has been there for GUEST_WAIT_MS.
    private void judgeGuests(Topic<P> topic, Turn<P> turn) {
        List<Neighbour<P>> due = new ArrayList<>();
        topic.guests.forEach((n, sinceMs) -> {
            if (!topic.mesh.contains(n) || turn.nowMs - sinceMs >= MeshParameters.GUEST_WAIT_MS) due.add(n);
        });
        for (Neighbour<P> n : due) judgeGuest(n, topic, turn);
    }

    private void judgeGuest(Neighbour<P> n, Topic<P> topic, Turn<P> turn) {
        topic.guests.remove(n);
        boolean stays = topic.mesh.contains(n), lags = stays && lags(n, topic);
        if (lags) prune(n, topic, MeshParameters.PRUNE_BACKOFF_MS, turn);
        double score = scores.score(n.standing);
        if (stays && !lags && score > 0) topic.guestWaitMs = MeshParameters.GUEST_WAIT_MS;
        if (lags || score < 0) {
            topic.guestWaitMs = Math.min(2 * topic.guestWaitMs, MeshParameters.GUEST_WAIT_MS_MAX);
            topic.nextGuestMs = turn.nowMs + topic.guestWaitMs;
        }
    }

    // Only where P₃ counts: there the application has said how late a copy may be in this network.
    private boolean lags(Neighbour<P> n, Topic<P> topic) {
        if (!scores.countsDeliveries(topic.name)) return false;
        double median = median(topic, peer -> scores.meshDeliveries(peer, topic.name));
        return scores.meshDeliveries(n, topic.name) < MeshParameters.GUEST_SHARE_MIN * median;
    }

    // "When a peer tries to regraft too early, the pruning peer may apply a behavioural penalty": one for being early,
    // two for not even waiting GRAFT_FLOOD_MS.
    private int misdeeds(Neighbour<P> n, Topic<P> topic, long nowMs) {
        long sincePruned = MeshParameters.PRUNE_BACKOFF_MS - topic.backoffs.remainingMs(n.peer, nowMs);
        return sincePruned < MeshParameters.GRAFT_FLOOD_MS ? 2 : 1;
    }

    // "Both the pruning and the pruned peer will immediately prune a GRAFT within the backoff period and extend it."
    private void refuse(Neighbour<P> n, Topic<P> topic, Turn<P> turn) {
        topic.backoffs.add(n.peer, MeshParameters.PRUNE_BACKOFF_MS, turn.nowMs);
        turn.control(n.peer, prune(topic, MeshParameters.PRUNE_BACKOFF_MS));
    }

    void pruned(Neighbour<P> n, Topic<P> topic, Control.Prune prune, Turn<P> turn) {
        if (topic == null) return;
        if (topic.mesh.remove(n)) scores.prune(n, topic.name);
        if (!topic.joined) return;
        // "the pruning peer should include the backoff period in the PRUNE message."
        long asked = prune.backoffSeconds();
        long backoffMs = asked <= 0
                ? MeshParameters.PRUNE_BACKOFF_MS
                : Math.min(asked, MeshParameters.BACKOFF_MAX_MS / 1_000) * 1_000;
        topic.backoffs.add(n.peer, backoffMs, turn.nowMs);
        // AcceptPXThreshold: "we only accept it and connect to the supplied peers if the originating peer's score
        // exceeds this threshold."
        if (parameters.acceptOffers() && !prune.offers().isEmpty() && scores.mayOfferPeers(n.standing)) {
            turn.act(new Action.Offered<>(n.peer, prune.offers()));
        }
    }

    // ---- heartbeat

    void maintain(Topic<P> topic, int heartbeat, Turn<P> turn) {
        topic.backoffs.expire(turn.nowMs);
        if (topic.joined) maintainMesh(topic, heartbeat, turn);
        else
            maintainFanout(topic, turn);
    }

    private void maintainMesh(Topic<P> topic, int heartbeat, Turn<P> turn) {
        // v1.1 §Heartbeat Maintenance: "Peers with a negative score are pruned from all meshes."
        for (Neighbour<P> n : List.copyOf(topic.mesh)) {
            if (scores.score(n.standing) < 0) prune(n, topic, MeshParameters.PRUNE_BACKOFF_MS, turn);
        }
        topic.knocks *= MeshParameters.KNOCKS_DECAY;
        judgeGuests(topic, turn);
        // v1.0 §Mesh Maintenance: "if |mesh[topic]| < D_low: select D - |mesh[topic]| peers"
        if (topic.mesh.size() < parameters.dLow()) fill(topic, parameters.d(), n -> true, turn);
        // "if |mesh[topic]| > D_high: select |mesh[topic]| - D peers from mesh[topic]"
        if (topic.mesh.size() > parameters.dHigh()) thin(topic, turn);
        // v1.1 §Outbound Mesh Quotas: "if the peer already has at least D_lo peers in the mesh but not enough outbound
        // connections, then it selects as many needed peers to fill the quota and grafts them in the mesh."
        int missing = parameters.dOut() - countOutbound(topic.mesh);
        if (topic.mesh.size() >= parameters.dLow() && missing > 0) {
            fill(topic, topic.mesh.size() + missing, n -> n.outbound, turn);
        }
        if (heartbeat % MeshParameters.OPPORTUNISTIC_GRAFT_HEARTBEATS == 0) graftOpportunistically(topic, turn);
    }

    // "the peer keeps the best D_score scoring peers and selects the remaining peers to keep at random … under the
    // constraint that D_out peers are outbound connections; if the scoring plus random selection does not result in
    // enough outbound connections, then we replace the random and lower scoring peers in the selection with outbound
    // connection peers."
    private void thin(Topic<P> topic, Turn<P> turn) {
        List<Neighbour<P>> ranked = new ArrayList<>(topic.mesh);
        Topic.draw(ranked, ranked.size(), turn.random); // equals in random order
        ranked.sort(byScore().reversed());
        List<Neighbour<P>> rest = new ArrayList<>(ranked.subList(parameters.dScore(), ranked.size()));
        Topic.draw(rest, rest.size(), turn.random);
        List<Neighbour<P>> kept = new ArrayList<>(ranked.subList(0, parameters.dScore()));
        kept.addAll(rest.subList(0, parameters.d() - parameters.dScore()));
        List<Neighbour<P>> dropped = rest.subList(parameters.d() - parameters.dScore(), rest.size());
        bringInOutbound(kept, dropped);
        Set<Neighbour<P>> survivors = new LinkedHashSet<>(kept);
        for (Neighbour<P> n : ranked) {
            if (!survivors.contains(n)) prune(n, topic, MeshParameters.PRUNE_BACKOFF_MS, turn);
        }
    }

    /// Replaces inbound peers at the end of `kept` by outbound ones of `dropped` until the quota is met or none is left.
    private void bringInOutbound(List<Neighbour<P>> kept, List<Neighbour<P>> dropped) {
        int missing = parameters.dOut() - countOutbound(kept);
        int last = kept.size() - 1;
        for (Neighbour<P> n : dropped) {
            if (missing <= 0) return;
            if (!n.outbound) continue;
            while (last >= 0 && kept.get(last).outbound) last--;
            if (last < 0) return;
            kept.set(last--, n);
            missing--;
        }
    }

    // "If the median score is below the threshold, the router opportunistically grafts (at least) two peers with score
    // above the median in the mesh."
    private void graftOpportunistically(Topic<P> topic, Turn<P> turn) {
        if (topic.mesh.size() < 2) return;
        double median = medianScore(topic);
        if (median >= scores.opportunisticGraftThreshold()) return;
        int size = topic.mesh.size() + MeshParameters.OPPORTUNISTIC_GRAFT_PEERS;
        fill(topic, size, n -> scores.score(n.standing) > median, turn);
    }

    private double medianScore(Topic<P> topic) {
        return median(topic, n -> scores.score(n.standing));
    }

    private double median(Topic<P> topic, ToDoubleFunction<Neighbour<P>> value) {
        double[] sorted = topic.mesh.stream().mapToDouble(value).sorted().toArray();
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }

    // v1.0 §Fanout Maintenance: "if time since last published > fanout_ttl remove topic from fanout else if
    // |fanout[topic]| < D select D - |fanout[topic]| peers".
    private void maintainFanout(Topic<P> topic, Turn<P> turn) {
        if (topic.fanout.isEmpty()) return;
        topic.fanout.removeIf(n -> scores.belowPublish(n.standing));
        boolean quiet = turn.nowMs - topic.lastPublishedMs > MeshParameters.FANOUT_TTL_MS;
        if (quiet) topic.fanout.clear();
        else
            fillFanout(topic, turn);
    }

    // ---- links

    // Those that have done something good before strangers; within each, "at random".
    private void fill(Topic<P> topic, int size, Predicate<Neighbour<P>> fit, Turn<P> turn) {
        Predicate<Neighbour<P>> fits = n -> eligible(n, topic) && fit.test(n);
        for (Predicate<Neighbour<P>> kind : List.of(fits.and(this::isProven), fits)) {
            int missing = size - topic.mesh.size();
            for (Neighbour<P> n : topic.draw(missing, kind, turn.random)) graft(n, topic, turn);
        }
    }

    // v1.1: "When selecting peers to graft because of undersubscription, peers with a negative score are ignored."
    private boolean eligible(Neighbour<P> n, Topic<P> topic) {
        return !topic.mesh.contains(n) && !n.explicit && topic.backoffs.mayGraft(n.peer)
                && scores.score(n.standing) >= 0;
    }

    private void graft(Neighbour<P> n, Topic<P> topic, Turn<P> turn) {
        enter(n, topic, turn);
        turn.control(n.peer, new Control.Graft(topic.name));
    }

    /// Tells a peer, which may have lost sight of us, in which of our meshes it is.
    void remind(Neighbour<P> n, Collection<Topic<P>> topics, Turn<P> turn) {
        for (Topic<P> t : topics) if (t.mesh.contains(n)) turn.control(n.peer, new Control.Graft(t.name));
    }

    private void enter(Neighbour<P> n, Topic<P> topic, Turn<P> turn) {
        topic.mesh.add(n);
        topic.newcomers.add(n);
        scores.graft(n, topic.name, turn.nowMs);
    }

    private void prune(Neighbour<P> n, Topic<P> topic, long backoffMs, Turn<P> turn) {
        topic.mesh.remove(n);
        scores.prune(n, topic.name);
        topic.backoffs.add(n.peer, backoffMs, turn.nowMs);
        turn.control(n.peer, prune(topic, backoffMs));
    }

    private Control prune(Topic<P> topic, long backoffMs) {
        return new Control.Prune(topic.name, List.of(), backoffMs / 1_000);
    }

    private Comparator<Neighbour<P>> byScore() {
        return Comparator.comparingDouble(n -> scores.score(n.standing));
    }

    private int countOutbound(Collection<Neighbour<P>> mesh) {
        int count = 0;
        for (Neighbour<P> n : mesh) if (n.outbound) count++;
        return count;
    }
}
