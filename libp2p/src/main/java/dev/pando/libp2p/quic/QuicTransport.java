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
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

    private final Time time;
    private final EventLoopGroup loops;
    // Built once: a context for every dial cost most of the time to connect.
    private final QuicSslContext server;
    private final QuicSslContext client;

    /// @param identity who we are
    /// @param random   of the certificate's key
    /// @throws IllegalStateException if the native library is not there for this platform; see [#available]
    public QuicTransport(Identity identity, Time time, SecureRandom random) {
        if (!available()) throw new IllegalStateException("quic: no native library for this platform");
        this.time = time;
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

    @Override
    public Connection dial(Multiaddr address, Optional<PeerId> expected) throws IOException {
        InetSocketAddress to = socket(address);
        ChannelHandler codec = limits(new QuicClientCodecBuilder()).sslContext(client).build();
        Channel udp = bind(codec, new InetSocketAddress(0));
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
            done = true;
            return new Connection(session, key, Multiaddr.quic((InetSocketAddress) channel.localSocketAddress()),
                    Multiaddr.quic(to), true, "quic");
        } finally {
            if (!done) udp.close();
        }
    }

    private Channel bind(ChannelHandler codec, InetSocketAddress local) throws IOException {
        var bound = new Bootstrap().group(loops).channel(NioDatagramChannel.class)
                .option(ChannelOption.SO_RCVBUF, SOCKET_BYTES).option(ChannelOption.SO_SNDBUF, SOCKET_BYTES)
                .handler(codec).bind(local);
        bound.awaitUninterruptibly();
        if (!bound.isSuccess()) throw new IOException(bound.cause().getMessage(), bound.cause());
        return bound.channel();
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
            udp = bind(codec, socket(address));
        } catch (IOException e) {
            throw new IOException(address + ": " + e.getMessage(), e);
        }
        return new UdpListener(Multiaddr.quic((InetSocketAddress) udp.localAddress()), udp);
    }

    private record UdpListener(Multiaddr address, Channel udp) implements Listener {

        @Override
        public void close() {
            udp.close().awaitUninterruptibly();
        }
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
