package dev.pando.node.net;

import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.swarm.NetworkEvent;
import dev.pando.libp2p.transport.Time;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Remembers the latest failure at each address until somebody answers there.
final class FailedDials {

    /// The most addresses remembered; the oldest go first.
    static final int ADDRESSES_MAX = 128;

    private final Map<Multiaddr, FailedDial> failed = new LinkedHashMap<>();
    private final Time time;

    FailedDials(Time time) {
        this.time = time;
    }

    synchronized void watch(NetworkEvent event) {
        switch (event) {
            case NetworkEvent.DialFailed(var peer, var address, var reason) -> {
                failed.remove(address);
                failed.put(address,
                        new FailedDial(peer.toString(), address.toString(), reason, time.unixSeconds()));
                if (failed.size() > ADDRESSES_MAX) failed.remove(failed.keySet().iterator().next());
            }
            case NetworkEvent.Connected(var connection) -> failed.remove(connection.remote());
            default -> {
            }
        }
    }

    synchronized List<FailedDial> all() {
        return List.copyOf(failed.values());
    }
}
