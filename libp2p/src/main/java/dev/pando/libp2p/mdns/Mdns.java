package dev.pando.libp2p.mdns;

import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.swarm.NetworkEvent;
import dev.pando.libp2p.swarm.Swarm;
import dev.pando.libp2p.transport.Time;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Finds peers on the LAN and is found: asks at once and then every [#QUERY_MS], answers whoever asks.
///
/// What it finds goes into the peerstore, and everybody who watches the swarm is told. Over IPv4, on every interface that
/// is up and multicasts.
public final class Mdns implements AutoCloseable {

    /// Time between two queries, in milliseconds.
    public static final long QUERY_MS = 10_000;
    /// RFC 6762 §3: "the IPv4 link-local multicast address 224.0.0.251", port 5353.
    public static final InetSocketAddress GROUP = new InetSocketAddress("224.0.0.251", 5353);

    private static final int PEER_NAME_BYTES = 16;

    private final Swarm swarm;
    private final Time time;
    private final MdnsTalk talk;
    private final InetSocketAddress group;
    private final MulticastSocket socket;
    private final List<NetworkInterface> networks;
    private volatile Time.Alarm next = () -> {};

    /// Joins the group and starts to ask.
    ///
    /// @param random of the name that we go by in DNS
    /// @throws IOException if no interface multicasts or the port cannot be shared
    public Mdns(Swarm swarm, Time time, RandomGenerator random) throws IOException {
        this(swarm, time, random, GROUP);
    }

    Mdns(Swarm swarm, Time time, RandomGenerator random, InetSocketAddress group) throws IOException {
        this.swarm = swarm;
        this.time = time;
        this.group = group;
        byte[] name = new byte[PEER_NAME_BYTES];
        random.nextBytes(name);
        talk = new MdnsTalk(swarm.peer(), HexFormat.of().formatHex(name));
        networks = NetworkInterface.networkInterfaces().filter(Mdns::multicasts).toList();
        if (networks.isEmpty()) throw new IOException("mdns: no network interface multicasts");
        socket = new MulticastSocket(group.getPort());
        for (NetworkInterface network : networks) socket.joinGroup(group, network);
        Thread.ofVirtual().name("mdns").start(this::listen);
        ask();
    }

    private static boolean multicasts(NetworkInterface network) {
        try {
            return network.isUp() && (network.supportsMulticast() || network.isLoopback())
                    && network.inetAddresses().anyMatch(a -> a.getAddress().length == 4);
        } catch (SocketException e) {
            return false;
        }
    }

    private void ask() {
        if (socket.isClosed()) return;
        next = time.after(QUERY_MS, this::ask);
        send(talk.query());
    }

    private synchronized void send(byte[] message) {
        for (NetworkInterface network : networks) {
            try {
                socket.setNetworkInterface(network);
                socket.send(new DatagramPacket(message, message.length, group));
            } catch (IOException e) {
                // An interface that went down; the others still reach somebody.
            }
        }
    }

    private void listen() {
        byte[] buffer = new byte[DnsMessage.BYTES_MAX + 1];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                heard(Arrays.copyOf(packet.getData(), packet.getLength()), packet.getPort());
            } catch (IOException e) {
                // Closed; or a datagram was lost, as datagrams are.
            } catch (WireException e) {
                // Anybody on the LAN may say anything here; it is not a peer's doing.
            }
        }
    }

    private void heard(byte[] bytes, int port) {
        DnsMessage message = DnsMessage.read(bytes);
        Optional<byte[]> answer = talk.answer(message, swarm.addresses(), time.nowMs());
        answer.ifPresent(this::send);
        // RFC 6762 §6: "MUST silently ignore any … responses they receive where the source UDP port is not 5353."
        if (port != group.getPort()) return;
        talk.found(message).forEach((peer, addresses) -> {
            swarm.peerstore().add(peer, addresses, MdnsTalk.TTL_SECONDS);
            swarm.tell(new NetworkEvent.Discovered(peer, "mdns"));
        });
    }

    /// Leaves the group.
    @Override
    public void close() {
        next.close();
        socket.close();
    }
}
