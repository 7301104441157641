package dev.pando.libp2p.nat;

import dev.pando.libp2p.identity.PeerId;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/// Who has reserved a place at a relay and how many circuits stand; pure but for its own tables.
final class RelayDesk {

    private record Place(String ip, long untilUnix) {}

    private final RelayLimits limits;
    private final Map<PeerId, Place> places = new HashMap<>();
    private final Map<PeerId, Integer> circuitsOf = new HashMap<>();
    private int circuits;

    RelayDesk(RelayLimits limits) {
        this.limits = limits;
    }

    /// Gives a peer a place, or the one it has for longer.
    ///
    /// @param ip where it is; empty on loopback, which is not counted
    synchronized RelayStatus reserve(PeerId peer, String ip, long nowUnix) {
        places.values().removeIf(place -> place.untilUnix <= nowUnix);
        if (!places.containsKey(peer)) {
            Stream<Place> neighbours = places.values().stream().filter(place -> place.ip.equals(ip));
            if (places.size() >= limits.reservationsMax()) return RelayStatus.RESERVATION_REFUSED;
            if (!ip.isEmpty() && neighbours.count() >= limits.perIpMax()) return RelayStatus.RESERVATION_REFUSED;
        }
        places.put(peer, new Place(ip, nowUnix + limits.reservationSeconds()));
        return RelayStatus.OK;
    }

    /// "If the peer disconnects, the reservation is no longer valid."
    synchronized void left(PeerId peer) {
        places.remove(peer);
    }

    /// Opens a circuit; whoever gets OK closes it with [#over].
    synchronized RelayStatus circuit(PeerId from, PeerId to, long nowUnix) {
        Place place = places.get(to);
        if (place == null || place.untilUnix <= nowUnix) return RelayStatus.NO_RESERVATION;
        int most = Math.max(circuitsOf.getOrDefault(from, 0), circuitsOf.getOrDefault(to, 0));
        if (circuits >= limits.circuitsMax() || most >= limits.circuitsPerPeerMax()) {
            return RelayStatus.RESOURCE_LIMIT_EXCEEDED;
        }
        circuits++;
        circuitsOf.merge(from, 1, Integer::sum);
        circuitsOf.merge(to, 1, Integer::sum);
        return RelayStatus.OK;
    }

    synchronized void over(PeerId from, PeerId to) {
        circuits--;
        for (PeerId end : new PeerId[]{from, to}) circuitsOf.computeIfPresent(end, (p, n) -> n == 1 ? null : n - 1);
    }

    synchronized int reservations() {
        return places.size();
    }

    synchronized int circuits() {
        return circuits;
    }
}
