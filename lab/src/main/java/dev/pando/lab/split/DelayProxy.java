package dev.pando.lab.split;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/// A TCP connection that is far away: every byte arrives half a round trip later, in either direction, however many are
/// on their way. The kernel of this machine has no netem.
final class DelayProxy implements AutoCloseable {

    private record Late(long atNanos, byte[] bytes) {}

    private static final byte[] END = {};

    private final ServerSocket server;
    private final InetSocketAddress target;
    private final long oneWayNanos;

    DelayProxy(int port, double roundTripMs) throws IOException {
        target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        oneWayNanos = (long) (roundTripMs * 1e6 / 2);
        server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket near = server.accept(), far = new Socket();
                far.connect(target);
                near.setTcpNoDelay(true);
                far.setTcpNoDelay(true);
                pipe(near, far);
                pipe(far, near);
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void pipe(Socket from, Socket to) {
        LinkedBlockingQueue<Late> late = new LinkedBlockingQueue<>();
        Thread.ofPlatform().daemon().start(() -> read(from, late));
        Thread.ofPlatform().daemon().start(() -> write(to, late));
    }

    private void read(Socket from, LinkedBlockingQueue<Late> late) {
        byte[] buffer = new byte[1 << 16];
        try {
            InputStream in = from.getInputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                late.add(new Late(System.nanoTime() + oneWayNanos, Arrays.copyOf(buffer, n)));
            }
        } catch (IOException e) {
            // it ends here too
        }
        late.add(new Late(System.nanoTime() + oneWayNanos, END));
    }

    private static void write(Socket to, LinkedBlockingQueue<Late> late) {
        try (to) {
            OutputStream out = to.getOutputStream();
            for (Late next = late.take(); next.bytes != END; next = late.take()) {
                for (long left = next.atNanos - System.nanoTime(); left > 0; left = next.atNanos - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                out.write(next.bytes);
            }
        } catch (IOException e) {
            // the reader of the other direction notices
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
