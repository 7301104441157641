package dev.pando.libp2p.swarm;

import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.multiformats.Multiaddr;
import java.util.Set;

/// Says whom we talk to; asked before any work is done.
public interface Gater {

    /// Whether to dial a peer at an address.
    default boolean mayDial(PeerId peer, Multiaddr address) {
        return true;
    }

    /// Whether to let an address in, before anything is known about who it is.
    default boolean mayAccept(Multiaddr remote) {
        return true;
    }

    /// Whether to keep a connection now that its peer is known.
    default boolean mayKeep(PeerId peer, Multiaddr remote, boolean initiator) {
        return true;
    }

    /// Lets everybody in.
    Gater OPEN = new Gater() {
    };

    /// Static membership: these peers and nobody else, in either direction.
    static Gater only(Set<PeerId> members) {
        Set<PeerId> fixed = Set.copyOf(members);
        return new Gater() {
            @Override
            public boolean mayDial(PeerId peer, Multiaddr address) {
                return fixed.contains(peer);
            }

            @Override
            public boolean mayKeep(PeerId peer, Multiaddr remote, boolean initiator) {
                return fixed.contains(peer);
            }
        };
    }
}
