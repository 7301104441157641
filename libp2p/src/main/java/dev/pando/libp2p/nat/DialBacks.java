package dev.pando.libp2p.nat;

import dev.pando.libp2p.identity.PeerId;
import java.util.HashMap;
import java.util.Map;

/// How many dials we do for others in a minute; pure but for its own counts.
final class DialBacks {

    /// For everybody together (go-libp2p's AutoNAT throttle).
    static final int ALL_MAX = 30;
    /// For one peer.
    static final int PER_PEER_MAX = 3;

    private static final long WINDOW_MS = 60_000;

    private final Map<PeerId, Integer> done = new HashMap<>();
    private long windowMs = Long.MIN_VALUE / 2;
    private int all;

    /// Takes one, if there is one left.
    synchronized boolean take(PeerId peer, long nowMs) {
        if (nowMs - windowMs >= WINDOW_MS) {
            windowMs = nowMs;
            all = 0;
            done.clear();
        }
        if (all >= ALL_MAX || done.getOrDefault(peer, 0) >= PER_PEER_MAX) return false;
        all++;
        done.merge(peer, 1, Integer::sum);
        return true;
    }
}
