package dev.pando.libp2p.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// A pipe of bytes to one peer, each direction closed on its own.
///
/// Reading and writing block; a virtual thread is meant to sit in each. One thread at a time may read and one may
/// write. [#reset] may be called by any thread at any time and wakes both.
public interface Stream extends AutoCloseable {

    /// What the peer writes. At its end, -1: the peer closed its half. An [IOException] if the stream was reset.
    InputStream in();

    /// What the peer reads. Each call sends, so write whole messages. A transport may hold the last bytes for some
    /// milliseconds, so that the end travels with them; a flush, or a read that has to wait, sends them at once.
    OutputStream out();

    /// Says that nothing more will be written; reading goes on. Doing it twice does nothing.
    void closeWrite() throws IOException;

    /// Gives up both directions at once, and tells the peer so.
    void reset();

    /// Closes the writing half in order and stops reading: what the peer still sends is thrown away.
    @Override
    void close();
}
