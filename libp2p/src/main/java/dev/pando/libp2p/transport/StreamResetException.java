package dev.pando.libp2p.transport;

import java.io.IOException;

/// The stream was given up: by the peer, by us, or with its connection.
public final class StreamResetException extends IOException {

    private static final long serialVersionUID = 1L;

    /// @param message who gave it up, in one line
    public StreamResetException(String message) {
        super(message);
    }
}
