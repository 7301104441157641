package dev.pando.libp2p.quic;

import dev.pando.libp2p.identity.Identity;
import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.identity.PublicKey;
import dev.pando.libp2p.multiformats.AddressPart;
import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.transport.Connection;
import dev.pando.libp2p.transport.Time;
import dev.pando.libp2p.transport.Transport;
import dev.pando.libp2p.transport.WrongPeerException;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.quic.Quic;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicCodecBuilder;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.DatagramChannel;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLPeerUnverifiedException;

/// QUIC v1: `/ip4/…/udp/…/quic-v1`, the same with IPv6 and with names.
///
/// The codec and its native library are Netty's; nothing of them shows in a signature.
public final class QuicTransport implements Transport {

    /// Streams that a peer may have open to us in one connection.
    public static final int STREAMS_MAX = 256;
    /// What a peer may send on a stream before we have read it, in bytes.
    public static final int STREAM_WINDOW_BYTES = 256 * 1024;
    /// The same of all streams of a connection together.
    public static final int CONNECTION_WINDOW_BYTES = 1024 * 1024;
    /// Time without a packet after which a connection is over, in milliseconds.
    public static final long IDLE_MS = 60_000;
    /// Time for a handshake, in milliseconds.
    public static final long CONNECT_MS = 10_000;

    private static final Set<AddressPart> HOSTS = Set.of(AddressPart.IP4, AddressPart.IP6, AddressPart.DNS,
            AddressPart.DNS4, AddressPart.DNS6);
    private static final int LOOPS = 2;

    // The system's default holds some 150 packets; what does not fit is lost.
    private static final int SOCKET_BYTES = 4 * 1024 * 1024;

    private static final int KNOCK_BYTES = 64;
    private static final boolean SHARES_PORTS = sharesPorts();

    private final Time time;
    private final SecureRandom random;
    private final EventLoopGroup loops;
    private final List<UdpListener> listeners = new CopyOnWriteArrayList<>();
    // Built once: a context for every dial cost most of the time to connect.
    private final QuicSslContext server;
    private final QuicSslContext client;

    /// @param identity who we are
    /// @param random   of the certificate's key, and of knocks
    /// @throws IllegalStateException if the native library is not there for this platform; see [#available]
    public QuicTransport(Identity identity, Time time, SecureRandom random) {
        if (!available()) throw new IllegalStateException("quic: no native library for this platform");
        this.time = time;
        this.random = random;
        PeerCertificate certificate = PeerCertificate.generate(identity, random, now(time));
        server = QuicTls.server(certificate, () -> now(time));
        client = QuicTls.client(certificate, () -> now(time));
        loops = new MultiThreadIoEventLoopGroup(LOOPS, new DefaultThreadFactory("libp2p-quic", true),
                NioIoHandler.newFactory());
    }

    private static Instant now(Time time) {
        return Instant.ofEpochSecond(time.unixSeconds());
    }

    /// Whether the native library is there for this platform.
    public static boolean available() {
        return Quic.isAvailable();
    }

    @Override
    public boolean speaks(Multiaddr address) {
        List<AddressPart> parts = address.withoutPeer().map(Multiaddr::parts).orElse(List.of());
        return parts.size() == 3 && HOSTS.contains(parts.getFirst()) && parts.get(1) == AddressPart.UDP
                && parts.getLast() == AddressPart.QUIC_V1;
    }

    private static InetSocketAddress socket(Multiaddr address) throws UnknownHostException {
        InetAddress ip = address.ip().isPresent()
                ? address.ip().get()
                : InetAddress.getByName(address.value(address.parts().getFirst()).orElseThrow());
        return new InetSocketAddress(ip, address.port().orElseThrow());
    }

    private static <B extends QuicCodecBuilder<B>> B limits(B builder) {
        return builder.maxIdleTimeout(IDLE_MS, TimeUnit.MILLISECONDS).initialMaxData(CONNECTION_WINDOW_BYTES)
                .initialMaxStreamDataBidirectionalLocal(STREAM_WINDOW_BYTES)
                .initialMaxStreamDataBidirectionalRemote(STREAM_WINDOW_BYTES)
                .initialMaxStreamsBidirectional(STREAMS_MAX)
                .initialMaxStreamsUnidirectional(0);
    }

    // --- dialing

    // Over the Internet from the port that we listen on: where others then see us is where a hole can be punched.
    @Override
    public Connection dial(Multiaddr address, Optional<PeerId> expected) throws IOException {
        InetSocketAddress to = socket(address);
        Optional<InetSocketAddress> from = address.isPublic() ? listening(to) : Optional.empty();
        if (from.isPresent()) {
            Channel shared;
            try {
                shared = connect(codec(), to, from.get());
            } catch (IOException e) {
                // Another connection to the same address has the port already.
                return dialApart(address, expected);
            }
            return dial(shared, to, expected);
        }
        return dialApart(address, expected);
    }

    @Override
    public Connection dialApart(Multiaddr address, Optional<PeerId> expected) throws IOException {
        InetSocketAddress to = socket(address);
        return dial(bind(codec(), new InetSocketAddress(0), false), to, expected);
    }

    private ChannelHandler codec() {
        return limits(new QuicClientCodecBuilder()).sslContext(client).build();
    }

    private Optional<InetSocketAddress> listening(InetSocketAddress to) {
        if (!SHARES_PORTS) return Optional.empty();
        return listeners.stream().map(l -> (InetSocketAddress) l.udp.localAddress())
                .filter(l -> l.getAddress().getClass() == to.getAddress().getClass() || isAny6(l)).findFirst();
    }

