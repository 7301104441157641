package dev.pando.libp2p.nat;

import dev.pando.libp2p.transport.Stream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;

/// A stream that a connection is made of, and whoever lent it waits until the connection is over.
record LentStream(Stream stream, CountDownLatch returned) implements Stream {

    static LentStream of(Stream stream) {
        return new LentStream(stream, new CountDownLatch(1));
    }

    void awaitReturn() throws IOException {
        try {
            returned.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
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
        returned.countDown();
    }

    @Override
    public void close() {
        stream.close();
        returned.countDown();
    }
}
