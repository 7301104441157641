package dev.pando.lab.netspeed;

import dev.pando.libp2p.quic.QuicTransport;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.quic.InsecureQuicTokenHandler;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicCodecBuilder;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Netty's QUIC codec with nothing of ours around it: handlers on the event loops write whenever there is room and count
/// what comes. Windows and socket buffers are those of [QuicTransport].
final class BareQuic implements AutoCloseable {

    private static final int SOCKET_BYTES = 4 * 1024 * 1024;
    private static final int PATIENCE_S = 120;
    private static final String PROTOCOL = "bulk";

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final ByteBuf block = Unpooled.unreleasableBuffer(Unpooled.directBuffer(Wire.BLOCK_BYTES)
            .writeZero(Wire.BLOCK_BYTES));
    private final QuicChannel client;
    private volatile long expected;

    BareQuic() throws Exception {
        ThrowAwayKey key = ThrowAwayKey.make();
        Channel server = bind(limits(new QuicServerCodecBuilder())
                .sslContext(QuicSslContextBuilder.forServer(key.secret(), null, key.certificate())
                        .applicationProtocols(PROTOCOL).build())
                .tokenHandler(InsecureQuicTokenHandler.INSTANCE).handler(new ChannelInboundHandlerAdapter())
                .streamHandler(each(Sink::new)).build());
        Channel udp = bind(limits(new QuicClientCodecBuilder()).sslContext(QuicSslContextBuilder.forClient()
                .trustManager(InsecureTrustManagerFactory.INSTANCE).applicationProtocols(PROTOCOL).build()).build());
        client = QuicChannel.newBootstrap(udp).streamHandler(new ChannelInboundHandlerAdapter())
                .remoteAddress(server.localAddress()).connect().get(PATIENCE_S, TimeUnit.SECONDS);
    }

    private static <B extends QuicCodecBuilder<B>> B limits(B builder) {
        return builder.maxIdleTimeout(QuicTransport.IDLE_MS, TimeUnit.MILLISECONDS)
                .initialMaxData(QuicTransport.CONNECTION_WINDOW_BYTES)
                .initialMaxStreamDataBidirectionalLocal(QuicTransport.STREAM_WINDOW_BYTES)
                .initialMaxStreamDataBidirectionalRemote(QuicTransport.STREAM_WINDOW_BYTES)
                .initialMaxStreamsBidirectional(QuicTransport.STREAMS_MAX);
    }

    private Channel bind(ChannelHandler codec) throws InterruptedException {
        return new Bootstrap().group(loops).channel(NioDatagramChannel.class)
                .option(ChannelOption.SO_RCVBUF, SOCKET_BYTES).option(ChannelOption.SO_SNDBUF, SOCKET_BYTES)
                .handler(codec).bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).sync().channel();
    }

    private static ChannelHandler each(java.util.function.Supplier<ChannelHandler> handler) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel stream) {
                stream.pipeline().addLast(handler.get());
            }
        };
    }

    /// Counts what comes and says a byte when it is all.
    private final class Sink extends ChannelInboundHandlerAdapter {

        private long left = expected;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof ByteBuf bytes) left -= bytes.readableBytes();
            ReferenceCountUtil.release(message);
            if (left == 0) context.writeAndFlush(Unpooled.wrappedBuffer(new byte[1]));
        }
    }

    /// Writes while there is room.
    private final class Source extends ChannelInboundHandlerAdapter {

        private final CompletableFuture<Void> taken;
        private long left;

        Source(long bytes, CompletableFuture<Void> taken) {
            this.left = bytes;
            this.taken = taken;
        }

        private void pump(ChannelHandlerContext context) {
            while (left > 0 && context.channel().isWritable()) {
                int count = (int) Math.min(left, Wire.BLOCK_BYTES);
                left -= count;
                context.write(block.slice(0, count));
            }
            context.flush();
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            pump(context);
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            pump(context);
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
            taken.complete(null);
        }
    }

    /// @return megabytes a second, until the server has said that it has all
    double bulk(long bytes) throws Exception {
        expected = bytes;
        CompletableFuture<Void> taken = new CompletableFuture<>();
        long startNs = System.nanoTime();
        Channel stream = client.createStream(QuicStreamType.BIDIRECTIONAL, new Source(bytes, taken)).get();
        taken.get(PATIENCE_S, TimeUnit.SECONDS);
        double speed = bytes * 1e3 / (System.nanoTime() - startNs);
        stream.close();
        return speed;
    }

    @Override
    public void close() throws IOException {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
