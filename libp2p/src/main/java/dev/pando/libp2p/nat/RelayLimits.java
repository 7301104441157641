package dev.pando.libp2p.nat;

/// What a relay gives away.
///
/// @param reservationsMax    places
/// @param perIpMax           places for peers at one address; loopback is not counted
/// @param circuitsMax        circuits at once
/// @param circuitsPerPeerMax circuits at once that one peer is at either end of
/// @param reservationSeconds how long a place is kept without being asked for again
/// @param perCircuit         what each circuit may take
public record RelayLimits(int reservationsMax, int perIpMax, int circuitsMax, int circuitsPerPeerMax,
        int reservationSeconds, RelayLimit perCircuit) {

    /// go-libp2p's: 128 places for an hour, 16 circuits a peer, each for two minutes and 128 KiB in each direction.
    public static final RelayLimits DEFAULT = new RelayLimits(128, 8, 128, 16, 3600, new RelayLimit(120, 128 << 10));

    /// @throws IllegalArgumentException unless all are positive
    public RelayLimits {
        if (Math.min(Math.min(reservationsMax, perIpMax), Math.min(circuitsMax, circuitsPerPeerMax)) < 1
                || reservationSeconds < 1) {
            throw new IllegalArgumentException("relay limits: none of them may be below 1");
        }
    }
}
