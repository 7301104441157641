package dev.pando.libp2p.gossipsub;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/// What peers have offered and we asked for.
///
/// gossipsub v1.1 §Spam Protection Measures: "For each IHAVE advertisement which elicits an IWANT request, the router
/// tracks a random message ID within the advertised set. If the message is not received (from any peer) within a period
/// of time, then a behavioural penalty is applied to the advertising peer through P₇."
final class Promises<P> {

    private final Map<MessageId, Map<P, Long>> dueByPeer = new LinkedHashMap<>();

    void add(MessageId id, P peer, long nowMs) {
        if (dueByPeer.size() >= MeshParameters.PROMISES_MAX && !dueByPeer.containsKey(id)) return;
        dueByPeer.computeIfAbsent(id, k -> new LinkedHashMap<>(2)).putIfAbsent(peer,
                nowMs + MeshParameters.IWANT_FOLLOWUP_MS);
    }

    void kept(MessageId id) {
        if (!dueByPeer.isEmpty()) dueByPeer.remove(id);
    }

    /// How many promises each peer has broken by now; they are forgotten.
    Map<P, Integer> broken(long nowMs) {
        if (dueByPeer.isEmpty()) return Map.of();
        Map<P, Integer> broken = new HashMap<>();
        for (Iterator<Map<P, Long>> each = dueByPeer.values().iterator(); each.hasNext();) {
            Map<P, Long> due = each.next();
            due.entrySet().removeIf(e -> {
                boolean late = e.getValue() <= nowMs;
                if (late) broken.merge(e.getKey(), 1, Integer::sum);
                return late;
            });
            if (due.isEmpty()) each.remove();
        }
        return broken;
    }

    int size() {
        return dueByPeer.size();
    }
}
