package dev.pando.libp2p.multiformats;

import java.util.OptionalLong;

/// What a peer sent is broken or hostile: the one exception of this module for every such case.
///
/// It is thrown before anything is allocated for the input and says, in one line, where, what was found, what was
/// allowed and, once the layer that knows adds it, who sent it: `yamux frame from 12D3…: 9437184 bytes, limit 262144`.
public final class WireException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String place;
    private final String found;
    private final long limit;
    private final String peer;

    private WireException(String place, String found, long limit, String peer, Throwable cause) {
        super(place + (peer == null ? "" : " from " + peer) + ": " + found + (limit < 0 ? "" : ", limit " + limit),
                cause);
        this.place = place;
        this.found = found;
        this.limit = limit;
        this.peer = peer;
    }

    /// @param place where it was found, such as `multihash`
    /// @param found what was found, such as `digest cut off after 3 bytes`
    public WireException(String place, String found) {
        this(place, found, -1, null, null);
    }

    /// @param place where it was found
    /// @param found what was found
    /// @param cause what failed below
    public WireException(String place, String found, Throwable cause) {
        this(place, found, -1, null, cause);
    }

    /// Something is bigger than its limit.
    ///
    /// @param place where it was found
    /// @param value how big it is
    /// @param unit  of what, such as `bytes`
    /// @param limit how big it may be
    public static WireException tooBig(String place, long value, String unit, long limit) {
        return new WireException(place, value + " " + unit, limit, null, null);
    }

    /// Refuses `value` if it is negative or above `limit`.
    ///
    /// @return `value` as an `int`
    /// @throws WireException if it is not within `0..limit`
    public static int within(String place, long value, String unit, int limit) {
        if (value < 0 || value > limit) throw tooBig(place, value, unit, limit);
        return (int) value;
    }

    /// The same complaint, with the peer that is to blame.
    ///
    /// @param peer anything whose text names the peer: its id, or its address before the id is known
    public WireException from(Object peer) {
        return this.peer != null ? this : new WireException(place, found, limit, String.valueOf(peer), this);
    }

    /// Where it was found.
    public String place() {
        return place;
    }

    /// The limit that was broken, if it was one.
    public OptionalLong limit() {
        return limit < 0 ? OptionalLong.empty() : OptionalLong.of(limit);
    }

    /// The peer to blame, or null where it is not known.
    public String peer() {
        return peer;
    }
}
