package dev.pando.libp2p.quic;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/// A line of UDP between callers and one listener that loses datagrams as it is told.
///
/// Each caller is seen by the listener at a port of its own, as behind a router.
final class LossyLine implements AutoCloseable {

    private static final int DATAGRAM_BYTES_MAX = 2048;

    /// A datagram on its way.
    ///
    /// @param fromListener its direction
    /// @param bytes        what it is
    record Datagram(boolean fromListener, byte[] bytes) {}

    private final DatagramSocket front;
    private final InetSocketAddress listener;
    private final Predicate<Datagram> loses;
    private final Map<SocketAddress, DatagramSocket> backs = new ConcurrentHashMap<>();

    LossyLine(int listenerPort, Predicate<Datagram> loses) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        this.listener = new InetSocketAddress(loopback, listenerPort);
        this.loses = loses;
        front = new DatagramSocket(0, loopback);
        Thread.startVirtualThread(() -> carry(front, null));
    }

    int port() {
        return front.getLocalPort();
    }

    /// @param caller to whom what comes in at a back goes; null for the front
    private void carry(DatagramSocket in, SocketAddress caller) {
        DatagramPacket packet = new DatagramPacket(new byte[DATAGRAM_BYTES_MAX], DATAGRAM_BYTES_MAX);
        while (!in.isClosed()) {
            try {
                packet.setLength(DATAGRAM_BYTES_MAX);
                in.receive(packet);
                byte[] bytes = Arrays.copyOf(packet.getData(), packet.getLength());
                if (loses.test(new Datagram(caller != null, bytes))) continue;
                DatagramSocket out = caller != null ? front : back(packet.getSocketAddress());
                out.send(new DatagramPacket(bytes, bytes.length, caller != null ? caller : listener));
            } catch (IOException e) {
                // Closed, or a datagram that nobody took: lost, as datagrams are.
            }
        }
    }

    private DatagramSocket back(SocketAddress caller) {
        return backs.computeIfAbsent(caller, c -> {
            try {
                DatagramSocket back = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                Thread.startVirtualThread(() -> carry(back, c));
                return back;
            } catch (SocketException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    @Override
    public void close() {
        front.close();
        backs.values().forEach(DatagramSocket::close);
    }
}
