package dev.pando.libp2p.transport;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/// A TCP socket as a [Stream]. What came is taken from the system in large pieces, whatever is asked for.
final class SocketStream implements Stream {

    private static final int TAKEN_BYTES_MAX = 64 * 1024; // at a time

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    SocketStream(Socket socket) throws IOException {
        this.socket = socket;
        in = new BufferedInputStream(socket.getInputStream(), TAKEN_BYTES_MAX);
        out = socket.getOutputStream();
    }

    @Override
    public InputStream in() {
        return in;
    }

    @Override
    public OutputStream out() {
        return out;
    }

    @Override
    public void closeWrite() throws IOException {
        if (!socket.isOutputShutdown()) socket.shutdownOutput();
    }

    @Override
    public void reset() {
        abort(socket);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed for us either way.
        }
    }

    /// Closes a socket so that the other end gets a reset, not an end.
    static void abort(Socket socket) {
        try (socket) {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // It is closed for us either way.
        }
    }
}
