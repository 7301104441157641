package dev.pando.libp2p.swarm;

import java.io.IOException;

/// The peer speaks none of the protocols that were proposed: asking again is in vain.
public final class NotSpokenException extends IOException {

    private static final long serialVersionUID = 1;

    /// @param message who speaks none of what
    public NotSpokenException(String message) {
        super(message);
    }
}
