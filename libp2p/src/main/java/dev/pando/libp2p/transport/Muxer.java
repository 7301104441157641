package dev.pando.libp2p.transport;

/// A way to have many streams over one.
public interface Muxer {

    /// Its name for negotiation, such as `/yamux/1.0.0`.
    String protocol();

    /// Starts a session, which owns `stream` from now on.
    ///
    /// @param initiator whether we dialed
    Session session(Stream stream, boolean initiator);
}
