package dev.pando.libp2p.swarm;

import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.transport.Connection;
import dev.pando.libp2p.transport.Stream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// A stream to a peer on which both have agreed what to speak.
///
/// @param stream     the bytes
/// @param protocol   what both speak
/// @param connection what it runs in
public record PeerStream(Stream stream, String protocol, Connection connection) implements Stream {

    /// The peer.
    public PeerId peer() {
        return connection.peer();
    }

    @Override
    public InputStream in() {
        return stream.in();
    }

    @Override
    public OutputStream out() {
        return stream.out();
    }

    @Override
    public void closeWrite() throws IOException {
        stream.closeWrite();
    }

    @Override
    public void reset() {
        stream.reset();
    }

    @Override
    public void close() {
        stream.close();
    }
}
