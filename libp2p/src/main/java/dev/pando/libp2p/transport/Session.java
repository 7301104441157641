package dev.pando.libp2p.transport;

import java.io.IOException;

/// Many streams over one: what a muxer makes of a secured stream.
public interface Session extends AutoCloseable {

    /// Opens a stream; the peer learns of it by its first bytes or at once.
    ///
    /// @throws IOException if the session is over or has as many streams as it may
    Stream open() throws IOException;

    /// The next stream that the peer opened; waits for it.
    ///
    /// @return null once the session is over
    Stream accept();

    /// Time to the peer and back, in nanoseconds, on the muxer's own level.
    long ping() throws IOException;

    /// Whether it is over.
    boolean closed();

    /// Streams now open in both directions.
    int streams();

    /// Why it is over, in one line; null while it is not.
    String reason();

    /// Ends it and every stream in it.
    @Override
    void close();
}
