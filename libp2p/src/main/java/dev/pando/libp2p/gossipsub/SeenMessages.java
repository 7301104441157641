package dev.pando.libp2p.gossipsub;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which messages have come by, what became of them, and who brought them while that was open.
///
/// gossipsub v1.0 §Message Cache: "We also keep a seen cache, which is a timed least-recently-used cache of message IDs
/// that we have observed recently." Bounded by [MeshParameters#SEEN_MAX] and [MeshParameters#SEEN_TTL_MS].
final class SeenMessages<P> {

    /// What became of a message.
    enum Fate {
        OPEN, ACCEPTED, REJECTED, IGNORED
    }

    /// One message's story. `message` is kept only while its fate is open, `bearers` while a copy may still count.
    static final class Sighting<P> {
        final MessageId id;
        final long firstMs;
        Fate fate = Fate.OPEN;
        long judgedMs;
        Message message;
        List<Neighbour<P>> bearers; // first is the source; null when copies no longer count

        Sighting(Message message, Neighbour<P> source, long nowMs) {
            this.id = message.id();
            this.message = message;
            this.firstMs = nowMs;
            this.bearers = new ArrayList<>(4);
            if (source != null) bearers.add(source);
        }

        Neighbour<P> source() {
            return bearers.getFirst();
        }

        void judge(Fate fate, long nowMs) {
            this.fate = fate;
            this.judgedMs = nowMs;
            this.message = null;
        }
    }

    private final Map<MessageId, Sighting<P>> byId = new HashMap<>();
    private final ArrayDeque<Sighting<P>> byAge = new ArrayDeque<>();

    Sighting<P> find(MessageId id) {
        return byId.get(id);
    }

    boolean has(MessageId id) {
        return byId.containsKey(id);
    }

    Sighting<P> add(Message message, Neighbour<P> source, long nowMs) {
        Sighting<P> sighting = new Sighting<>(message, source, nowMs);
        byId.put(sighting.id, sighting);
        byAge.add(sighting);
        if (byAge.size() > MeshParameters.SEEN_MAX) byId.remove(byAge.remove().id);
        return sighting;
    }

    void expire(long nowMs) {
        while (!byAge.isEmpty() && byAge.peek().firstMs + MeshParameters.SEEN_TTL_MS <= nowMs) {
            byId.remove(byAge.remove().id);
        }
    }

    int size() {
        return byAge.size();
    }
}
