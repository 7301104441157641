package dev.pando.libp2p.swarm;

/// How many connections there may be, of each kind.
///
/// @param low          where trimming stops
/// @param high         above it, trimming starts
/// @param most         above it, nobody is let in; dialing is refused too
/// @param perIpMax     from one address; loopback is not counted
/// @param perSubnetMax from one /24 of IPv4 or /56 of IPv6; loopback is not counted
/// @param perPeerMax   to one peer
/// @param provingMax   that came in and have not proven who they are
/// @param dialingMax   dials at once, each to one address
/// @param graceMs      time that a new connection is not trimmed, in milliseconds
public record ConnectionLimits(int low, int high, int most, int perIpMax, int perSubnetMax, int perPeerMax,
        int provingMax, int dialingMax, long graceMs) {

    /// @throws IllegalArgumentException unless `0 ≤ low ≤ high ≤ most` and the others are positive
    public ConnectionLimits {
        if (low < 0 || low > high || high > most) {
            throw new IllegalArgumentException("connection limits: low " + low + ", high " + high + ", most " + most);
        }
        if (Math.min(Math.min(perIpMax, perSubnetMax), Math.min(perPeerMax, Math.min(provingMax, dialingMax))) < 1) {
            throw new IllegalArgumentException("connection limits: none of them may be below 1");
        }
    }

    /// For a node at home.
    public static ConnectionLimits defaults() {
        return new ConnectionLimits(160, 192, 256, 16, 64, 4, 64, 32, 20_000);
    }
}
