package dev.pando.libp2p.gossipsub;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// What a router knows of one connected peer. Owned by the router's thread; equal only to itself, so it may be a key as
/// long as every collection that is iterated keeps insertion order.
final class Neighbour<P> {

    final P peer;
    final boolean outbound;
    final boolean explicit;
    final Version version;
    final Standing standing;
    final Set<String> topics = new HashSet<>(4);

    // Until which heartbeat a message must not be sent to it.
    private Map<MessageId, Integer> unwanted = Map.of();
    private int idsUnwantedNow;
    private int iHavesNow;
    private int idsAskedNow;

    Neighbour(Event.Connected<P> event, boolean explicit, Standing standing) {
        this.peer = event.peer();
        this.outbound = event.outbound();
        this.version = event.version();
        this.explicit = explicit;
        this.standing = standing;
    }

    /// Whether one more IHAVE may be read in this heartbeat.
    boolean mayOffer() {
        return ++iHavesNow <= MeshParameters.IHAVE_MESSAGES_MAX;
    }

    /// How many of `wanted` ids may be asked for now; counts them as asked.
    int ask(int wanted) {
        int granted = Math.min(wanted, MeshParameters.IHAVE_IDS_MAX - idsAskedNow);
        idsAskedNow += granted;
        return granted;
    }

    void refuse(MessageId id, int untilHeartbeat) {
        if (++idsUnwantedNow > MeshParameters.IDONTWANT_IDS_MAX) return;
        if (unwanted.isEmpty()) unwanted = new HashMap<>();
        unwanted.put(id, untilHeartbeat);
    }

    boolean wants(MessageId id) {
        return unwanted.isEmpty() || !unwanted.containsKey(id);
    }

    int unwantedCount() {
        return unwanted.size();
    }

    void newHeartbeat(int heartbeat) {
        iHavesNow = 0;
        idsAskedNow = 0;
        idsUnwantedNow = 0;
        if (unwanted.isEmpty()) return;
        unwanted.values().removeIf(until -> until <= heartbeat);
        if (unwanted.isEmpty()) unwanted = Map.of();
    }
}
