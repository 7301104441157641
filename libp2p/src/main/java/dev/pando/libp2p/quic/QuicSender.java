package dev.pando.libp2p.quic;

import dev.pando.libp2p.transport.StreamResetException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.quic.DefaultQuicStreamFrame;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.concurrent.Future;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/// The writing half of a [QuicStream], which sees to it that its end does not get lost.
///
/// quiche, which is below Netty's codec, forgets a stream as soon as the peer has acknowledged all its *bytes* and we have
/// read the peer's end (cloudflare/quiche#2525): if our end then travels in a packet of its own and that is lost, nobody
/// sends it again. So the last bytes are held back for an instant, or until somebody reads, to travel with the end in one
/// frame, whose acknowledgement is the end's.
///
/// An end that comes alone, long after the last byte, is safe if the peer ended its half knowing our bytes: its packet
/// acknowledged them, so that nothing but our end is left to be acknowledged. What is left is a peer that ends while our
/// bytes are on their way, and a line that then loses just the packet of our end.
final class QuicSender {

    /// How long bytes are held back, in microseconds.
    static final long HOLD_US = 500;

    private static final int HELD_BYTES_MAX = 64 * 1024;

    private final QuicStreamChannel channel;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private Future<?> timer;
    private ChannelFuture given;
    private boolean ended;

    QuicSender(QuicStreamChannel channel) {
        this.channel = channel;
        given = channel.newSucceededFuture();
    }

    /// Takes bytes; returns when QUIC has taken all that came before them, so a slow peer slows its writer.
    void write(byte[] bytes, int offset, int length) throws IOException {
        for (int done = 0; done < length;) {
            await(given());
            done += take(bytes, offset + done, length - done);
        }
    }

    private synchronized int take(byte[] bytes, int offset, int length) throws IOException {
        if (ended) throw new IOException("quic: the stream is closed for writing");
        int count = Math.min(length, HELD_BYTES_MAX - held.size());
        held.write(bytes, offset, count);
        if (held.size() == HELD_BYTES_MAX) give(false);
        else if (timer == null) timer = channel.eventLoop().schedule(this::release, HOLD_US, TimeUnit.MICROSECONDS);
        return count;
    }

    private synchronized ChannelFuture given() {
        return given;
    }

    /// Sends what is held back; never waits.
    synchronized void release() {
        if (held.size() > 0) give(false);
    }

    private void give(boolean fin) {
        if (timer != null) timer.cancel(false);
        timer = null;
        ByteBuf bytes = Unpooled.wrappedBuffer(held.toByteArray());
        held.reset();
        given = channel.writeAndFlush(fin ? new DefaultQuicStreamFrame(bytes, true) : bytes);
    }

    /// Ends the stream behind the last byte. Doing it twice does nothing.
    void end() throws IOException {
        await(given());
        synchronized (this) {
            if (ended) return;
            ended = true;
            give(true);
        }
        await(given());
    }

    private static void await(ChannelFuture future) throws IOException {
        try {
            future.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("quic: interrupted", e);
        }
        if (!future.isSuccess()) throw new StreamResetException(QuicTls.reason(future.cause()));
    }
}
