package dev.pando.libp2p.transport;

import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.identity.PublicKey;
import dev.pando.libp2p.multiformats.AddressPart;
import dev.pando.libp2p.multiformats.Multiaddr;
import java.io.IOException;

/// A secured way to one peer with many streams in it.
///
/// @param session   its streams
/// @param key       the peer's proven key
/// @param local     our end
/// @param remote    the peer's end
/// @param initiator whether we dialed
/// @param way       how it runs, for people: `tcp`, `quic`, `relay`
public record Connection(Session session, PublicKey key, Multiaddr local, Multiaddr remote, boolean initiator,
        String way) implements AutoCloseable {

    /// The peer.
    public PeerId peer() {
        return key.peer();
    }

    /// Opens a stream, without a protocol yet.
    public Stream open() throws IOException {
        return session.open();
    }

    /// Whether it is over.
    public boolean closed() {
        return session.closed();
    }

    /// Whether it runs through another peer.
    public boolean relayed() {
        return remote.has(AddressPart.P2P_CIRCUIT);
    }

    /// Ends it.
    @Override
    public void close() {
        session.close();
    }

    // A connection is equal to itself only: two to the same peer are two.
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public String toString() {
        return key.peer() + (initiator ? " at " : " from ") + remote;
    }
}
