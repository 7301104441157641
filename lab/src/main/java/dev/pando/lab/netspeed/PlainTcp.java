package dev.pando.lab.netspeed;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/// Plain sockets on loopback, with a virtual thread at each end, as libp2p's have.
final class PlainTcp implements AutoCloseable {

    private interface Service {
        void serve(Socket socket) throws IOException;
    }

    private final ServerSocket bulk;
    private final ServerSocket echo;

    PlainTcp() throws IOException {
        bulk = listen(socket -> Wire.takeBulk(socket.getInputStream(), socket.getOutputStream()));
        echo = listen(socket -> Wire.giveBack(socket.getInputStream(), socket.getOutputStream()));
    }

    private static ServerSocket listen(Service service) throws IOException {
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread.startVirtualThread(() -> {
            while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                    socket.setTcpNoDelay(true);
                    service.serve(socket);
                } catch (IOException e) {
                    // Closed: the measurement is over.
                }
            }
        });
        return server;
    }

    private static Socket call(ServerSocket server) throws IOException {
        Socket socket = new Socket(server.getInetAddress(), server.getLocalPort());
        socket.setTcpNoDelay(true);
        return socket;
    }

    double bulk(long bytes) throws Exception {
        try (Socket socket = call(bulk)) {
            return Virtually.call(() -> Wire.bulk(bytes, socket.getInputStream(), socket.getOutputStream()));
        }
    }

    double echo(int count) throws Exception {
        try (Socket socket = call(echo)) {
            return Virtually.call(() -> Wire.echo(count, socket.getInputStream(), socket.getOutputStream()));
        }
    }

    @Override
    public void close() throws IOException {
        try (bulk; echo) {
            return;
        }
    }
}
