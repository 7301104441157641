package dev.pando.libp2p.transport;

import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.identity.PublicKey;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// A way to make a stream secret and to know who is at the other end.
public interface Security {

    /// Its name for negotiation, such as `/noise`.
    String protocol();

    /// Shakes hands.
    ///
    /// @param raw       the stream to protect; owned by the result
    /// @param initiator whether we dialed
    /// @param expected  who must be at the other end, if we know
    /// @param muxers    what to offer for early muxer negotiation, best first
    /// @throws WrongPeerException if the peer is another
    /// @throws dev.pando.libp2p.multiformats.WireException if it breaks the rules
    Secured secure(Stream raw, boolean initiator, Optional<PeerId> expected, List<String> muxers) throws IOException;

    /// What comes of it.
    ///
    /// @param stream the protected stream
    /// @param peer   the proven key of the other end
    /// @param muxer  what both agreed on during the handshake, if they did
    record Secured(Stream stream, PublicKey peer, Optional<String> muxer) {}
}
