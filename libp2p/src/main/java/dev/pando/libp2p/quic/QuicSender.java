package dev.pando.libp2p.quic;

import dev.pando.libp2p.transport.StreamResetException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.quic.DefaultQuicStreamFrame;
import io.netty.handler.codec.quic.QuicConnectionPathStats;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/// The writing half of a [QuicStream], which sees to it that its end does not get lost.
///
/// quiche, which is below Netty's codec, forgets a stream as soon as the peer has acknowledged all its *bytes* and we have
/// read the peer's end (cloudflare/quiche#2525): if our end then travels in a packet of its own and that is lost, nobody
/// sends it again. Two rules keep the end:
///
/// * The last bytes are held back to travel with the end in one frame, whose acknowledgement is the end's. They go alone
///   only when somebody asks for it (a flush, or a reader that waits for the answer) or nobody writes for [#HOLD_NS].
/// * An end that has no bytes left to travel with waits until those before it must have been acknowledged: for a time, and
///   until any packet has come since. Then nothing but the end is left to be acknowledged, and quiche sends it until it is.
///   A peer that said something, or ended its half, after our last bytes has most likely answered them, and its packet
///   acknowledged them: then nothing waits, since some peers (js-libp2p) bear but one or two streams of a protocol at a
///   time. What is left is a peer that spoke while our bytes were on their way, on a line that then loses just the packet of
///   our end.
final class QuicSender {

    /// How long bytes are held back for the end, in nanoseconds: longer than a thread waits for a core, seldom felt.
    static final long HOLD_NS = 20_000_000;

    /// How long after the last bytes an end may go alone, in nanoseconds, round trips not counted: a peer acknowledges
    /// within 25 ms (RFC 9000 §18.2, max_ack_delay), and bytes that were lost are sent again twice meanwhile.
    static final long ALONE_NS = 100_000_000;

    private static final String SHUT_DOWN = "closed by us";
    private static final int ROUND_TRIPS = 3;
    private static final long LOOK_AGAIN_NS = 25_000_000; // whether a packet has come
    private static final int HELD_BYTES_MAX = 64 * 1024;

    private final QuicStreamChannel channel;
    private byte[] held = {};
    private int heldBytes;
    private long heldNs; // since when
    private boolean watched; // somebody will look whether that is too long
    private ChannelFuture given; // to QUIC: one piece at a time
    private boolean due; // what is held goes when that is done
    private long givenNs;
    private long receivedThen = -1; // packets of the connection; -1 before the first bytes
    private boolean answered; // the peer was heard after our last bytes
    private boolean ended;

    QuicSender(QuicStreamChannel channel) {
        this.channel = channel;
        given = channel.newSucceededFuture();
        givenNs = System.nanoTime() - ALONE_NS;
    }

    /// Takes bytes, as many as may be held back, while QUIC is at those before them: a slow peer slows its writer, and its
    /// writer does not slow QUIC.
    void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            for (int done = 0; done < length;) {
                int count = take(bytes, offset + done, length - done);
                if (count == 0) await(given());
                done += count;
            }
        } catch (RejectedExecutionException e) {
            throw new StreamResetException(SHUT_DOWN);
        }
    }

    /// @return how many it took; 0 if there is no room before QUIC has taken those before
    private synchronized int take(byte[] bytes, int offset, int length) throws IOException {
        if (ended) throw new IOException("quic: the stream is closed for writing");
        if (given.isDone()) check(given);
        // Room is made only for more to come: what fills the last of it may be all there is.
        if (heldBytes == HELD_BYTES_MAX) {
            if (!given.isDone()) return 0;
            send(false);
        }
        int count = Math.min(length, HELD_BYTES_MAX - heldBytes);
        if (held.length < heldBytes + count) {
            held = Arrays.copyOf(held, Math.min(HELD_BYTES_MAX, Math.max(2 * held.length, heldBytes + count)));
        }
        if (heldBytes == 0) heldNs = System.nanoTime();
        System.arraycopy(bytes, offset, held, heldBytes, count);
        heldBytes += count;
        if (!watched) watch(HOLD_NS);
        return count;
    }

    // One alarm that looks again: another for every piece, and its cancelling, would wake the event loop twice.
    private void watch(long delayNs) {
        watched = true;
        channel.eventLoop().schedule(this::look, delayNs, TimeUnit.NANOSECONDS);
    }

    private synchronized void look() {
        watched = false;
        if (heldBytes == 0) return;
        long leftNs = HOLD_NS - (System.nanoTime() - heldNs);
        if (leftNs > 0) watch(leftNs);
        else
            release();
    }

    private synchronized ChannelFuture given() {
        return given;
    }

    /// Sends what is held back, at once or when QUIC has taken what was sent before; never waits.
    synchronized void release() {
        if (heldBytes == 0) return;
        if (given.isDone()) {
            give(false);
        } else if (!due) {
            due = true;
            given.addListener(taken -> releaseNow());
        }
    }

    private synchronized void releaseNow() {
        due = false;
        release();
    }

    private synchronized void give(boolean fin) {
        // On the event loop and before the bytes, so that their acknowledgement is never counted in.
        path().addListener((Future<QuicConnectionPathStats> path) -> {
            if (path.isSuccess()) receivedThen(path.getNow().recv());
        });
        send(fin);
    }

    private void send(boolean fin) {
        ByteBuf bytes = channel.alloc().directBuffer(heldBytes).writeBytes(held, 0, heldBytes);
        heldBytes = 0;
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
        answered = heldBytes == 0;
    }

    /// Ends the stream behind the last byte; an end that goes alone may do so a little later. Doing it twice does nothing.
    void end() throws IOException {
        try {
            ChannelFuture last;
            do {
                last = given();
                await(last);
            } while (!endBehind(last));
            await(given());
        } catch (RejectedExecutionException e) {
            throw new StreamResetException(SHUT_DOWN);
        }
    }

    /// @return whether the stream ends; false if what was held back has gone meanwhile
    private synchronized boolean endBehind(ChannelFuture last) {
        if (ended) return true;
        if (given != last) return false;
        ended = true;
        if (heldBytes == 0) endAlone();
        else
            give(true);
        return true;
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

    // Netty's own await is Object.wait, from which a virtual thread wakes by way of two others. An event loop that ends just
    // then tells no listener.
    private static void await(ChannelFuture future) throws IOException {
        try {
            if (!future.isDone()) {
                CountDownLatch done = new CountDownLatch(1);
                future.addListener(f -> done.countDown());
                while (!done.await(LOOK_AGAIN_NS, TimeUnit.NANOSECONDS) && !future.isDone()) continue;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("quic: interrupted", e);
        }
        check(future);
    }

    private static void check(ChannelFuture done) throws IOException {
        if (!done.isSuccess()) throw new StreamResetException(QuicTls.reason(done.cause()));
    }
}
