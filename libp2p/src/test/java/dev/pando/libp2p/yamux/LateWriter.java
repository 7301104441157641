package dev.pando.libp2p.yamux;

import dev.pando.libp2p.transport.Session;
import dev.pando.libp2p.transport.Stream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;

/// A stream whose first write is with the peer long before the writer hears of it: not until its session has ended.
final class LateWriter extends FilterOutputStream implements Stream {
    final CompletableFuture<Session> session = new CompletableFuture<>();
    private final Stream inner;

    LateWriter(Stream inner) {
        super(inner.out());
        this.inner = inner;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        while (!session.join().closed()) Thread.onSpinWait();
        for (int i = 0; i < 100; i++) Thread.yield(); // whoever does not wait for the line has given up by now
    }

    @Override
    public InputStream in() {
        return inner.in();
    }

    @Override
    public OutputStream out() {
        return this;
    }

    @Override
    public void closeWrite() throws IOException {
        inner.closeWrite();
    }

    @Override
    public void reset() {
        inner.reset();
    }

    @Override
    public void close() {
        inner.close();
    }
}
