package dev.pando.libp2p.transport;

import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.multiformats.AddressPart;
import dev.pando.libp2p.multiformats.Multiaddr;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// TCP: `/ip4/…/tcp/…`, `/ip6/…/tcp/…` and `/dns…/…/tcp/…`.
public final class TcpTransport implements Transport {

    /// Time for a TCP handshake, in milliseconds.
    public static final int CONNECT_MS = 5_000;
    /// Connections that the system may hold for us before we accept them.
    public static final int BACKLOG = 128;

    private static final long ACCEPT_PAUSE_NS = 1_000_000;

    private static final Set<AddressPart> HOSTS = Set.of(AddressPart.IP4, AddressPart.IP6, AddressPart.DNS,
            AddressPart.DNS4, AddressPart.DNS6);

    private final Upgrader upgrader;

    /// @param upgrader secures what is dialed and accepted
    public TcpTransport(Upgrader upgrader) {
        this.upgrader = upgrader;
    }

    @Override
    public boolean speaks(Multiaddr address) {
        List<AddressPart> parts = address.withoutPeer().map(Multiaddr::parts).orElse(List.of());
        return parts.size() == 2 && HOSTS.contains(parts.getFirst()) && parts.getLast() == AddressPart.TCP;
    }

    @Override
    public Connection dial(Multiaddr address, Optional<PeerId> expected) throws IOException {
        InetSocketAddress to = new InetSocketAddress(resolve(address), address.port().orElseThrow());
        SocketChannel channel = SocketChannel.open();
        try {
            channel.socket().connect(to, CONNECT_MS);
            return upgrade(channel.socket(), true, expected);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private Connection upgrade(Socket socket, boolean initiator, Optional<PeerId> expected) throws IOException {
        socket.setTcpNoDelay(true);
        Multiaddr local = Multiaddr.tcp((InetSocketAddress) socket.getLocalSocketAddress());
        return upgrader.upgrade(new SocketStream(socket), local, remote(socket), initiator, expected, "tcp");
    }

    private static Multiaddr remote(Socket socket) {
        return Multiaddr.tcp((InetSocketAddress) socket.getRemoteSocketAddress());
    }

    private static InetAddress resolve(Multiaddr address) throws IOException {
        if (address.ip().isPresent()) return address.ip().get();
        AddressPart kind = address.parts().getFirst();
        for (InetAddress found : InetAddress.getAllByName(address.value(kind).orElseThrow())) {
            if (kind == AddressPart.DNS4 && !(found instanceof Inet4Address)) continue;
            if (kind == AddressPart.DNS6 && !(found instanceof Inet6Address)) continue;
            return found;
        }
        throw new IOException("no address of that family for " + address);
    }

    @Override
    public Listener listen(Multiaddr address, Inbound inbound) throws IOException {
        ServerSocket server = ServerSocketChannel.open().socket();
        try {
            server.bind(new InetSocketAddress(resolve(address), address.port().orElseThrow()), BACKLOG);
        } catch (IOException e) {
            server.close();
            throw new IOException(address + ": " + e.getMessage(), e);
        }
        Multiaddr bound = Multiaddr.tcp((InetSocketAddress) server.getLocalSocketAddress());
        Thread.ofVirtual().name("listen " + bound).start(() -> accept(server, inbound));
        return new TcpListener(bound, server);
    }

    private void accept(ServerSocket server, Inbound inbound) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Multiaddr remote = remote(socket);
                if (inbound.admits(remote)) {
                    Thread.startVirtualThread(() -> welcome(socket, remote, inbound));
                } else {
                    SocketStream.abort(socket);
                }
            } catch (IOException e) {
                // Closed, or one caller left before we answered; too many open files heals with the next accept.
                LockSupport.parkNanos(ACCEPT_PAUSE_NS);
            }
        }
    }

    private void welcome(Socket socket, Multiaddr remote, Inbound inbound) {
        Connection connection;
        try {
            connection = upgrade(socket, false, Optional.empty());
        } catch (IOException | RuntimeException e) {
            SocketStream.abort(socket);
            inbound.failed(remote, e);
            return;
        }
        inbound.connected(connection);
    }

    private record TcpListener(Multiaddr address, ServerSocket server) implements Listener {

        @Override
        public void close() {
            try {
                server.close();
            } catch (IOException e) {
                // It is closed for us either way.
            }
        }
    }
}
