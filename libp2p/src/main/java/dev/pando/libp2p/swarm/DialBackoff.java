package dev.pando.libp2p.swarm;

import dev.pando.libp2p.multiformats.Multiaddr;
import java.util.LinkedHashMap;
import java.util.Map;

/// Which addresses have failed lately and are left alone for a while; pure.
final class DialBackoff {

    static final long FIRST_MS = 5_000;
    static final long LONGEST_MS = 300_000;
    static final int ADDRESSES_MAX = 4096;

    private record Failures(int count, long untilMs) {}

    private final Map<Multiaddr, Failures> failed = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Multiaddr, Failures> eldest) {
            return size() > ADDRESSES_MAX;
        }
    };

    /// Whether the address may be tried.
    synchronized boolean allows(Multiaddr address, long nowMs) {
        Failures failures = failed.get(address);
        return failures == null || nowMs >= failures.untilMs;
    }

    /// Each failure doubles the time that the address is left alone.
    synchronized void failed(Multiaddr address, long nowMs) {
        int count = failed.containsKey(address) ? failed.get(address).count + 1 : 1;
        long wait = Math.min(LONGEST_MS, FIRST_MS << Math.min(count - 1, 16));
        failed.put(address, new Failures(count, nowMs + wait));
    }

    synchronized void succeeded(Multiaddr address) {
        failed.remove(address);
    }

    synchronized int size() {
        return failed.size();
    }
}
