package dev.pando.libp2p.quic;

import dev.pando.libp2p.transport.Stream;
import dev.pando.libp2p.transport.StreamResetException;
import dev.pando.libp2p.transport.Time;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// One stream of a QUIC connection as a blocking [Stream].
///
/// Netty reads only when asked, and is asked only while fewer than [#AHEAD_BYTES] are held: the peer's window closes by
/// itself when the application does not read. The reader is woken when the event loop finds nothing more to receive, or when
/// as much is held: Netty hands over every packet by itself, and to wake a thread for each took as long as to receive it.
/// Writing, and how its end is kept from getting lost, is [QuicSender]'s.
final class QuicStream implements Stream {

    private static final long CLOSE_LINGER_MS = 60_000;

    /// What is received ahead of the application, in bytes; what is at hand when it is reached may come on top.
    private static final int AHEAD_BYTES = 64 * 1024;

    private final QuicSession session;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<byte[]> chunks = new ArrayDeque<>();
    private int chunkOffset;
    private int heldBytes; // in the chunks
    private boolean gathering; // the reader will be woken, but not yet
    private boolean grown; // since the event loop looked last
    private boolean asked;
    private boolean weEnded;
    private boolean theyEnded;
    private boolean deaf;
    // Whether somebody waits for what the peer says to what we write.
    private volatile boolean awaited;
    private String failure;
    private volatile QuicStreamChannel channel;
    private volatile QuicSender sender;
    private volatile Time.Alarm linger = () -> {};

    QuicStream(QuicSession session) {
        this.session = session;
    }

    void attach(QuicStreamChannel channel) {
        this.channel = channel;
        sender = new QuicSender(channel);
        channel.config().setAutoRead(false);
        channel.config().setAllowHalfClosure(true);
        channel.pipeline().addLast(new Ear());
        session.opened(this);
    }

    /// What Netty tells, on its own thread; never waits.
    private final class Ear extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            try {
                if (message instanceof ByteBuf bytes && bytes.isReadable()) received(bytes);
            } finally {
                ReferenceCountUtil.release(message);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            lock.lock();
            asked = false;
            askAhead();
            if (!gathering) gather();
            lock.unlock();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof ChannelInputShutdownEvent) ended();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable why) {
            fail(QuicTls.reason(why));
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            lock.lock();
            boolean orderly = theyEnded && weEnded;
            lock.unlock();
            if (!orderly) fail(session.ending().orElse("reset by the peer"));
            session.gone(QuicStream.this);
        }
    }

    private void received(ByteBuf bytes) {
        lock.lock();
        try {
            if (deaf || failure != null) return;
            byte[] chunk = new byte[bytes.readableBytes()];
            bytes.readBytes(chunk);
            chunks.add(chunk);
            heldBytes += chunk.length;
            grown = true;
            if (sender != null) sender.heard();
        } finally {
            lock.unlock();
        }
    }

    private void askAhead() {
        if (asked || theyEnded || deaf || failure != null || heldBytes >= AHEAD_BYTES) return;
        asked = true;
        channel.read();
    }

    // A scheduled task, unlike any other, waits until the event loop has received once more.
    private void gather() {
        gathering = true;
        grown = false;
        channel.eventLoop().schedule(this::gathered, 0, TimeUnit.NANOSECONDS);
    }

    private void gathered() {
        lock.lock();
        try {
            if (grown && heldBytes < AHEAD_BYTES) {
                gather();
                return;
            }
            gathering = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void ended() {
        lock.lock();
        theyEnded = true;
        if (sender != null) sender.heard();
        if (weEnded) session.gone(this);
        changed.signalAll();
        lock.unlock();
        linger.close();
    }

    void fail(String why) {
        lock.lock();
        if (failure == null && !(theyEnded && weEnded)) failure = why;
        session.gone(this);
        changed.signalAll();
        lock.unlock();
    }

    // --- what the application asks for

    private int read(byte[] out, int offset, int length) throws IOException {
        lock.lock();
        try {
            while (chunks.isEmpty()) {
                if (failure != null) throw new StreamResetException(failure);
                if (theyEnded) return -1;
                if (deaf) throw new IOException("quic: the stream is closed");
                awaited = true;
                sender.release();
                askAhead();
                changed.await();
            }
            if (failure != null) throw new StreamResetException(failure);
            byte[] chunk = chunks.peek();
            int count = Math.min(length, chunk.length - chunkOffset);
            System.arraycopy(chunk, chunkOffset, out, offset, count);
            chunkOffset += count;
            if (chunkOffset == chunk.length) {
                chunks.poll();
                chunkOffset = 0;
            }
            heldBytes -= count;
            askAhead();
            return count;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("quic: interrupted", e);
        } finally {
            awaited = false;
            lock.unlock();
        }
    }

    private void write(byte[] bytes, int offset, int length) throws IOException {
        lock.lock();
        try {
            if (failure != null) throw new StreamResetException(failure);
        } finally {
            lock.unlock();
        }
        sender.write(bytes, offset, length);
        if (awaited) sender.release();
    }

    @Override
    public void closeWrite() throws IOException {
        lock.lock();
        try {
            if (weEnded || failure != null) return;
            weEnded = true;
            if (theyEnded) session.gone(this);
        } finally {
            lock.unlock();
        }
        sender.end();
    }

    @Override
    public void reset() {
        lock.lock();
        boolean over = failure != null || weEnded && theyEnded;
        lock.unlock();
        fail("reset by us");
        if (!over && channel != null) {
            channel.shutdown(0, channel.newPromise());
            channel.close();
        }
    }

    @Override
    public void close() {
        try {
            closeWrite();
        } catch (IOException e) {
            reset();
            return;
        }
        lock.lock();
        try {
            deaf = true;
            chunks.clear();
            changed.signalAll();
            if (theyEnded || failure != null) return;
        } finally {
            lock.unlock();
        }
        // What still comes is thrown away until its end; a peer that never ends is reset.
        channel.config().setAutoRead(true);
        linger = session.time().after(CLOSE_LINGER_MS, this::reset);
    }

    @Override
    public InputStream in() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] out, int offset, int length) throws IOException {
                Objects.checkFromIndexSize(offset, length, out.length);
                return length == 0 ? 0 : QuicStream.this.read(out, offset, length);
            }
        };
    }

    @Override
    public OutputStream out() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[]{(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                Objects.checkFromIndexSize(offset, length, bytes.length);
                QuicStream.this.write(bytes, offset, length);
            }

            @Override
            public void flush() {
                sender.release();
            }
        };
    }
}
