package dev.pando.libp2p.gossipsub;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/// Until when a link in one topic's mesh must not be grafted again.
///
/// gossipsub v1.1 §PRUNE Backoff and Peer Exchange: "both the pruned and the pruning peer add a backoff period from each
/// other, within which they will not try to regraft."
final class Backoffs<P> {

    private final Map<P, Long> untilMs = new LinkedHashMap<>(0);

    /// Begins a back-off; one that ends later stands.
    void add(P peer, long lengthMs, long nowMs) {
        untilMs.merge(peer, nowMs + lengthMs, Math::max);
        if (untilMs.size() > MeshParameters.BACKOFFS_MAX) dropOldest();
    }

    private void dropOldest() {
        Iterator<P> oldest = untilMs.keySet().iterator();
        oldest.next();
        oldest.remove();
    }

    /// Whether a GRAFT from `peer` comes too early.
    boolean tooEarly(P peer, long nowMs) {
        Long until = untilMs.get(peer);
        return until != null && nowMs < until;
    }

    /// How long its back-off still lasts, in milliseconds; 0 if there is none.
    long remainingMs(P peer, long nowMs) {
        Long until = untilMs.get(peer);
        return until == null ? 0 : Math.max(0, until - nowMs);
    }

    // "The peer has to wait the full backoff period before attempting to graft again —plus some slack"
    boolean mayGraft(P peer) {
        return !untilMs.containsKey(peer);
    }

    /// Forgets those that ended, slack included; only then may we graft.
    void expire(long nowMs) {
        if (!untilMs.isEmpty()) untilMs.values().removeIf(u -> u + MeshParameters.BACKOFF_SLACK_MS <= nowMs);
    }

    boolean isEmpty() {
        return untilMs.isEmpty();
    }

    int size() {
        return untilMs.size();
    }
}
