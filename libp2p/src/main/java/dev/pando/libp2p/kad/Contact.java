package dev.pando.libp2p.kad;

import java.util.List;
import java.util.Objects;

/// A peer, where it lies in the key space and how to reach it. Two contacts are the same if their peers are.
///
/// @param peer      its name
/// @param id        the SHA-256 of its binary peer id
/// @param addresses its multiaddrs in bytes; may be empty; the arrays must not be written to
/// @param <P>       what names a peer: small, immutable, with a value's `equals` and `hashCode`
public record Contact<P>(P peer, KadId id, List<byte[]> addresses) {

    /// Copies the list.
    public Contact {
        Objects.requireNonNull(peer, "peer");
        Objects.requireNonNull(id, "id");
        addresses = List.copyOf(addresses);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Contact<?> c && peer.equals(c.peer);
    }

    @Override
    public int hashCode() {
        return peer.hashCode();
    }
}
