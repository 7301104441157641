package dev.pando.libp2p.swarm;

import java.io.IOException;

/// A peer could not be reached; the message says, in one line, what happened at each address.
public final class DialException extends IOException {

    private static final long serialVersionUID = 1L;

    /// @param message peer, addresses and reasons in one line
    public DialException(String message) {
        super(message);
    }
}
