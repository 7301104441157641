package dev.pando.libp2p.quic;

import dev.pando.libp2p.transport.Session;
import dev.pando.libp2p.transport.Stream;
import dev.pando.libp2p.transport.StreamResetException;
import dev.pando.libp2p.transport.Time;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.util.AttributeKey;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The streams of one QUIC connection. As a handler it hears of the connection's end.
final class QuicSession extends ChannelInboundHandlerAdapter implements Session {

    static final AttributeKey<QuicSession> KEY = AttributeKey.valueOf(QuicSession.class, "session");

    private static final long ANSWER_MS = 10_000;

    private final Time time;
    private final QuicStream end;
    private final BlockingQueue<QuicStream> arrivals = new LinkedBlockingQueue<>();
    private final Set<QuicStream> open = ConcurrentHashMap.newKeySet();
    private volatile QuicChannel channel;
    private volatile String reason;
    private volatile String told;

    QuicSession(Time time) {
        this.time = time;
        end = new QuicStream(this);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel = (QuicChannel) context.channel();
    }

    // --- what Netty tells

    /// What every stream of a dialed connection begins with.
    ChannelHandler ears() {
        return new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel stream) {
                arrived(stream);
            }
        };
    }

    /// The peer has opened a stream. Their number is bounded by the streams that QUIC lets it have open.
    void arrived(Channel channel) {
        QuicStream stream = new QuicStream(this);
        stream.attach((QuicStreamChannel) channel);
        arrivals.add(stream);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof QuicConnectionCloseEvent close) told = "closed by the peer, code " + close.error();
        context.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable why) {
        told = "lost: " + QuicTls.reason(why);
        context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        over(ending().orElseThrow());
        context.fireChannelInactive();
    }

    /// Why the connection ends, if it does: its streams hear of it before it does itself.
    Optional<String> ending() {
        if (channel.isActive()) return Optional.empty();
        return Optional.of(told == null ? "lost: no packet for too long, or closed" : told);
    }

    private boolean over(String why) {
        synchronized (this) {
            if (reason != null) return false;
            reason = why;
        }
        for (QuicStream stream : open) stream.fail(why);
        arrivals.add(end);
        return true;
    }

    void opened(QuicStream stream) {
        open.add(stream);
        if (closed()) stream.fail(reason);
    }

    void gone(QuicStream stream) {
        open.remove(stream);
    }

    Time time() {
        return time;
    }

    // --- what a connection asks for

    @Override
    public Stream open() throws IOException {
        if (closed()) throw new StreamResetException(reason);
        QuicStream stream = new QuicStream(this);
        try {
            channel.createStream(QuicStreamType.BIDIRECTIONAL, new ChannelInitializer<QuicStreamChannel>() {
                @Override
                protected void initChannel(QuicStreamChannel created) {
                    stream.attach(created);
                }
            }).get(ANSWER_MS, TimeUnit.MILLISECONDS);
            return stream;
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("quic: " + QuicTls.reason(e.getCause() == null ? e : e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("quic: interrupted", e);
        }
    }

    @Override
    public Stream accept() {
        try {
            QuicStream stream = arrivals.take();
            if (stream != end) return stream;
            arrivals.add(end);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return null;
    }

    @Override
    public long ping() throws IOException {
        try {
            return channel.collectPathStats(0).get(ANSWER_MS, TimeUnit.MILLISECONDS).rtt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("quic: no round trip is known", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("quic: interrupted", e);
        }
    }

    @Override
    public boolean closed() {
        return reason != null;
    }

    @Override
    public String reason() {
        return reason;
    }

    @Override
    public int streams() {
        return open.size();
    }

    @Override
    public void close() {
        if (over("closed by us") && channel != null) channel.close(true, 0, Unpooled.EMPTY_BUFFER);
    }
}
