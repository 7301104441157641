package dev.pando.libp2p.yamux;

import dev.pando.libp2p.transport.Stream;
import dev.pando.libp2p.transport.StreamResetException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// One stream of a session.
///
/// `granted` is what the peer may still send; it shrinks with every frame and grows again, a quarter of a window at a time,
/// as the application reads, and a window at once more when it reads fast: the grant has three quarters of a window's time
/// to arrive before the peer must wait. `window` is the same for our sending.
final class YamuxStream implements Stream {

    private final YamuxSession session;
    private final int id;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    private final Deque<byte[]> chunks = new ArrayDeque<>();
    private int chunkOffset;
    private int held;
    private int granted = Yamux.WINDOW_BYTES;
    private int taken;
    private int most = Yamux.WINDOW_BYTES; // that `granted` ever is
    private long lastGrantMs = -Yamux.FAST_READ_MS;
    private long window = Yamux.WINDOW_BYTES;

    private int greeting;
    private boolean greeted;
    private boolean acknowledged;
    private boolean weEnded;
    private boolean theyEnded;
    private boolean deaf;
    private String failure;

    /// @param greeting the flag that the first frame carries: SYN for a stream of ours, ACK for one of theirs
    YamuxStream(YamuxSession session, int id, int greeting) {
        this.session = session;
        this.id = id;
        this.greeting = greeting;
        acknowledged = greeting == Frame.ACK;
    }

    int id() {
        return id;
    }

    // --- what the reader of the session tells; never waits

    /// What the peer may still send, in bytes.
    int granted() {
        lock.lock();
        try {
            return granted;
        } finally {
            lock.unlock();
        }
    }

    void received(byte[] data) {
        boolean refused;
        lock.lock();
        try {
            if (failure != null || theyEnded) return;
            granted -= data.length;
            refused = deaf || !session.mayHold(data.length);
            if (!refused) {
                chunks.add(data);
                held += data.length;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
        if (refused) {
            fail(deaf ? "closed by us" : "the session holds too much unread");
            session.answer(Frame.WINDOW_UPDATE, Frame.RST, id, 0);
        }
    }

    void granted(long bytes) {
        lock.lock();
        window = Math.min(window + bytes, Integer.MAX_VALUE);
        changed.signalAll();
        lock.unlock();
    }

    void acknowledged() {
        boolean first;
        lock.lock();
        first = !acknowledged;
        acknowledged = true;
        lock.unlock();
        if (first) session.acknowledged();
    }

    void ended() {
        lock.lock();
        theyEnded = true;
        if (weEnded) done();
        changed.signalAll();
        lock.unlock();
    }

    void fail(String why) {
        lock.lock();
        try {
            if (failure != null) return;
            failure = why;
            forget();
            done();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void done() {
        acknowledged();
        session.gone(this);
    }

    private void forget() {
        session.releases(held);
        held = 0;
        chunks.clear();
    }

    // --- what the application asks for

    @Override
    public InputStream in() {
        return new Reading();
    }

    @Override
    public OutputStream out() {
        return new Writing();
    }

    @Override
    public void closeWrite() throws IOException {
        int flags;
        lock.lock();
        try {
            if (weEnded || failure != null) return;
            weEnded = true;
            flags = Frame.FIN | greet();
            if (theyEnded) done();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        // §Closing a stream: "either side sends a data or window update frame along with the FIN flag."
        session.send(Frame.WINDOW_UPDATE, flags, id, 0);
    }

    @Override
    public void reset() {
        boolean tell;
        lock.lock();
        tell = failure == null && !(weEnded && theyEnded) && (greeted || greeting == Frame.ACK);
        lock.unlock();
        fail("reset by us");
        if (!tell) return;
        try {
            session.send(Frame.WINDOW_UPDATE, Frame.RST, id, 0);
        } catch (IOException e) {
            // The session is over, and the peer knows.
        }
    }

    @Override
    public void close() {
        try {
            closeWrite();
        } catch (IOException e) {
            return;
        }
        lock.lock();
        try {
            deaf = true;
            forget();
            changed.signalAll();
            if (theyEnded || failure != null) return;
        } finally {
            lock.unlock();
        }
        session.time().after(Yamux.CLOSE_LINGER_MS, this::reset);
    }

    private int greet() {
        int flags = greeting;
        greeting = 0;
        greeted = true;
        return flags;
    }

    private int read(byte[] out, int offset, int length) throws IOException {
        int grant = 0, count, flags = 0;
        lock.lock();
        try {
            while (chunks.isEmpty() && !theyEnded && !deaf && failure == null) await();
            if (failure != null) throw new StreamResetException(failure);
            if (deaf) throw new IOException("yamux: the stream is closed");
            if (chunks.isEmpty()) return -1;
            count = take(out, offset, length);
            if (taken >= most / Yamux.GRANTS_A_WINDOW && !theyEnded) {
                grant = taken + growth();
                granted += grant;
                taken = 0;
                flags = greet();
            }
        } finally {
            lock.unlock();
        }
        if (grant > 0) session.send(Frame.WINDOW_UPDATE, flags, id, grant);
        return count;
    }

    private int growth() {
        long nowMs = session.time().nowMs();
        boolean fast = nowMs - lastGrantMs < Yamux.FAST_READ_MS;
        lastGrantMs = nowMs;
        if (!fast || most == Yamux.WINDOW_BYTES_MAX) return 0;
        most *= 2;
        return most / 2;
    }

    private int take(byte[] out, int offset, int length) {
        byte[] chunk = chunks.peek();
        int count = Math.min(length, chunk.length - chunkOffset);
        System.arraycopy(chunk, chunkOffset, out, offset, count);
        chunkOffset += count;
        if (chunkOffset == chunk.length) {
            session.recycle(chunks.poll());
            chunkOffset = 0;
        }
        held -= count;
        taken += count;
        session.releases(count);
        return count;
    }

    private void write(byte[] bytes, int offset, int length) throws IOException {
        for (int done = 0; done < length;) {
            int count, flags;
            lock.lock();
            try {
                while (window == 0 && failure == null && !weEnded) await();
                if (failure != null) throw new StreamResetException(failure);
                if (weEnded) throw new IOException("yamux: the stream is closed for writing");
                count = (int) Math.min(Math.min(length - done, window), YamuxSession.DATA_BYTES_MAX);
                window -= count;
                flags = greet();
            } finally {
                lock.unlock();
            }
            session.data(flags, id, bytes, offset + done, count);
            done += count;
        }
    }

    private void await() throws IOException {
        try {
            changed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("yamux: interrupted", e);
        }
    }

    private final class Reading extends InputStream {

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] out, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, out.length);
            return length == 0 ? 0 : YamuxStream.this.read(out, offset, length);
        }

        @Override
        public int available() {
            lock.lock();
            try {
                return held;
            } finally {
                lock.unlock();
            }
        }
    }

    private final class Writing extends OutputStream {

        @Override
        public void write(int b) throws IOException {
            write(new byte[]{(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            YamuxStream.this.write(bytes, offset, length);
        }
    }
}
