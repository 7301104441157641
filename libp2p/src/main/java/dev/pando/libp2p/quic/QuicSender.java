package dev.pando.libp2p.quic;

import dev.pando.libp2p.transport.StreamResetException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.quic.DefaultQuicStreamFrame;
import io.netty.handler.codec.quic.QuicConnectionPathStats;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.concurrent.Future;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/// The writing half of a [QuicStream], which sees to it that its end does not get lost.
///
/// quiche, which is below Netty's codec, forgets a stream as soon as the peer has acknowledged all its *bytes* and we have
/// read the peer's end (cloudflare/quiche#2525): if our end then travels in a packet of its own and that is lost, nobody
/// sends it again. Two rules keep the end:
///
/// * The last bytes are held back to travel with the end in one frame, whose acknowledgement is the end's. They go alone
///   only when somebody asks for it (a flush, or a reader that waits for the answer) or nobody writes for [#HOLD_MS].
/// * An end that has no bytes left to travel with waits until those before it must have been acknowledged: for a time, and
///   until any packet has come since. Then nothing but the end is left to be acknowledged, and quiche sends it until it is.
///   A peer that said something, or ended its half, after our last bytes has most likely answered them, and its packet
///   acknowledged them: then nothing waits, since some peers (js-libp2p) bear but one or two streams of a protocol at a
///   time. What is left is a peer that spoke while our bytes were on their way, on a line that then loses just the packet of
///   our end.
final class QuicSender {

    /// How long bytes are held back for the end, in milliseconds: longer than a thread waits for a core, seldom felt.
    static final long HOLD_MS = 20;

    /// How long after the last bytes an end may go alone, in nanoseconds, round trips not counted: a peer acknowledges
    /// within 25 ms (RFC 9000 §18.2, max_ack_delay), and bytes that were lost are sent again twice meanwhile.
    static final long ALONE_NS = 100_000_000;

    private static final int ROUND_TRIPS = 3;
    private static final long LOOK_AGAIN_NS = 25_000_000; // whether a packet has come
    private static final int HELD_BYTES_MAX = 64 * 1024;

    private final QuicStreamChannel channel;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private Future<?> timer;
    private ChannelFuture given;
    private long givenNs;
    private long receivedThen = -1; // packets of the connection; -1 before the first bytes
    private boolean answered; // the peer was heard after our last bytes
    private boolean ended;

    QuicSender(QuicStreamChannel channel) {
        this.channel = channel;
        given = channel.newSucceededFuture();
        givenNs = System.nanoTime() - ALONE_NS;
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
        // Room is made only for more to come: what fills the last of it may be all there is.
        if (held.size() == HELD_BYTES_MAX) {
            give(false);
            return 0;
        }
        int count = Math.min(length, HELD_BYTES_MAX - held.size());
        held.write(bytes, offset, count);
        if (timer == null) timer = channel.eventLoop().schedule(this::release, HOLD_MS, TimeUnit.MILLISECONDS);
        return count;
    }

    private synchronized ChannelFuture given() {
        return given;
    }

    /// Sends what is held back; never waits.
    synchronized void release() {
        if (held.size() > 0) give(false);
    }

    private synchronized void give(boolean fin) {
        if (timer != null) timer.cancel(false);
        timer = null;
        // On the event loop and before the bytes, so that their acknowledgement is never counted in.
        path().addListener((Future<QuicConnectionPathStats> path) -> {
            if (path.isSuccess()) receivedThen(path.getNow().recv());
        });
        ByteBuf bytes = Unpooled.wrappedBuffer(held.toByteArray());
        held.reset();
        given = channel.writeAndFlush(fin ? new DefaultQuicStreamFrame(bytes, true) : bytes);
        givenNs = System.nanoTime();
        answered = false;
    }

    private Future<QuicConnectionPathStats> path() {
        return channel.parent().collectPathStats(0);
    }

    private synchronized void receivedThen(long packets) {
        receivedThen = packets;
    }

    /// The peer said something, or ended its half.
    synchronized void heard() {
        answered = held.size() == 0;
    }

    /// Ends the stream behind the last byte; an end that goes alone may do so a little later. Doing it twice does nothing.
    void end() throws IOException {
        await(given());
        synchronized (this) {
            if (ended) return;
            ended = true;
            if (held.size() == 0) {
                endAlone();
                return;
            }
            give(true);
        }
        await(given());
    }

    private void endAlone() {
        path().addListener((Future<QuicConnectionPathStats> path) -> {
            long waitNs = path.isSuccess() ? waitNs(path.getNow()) : 0; // without a path there is nobody to wait for
            if (waitNs <= 0) give(true);
            else
                channel.eventLoop().schedule(this::endAlone, waitNs, TimeUnit.NANOSECONDS);
        });
    }

    /// How long to wait with the end before looking again; 0 or less if what went before it must have been acknowledged.
    private synchronized long waitNs(QuicConnectionPathStats path) {
        if (answered) return 0;
        long leftNs = ALONE_NS + ROUND_TRIPS * path.rtt() - (System.nanoTime() - givenNs);
        return path.recv() == receivedThen ? Math.max(leftNs, LOOK_AGAIN_NS) : leftNs;
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
