package dev.pando.node.split;

import dev.pando.libp2p.identity.PeerId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Who has what at this stage, and how much of it they may have. A ledger: it neither computes nor waits, and takes the
/// time as a parameter.
final class Guests {

    /// A sequence that a peer has here.
    static final class Session {
        final PeerId peer;
        final Runnable end;
        private long usedMs;
        private long cacheBytes;

        private Session(PeerId peer, Runnable end, long nowMs) {
            this.peer = peer;
            this.end = end;
            this.usedMs = nowMs;
        }
    }

    private final long memoryBytesMax;
    private final Set<Session> sessions = new HashSet<>();
    private final Map<PeerId, Integer> parts = new HashMap<>();
    private long bytes; // weights and caches of everybody

    /// @param memoryBytesMax weights and caches of everybody together
    Guests(long memoryBytesMax) {
        this.memoryBytesMax = memoryBytesMax;
    }

    /// A peer wants a part of a model.
    ///
    /// @return why it cannot have it, or empty: then it has it until [#partLeft]
    synchronized Optional<String> part(PeerId peer, long weightBytes) {
        int count = parts.getOrDefault(peer, 0);
        if (count >= SplitLimits.PARTS_PER_PEER_MAX) return Optional.of(count + " parts are loaded for you, the most");
        if (weightBytes > memoryBytesMax - bytes) {
            return Optional.of(weightBytes + " bytes are needed, " + (memoryBytesMax - bytes) + " are free");
        }
        parts.put(peer, count + 1);
        bytes += weightBytes;
        return Optional.empty();
    }

    synchronized void partLeft(PeerId peer, long weightBytes) {
        parts.computeIfPresent(peer, (_, n) -> n == 1 ? null : n - 1);
        bytes -= weightBytes;
    }

    /// A sequence begins.
    ///
    /// @param end what ends it when it is forgotten
    /// @return empty if the peer has as many as it may have
    synchronized Optional<Session> begin(PeerId peer, Runnable end, long nowMs) {
        long count = sessions.stream().filter(s -> s.peer.equals(peer)).count();
        if (count >= SplitLimits.SESSIONS_PER_PEER_MAX) return Optional.empty();
        Session session = new Session(peer, end, nowMs);
        sessions.add(session);
        return Optional.of(session);
    }

    /// A sequence is used, and will hold `cacheBytes` from now on.
    ///
    /// @return whether there is room for that
    synchronized boolean use(Session session, long cacheBytes, long nowMs) {
        session.usedMs = nowMs;
        long more = Math.max(0, cacheBytes - session.cacheBytes);
        if (more > memoryBytesMax - bytes) return false;
        session.cacheBytes += more;
        bytes += more;
        return true;
    }

    synchronized void end(Session session) {
        if (sessions.remove(session)) bytes -= session.cacheBytes;
    }

    /// Sequences that nobody has used for [SplitLimits#SESSION_IDLE_MS]; whoever asks must end them.
    synchronized List<Session> idle(long nowMs) {
        return new ArrayList<>(
                sessions.stream().filter(s -> nowMs - s.usedMs >= SplitLimits.SESSION_IDLE_MS).toList());
    }

    synchronized int sessions() {
        return sessions.size();
    }

    synchronized long freeBytes() {
        return memoryBytesMax - bytes;
    }
}
