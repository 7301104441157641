package dev.pando.libp2p.swarm;

import java.io.IOException;

/// Speaks one protocol with whoever opens a stream for it.
@FunctionalInterface
public interface StreamHandler {

    /// Speaks, on a virtual thread of its own. The stream is closed when it returns and reset when it throws; a
    /// [dev.pando.libp2p.multiformats.WireException] is counted against the peer.
    void handle(PeerStream stream) throws IOException;
}
