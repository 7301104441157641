package dev.pando.libp2p.swarm;

import dev.pando.libp2p.transport.WrongPeerException;
import java.io.IOException;

/// A peer could not be reached; the message says, in one line, what happened at each address. The
/// exceptions behind the reasons are its suppressed ones.
public final class DialException extends IOException {

    private static final long serialVersionUID = 1L;

    /// @param message peer, addresses and reasons in one line
    public DialException(String message) {
        super(message);
    }

    /// Whether somebody else answered at one of the addresses.
    public boolean wrongPeer() {
        boolean wrong = false;
        for (Throwable why : getSuppressed()) wrong |= why instanceof WrongPeerException;
        return wrong;
    }
}
