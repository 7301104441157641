package dev.pando.node.net;

/// One connection, for people.
///
/// @param peer      who it is
/// @param agent     what it runs, as it says itself; may be empty
/// @param way       how: `tcp`, `quic`, `relay`, with `, hole-punched` behind it where it was
/// @param address   its end of the connection
/// @param inbound   whether it dialed us
/// @param sinceUnix since when, in seconds since 1970
/// @param streams   conversations now under way
public record PeerView(String peer, String agent, String way, String address, boolean inbound, long sinceUnix,
        int streams) {}
