package dev.pando.libp2p.transport;

import dev.pando.libp2p.identity.PeerId;
import java.io.IOException;

/// Somebody answered, and proved to be another than the one who was dialed: an address that has changed hands, or a
/// mistake in a configuration.
public final class WrongPeerException extends IOException {

    private static final long serialVersionUID = 1L;

    /// @param place    where it was found out, such as `noise handshake`
    /// @param actual   who is there
    /// @param expected who should be there
    public WrongPeerException(String place, PeerId actual, PeerId expected) {
        super(place + ": it is " + actual + ", not " + expected);
    }
}