    private static boolean isAny6(InetSocketAddress local) {
        return local.getAddress().isAnyLocalAddress() && local.getAddress().getAddress().length == 16;
    }

    private Connection dial(Channel udp, InetSocketAddress to, Optional<PeerId> expected) throws IOException {
        boolean done = false;
        try {
            QuicSession session = new QuicSession(time);
            QuicChannel channel = wait(QuicChannel.newBootstrap(udp).handler(session).streamHandler(session.ears())
                    .remoteAddress(to).connect());
            channel.closeFuture().addListener(closed -> udp.close());
            PublicKey key = peerOf(channel);
            if (expected.isPresent() && !expected.get().equals(key.peer())) {
                throw new WrongPeerException("quic handshake", key.peer(), expected.get());
            }
            Connection connection = new Connection(session, key, local(channel), Multiaddr.quic(to), true, "quic");
            done = true;
            return connection;
        } finally {
            if (!done) udp.close();
        }
    }

    private Bootstrap udp(ChannelHandler codec, boolean shared) {
        Bootstrap udp = new Bootstrap().group(loops).channel(NioDatagramChannel.class)
                .option(ChannelOption.SO_RCVBUF, SOCKET_BYTES).option(ChannelOption.SO_SNDBUF, SOCKET_BYTES)
                .handler(codec);
        return shared && SHARES_PORTS
                ? udp.option(NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT), true)
                : udp;
    }

    private Channel bind(ChannelHandler codec, InetSocketAddress local, boolean shared) throws IOException {
        return ready(udp(codec, shared).bind(local));
    }

    // Of two sockets on one port the system gives datagrams to the one that is connected to where they come from.
    private Channel connect(ChannelHandler codec, InetSocketAddress to, InetSocketAddress from) throws IOException {
        return ready(udp(codec, true).connect(to, from));
    }

    private static Channel ready(ChannelFuture opened) throws IOException {
        opened.awaitUninterruptibly();
        if (!opened.isSuccess()) throw new IOException(opened.cause().getMessage(), opened.cause());
        return opened.channel();
    }

    private static boolean sharesPorts() {
        try (DatagramChannel channel = DatagramChannel.open()) {
            return channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT);
        } catch (IOException e) {
            return false;
        }
    }

    // Two that share a port by intention would hide a third that has it by mistake: ask for it alone first.
    private static void checkFree(InetSocketAddress local) throws IOException {
        if (local.getPort() == 0) return;
        try (DatagramSocket alone = new DatagramSocket(null)) {
            alone.setReuseAddress(false);
            alone.bind(local);
        }
    }

    @Override
    public void knock(Multiaddr address) throws IOException {
        InetSocketAddress to = socket(address);
        byte[] noise = new byte[KNOCK_BYTES];
        random.nextBytes(noise);
        for (UdpListener listener : listeners) {
            InetSocketAddress local = (InetSocketAddress) listener.udp.localAddress();
            if (local.getAddress().getClass() == to.getAddress().getClass() || isAny6(local)) {
                listener.udp.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(noise), to));
            }
        }
    }

    private static <T> T wait(Future<T> future) throws IOException {
        try {
            return future.get(CONNECT_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException(QuicTls.reason(e.getCause()), e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + CONNECT_MS + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    static PublicKey peerOf(QuicChannel channel) throws IOException {
        try {
            byte[] certificate = channel.sslEngine().getSession().getPeerCertificates()[0].getEncoded();
            return PeerCertificate.identityOfVerified(certificate);
        } catch (SSLPeerUnverifiedException | CertificateEncodingException e) {
            throw new IOException("quic: " + e.getMessage(), e);
        }
    }

    /// Our end of a connection.
    ///
    /// @throws IOException if it is over already: then Netty knows it no longer
    static Multiaddr local(QuicChannel channel) throws IOException {
        InetSocketAddress socket = (InetSocketAddress) channel.localSocketAddress();
        if (socket == null) throw new IOException("left right after the handshake");
        return Multiaddr.quic(socket);
    }

    // --- listening

    @Override
    public Listener listen(Multiaddr address, Inbound inbound) throws IOException {
        ChannelHandler codec = limits(new QuicServerCodecBuilder()).sslContext(server)
                .handler(new ChannelInitializer<QuicChannel>() {
                    @Override
                    protected void initChannel(QuicChannel channel) {
                        QuicSession session = new QuicSession(time);
                        channel.attr(QuicSession.KEY).set(session);
                        channel.pipeline().addLast(session, new QuicArrival(session, inbound));
                    }
                }).streamHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.parent().attr(QuicSession.KEY).get().arrived(channel);
                    }
                }).build();
        Channel udp;
        try {
            InetSocketAddress local = socket(address);
            checkFree(local);
            udp = bind(codec, local, true);
        } catch (IOException e) {
            throw new IOException(address + ": " + e.getMessage(), e);
        }
        UdpListener listener = new UdpListener(Multiaddr.quic((InetSocketAddress) udp.localAddress()), udp);
        listeners.add(listener);
        return listener;
    }

    private final class UdpListener implements Listener {

        private final Multiaddr address;
        private final Channel udp;

        UdpListener(Multiaddr address, Channel udp) {
            this.address = address;
            this.udp = udp;
        }

        @Override
        public Multiaddr address() {
            return address;
        }

        @Override
        public void close() {
            listeners.remove(this);
            udp.close().awaitUninterruptibly();
        }
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
