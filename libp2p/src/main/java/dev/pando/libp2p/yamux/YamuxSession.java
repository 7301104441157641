package dev.pando.libp2p.yamux;

import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.transport.Session;
import dev.pando.libp2p.transport.Stream;
import dev.pando.libp2p.transport.StreamResetException;
import dev.pando.libp2p.transport.Time;
import java.io.EOFException;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/// One session. Three kinds of thread meet here:
///
/// * the *reader*, one virtual thread, takes frames off the line and never waits for anything else, so that a peer which
///   does not read cannot stop us from reading;
/// * the *answerer*, one virtual thread, writes what the reader has to answer: pongs and resets;
/// * everybody else writes data and window updates, one at a time, under `line`.
final class YamuxSession implements Session {

    /// The most data in a frame that we send, and read at a time of one that we get. A power of two: applications write
    /// such blocks, and a block that needs one byte more than a frame costs two.
    static final int DATA_BYTES_MAX = 64 * 1024;

    // Full blocks that were read and are kept for what comes next: new ones would be zeroed first, and cold.
    private static final int BLOCKS_KEPT = 4;

    private static final int GO_AWAY_NORMAL = 0;
    private static final int GO_AWAY_PROTOCOL_ERROR = 1;
    private static final YamuxStream END = new YamuxStream(null, 0, 0);

    private final Stream raw;
    private final boolean initiator;
    private final Time time;

    private final Map<Integer, YamuxStream> streams = new ConcurrentHashMap<>();
    private final BlockingQueue<YamuxStream> arrivals = new LinkedBlockingQueue<>();
    private final BlockingQueue<byte[]> answers = new ArrayBlockingQueue<>(Yamux.ANSWERS_MAX);
    private final BlockingQueue<byte[]> blocks = new ArrayBlockingQueue<>(BLOCKS_KEPT);
    private final Map<Integer, CompletableFuture<Void>> pings = new ConcurrentHashMap<>();
    private final Semaphore unacknowledged = new Semaphore(Yamux.ACK_BACKLOG_MAX);
    private final AtomicInteger inbound = new AtomicInteger();
    private final AtomicInteger outbound = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger unread = new AtomicInteger();
    private final AtomicInteger nextId;
    private final AtomicInteger nextPing = new AtomicInteger();

    private final ReentrantLock line = new ReentrantLock();
    private byte[] frame = new byte[1024];

    private volatile boolean leaving;
    private volatile String reason;
    private Thread answerer;
    private volatile Time.Alarm keepAlive;

    YamuxSession(Stream raw, boolean initiator, Time time) {
        this.raw = raw;
        this.initiator = initiator;
        this.time = time;
        // §StreamID Field: "The client side should use odd ID's, and the server even."
        nextId = new AtomicInteger(initiator ? 1 : 2);
    }

    void start() {
        answerer = Thread.ofVirtual().name("yamux answerer").start(this::answer);
        Thread.ofVirtual().name("yamux reader").start(this::read);
        keepAlive = time.after(Yamux.KEEP_ALIVE_MS, () -> keepAlive(null));
    }

    // --- what the session offers

    @Override
    public Stream open() throws IOException {
        if (closed()) throw new StreamResetException(reason);
        if (leaving) throw new IOException("yamux: the peer takes no more streams");
        if (outbound.incrementAndGet() > Yamux.OUTBOUND_STREAMS_MAX) {
            outbound.decrementAndGet();
            throw new IOException("yamux: " + Yamux.OUTBOUND_STREAMS_MAX + " streams are open, the most");
        }
        if (!unacknowledged.tryAcquire()) {
            outbound.decrementAndGet();
            throw new IOException("yamux: " + Yamux.ACK_BACKLOG_MAX + " streams are not acknowledged yet, the most");
        }
        YamuxStream stream = new YamuxStream(this, nextId.getAndAdd(2), Frame.SYN);
        streams.put(stream.id(), stream);
        if (closed()) stream.fail(reason);
        return stream;
    }

    @Override
    public Stream accept() {
        try {
            YamuxStream stream = arrivals.take();
            if (stream != END) {
                waiting.decrementAndGet();
                return stream;
            }
            arrivals.add(END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return null;
    }

    @Override
    public long ping() throws IOException {
        CompletableFuture<Void> pong = new CompletableFuture<>();
        int id = nextPing.incrementAndGet();
        pings.put(id, pong);
        long start = System.nanoTime();
        try (var _ = time.after(Yamux.KEEP_ALIVE_MS, () -> pong.completeExceptionally(new IOException("no pong")))) {
            send(Frame.PING, Frame.SYN, 0, id);
            if (closed()) throw new StreamResetException(reason);
            pong.get();
            return System.nanoTime() - start;
        } catch (ExecutionException e) {
            throw new IOException("yamux: " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("yamux: interrupted", e);
        } finally {
            pings.remove(id);
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
        return streams.size();
    }

    @Override
    public void close() {
        end("closed by us", GO_AWAY_NORMAL);
    }

    // --- the reader

    private void read() {
        byte[] head = new byte[Frame.HEAD_BYTES];
        try {
            while (!closed()) {
                int count = raw.in().readNBytes(head, 0, head.length);
                if (count == 0) break;
                if (count < head.length) throw new EOFException("the peer left within a frame");
                handle(Frame.read(head));
            }
            end("closed by the peer", GO_AWAY_NORMAL);
        } catch (WireException e) {
            end(e.getMessage(), GO_AWAY_PROTOCOL_ERROR);
        } catch (IOException e) {
            end("lost: " + e.getMessage(), GO_AWAY_NORMAL);
        }
    }

    private void handle(Frame frame) throws IOException {
        switch (frame.type()) {
            case Frame.PING -> handlePing(frame);
            case Frame.GO_AWAY -> {
                leaving = true;
                if (frame.length() != GO_AWAY_NORMAL) end("the peer goes away, code " + frame.length(), GO_AWAY_NORMAL);
            }
            default -> handleStream(frame);
        }
    }

    private void handlePing(Frame frame) {
        if (frame.has(Frame.SYN)) {
            // §Length Field: "Ping - Contains an opaque value, echoed back"
            answer(Frame.PING, Frame.ACK, 0, frame.length());
        } else {
            CompletableFuture<Void> pong = pings.get((int) frame.length());
            if (pong != null) pong.complete(null);
        }
    }

    private void handleStream(Frame frame) throws IOException {
        YamuxStream stream = frame.has(Frame.SYN) ? arrival(frame) : streams.get(frame.id());
        if (frame.type() == Frame.DATA) {
            // A frame for a stream that is gone may still come in within what its window allowed.
            int limit = stream == null ? Yamux.WINDOW_BYTES_MAX : stream.granted();
            int length = WireException.within("yamux stream " + frame.id(), frame.length(), "bytes", limit);
            if (stream == null) {
                raw.in().skipNBytes(length);
            } else {
                receive(stream, length);
            }
        } else if (stream != null) {
            stream.granted(frame.length());
        }
        if (stream == null) return;
        if (frame.has(Frame.ACK)) stream.acknowledged();
        if (frame.has(Frame.FIN)) stream.ended();
        if (frame.has(Frame.RST)) stream.fail("reset by the peer");
    }

    private void receive(YamuxStream stream, int length) throws IOException {
        for (int left = length; left > 0;) {
            byte[] data = block(Math.min(left, DATA_BYTES_MAX));
            if (raw.in().readNBytes(data, 0, data.length) < data.length) {
                throw new EOFException("the peer left within a frame");
            }
            stream.received(data);
            left -= data.length;
        }
    }

    private byte[] block(int bytes) {
        byte[] used = bytes == DATA_BYTES_MAX ? blocks.poll() : null;
        return used == null ? new byte[bytes] : used;
    }

    /// Takes back what [YamuxStream#received] was given, once nobody reads it any more.
    void recycle(byte[] block) {
        if (block.length == DATA_BYTES_MAX) blocks.offer(block); // or it goes
    }

    /// A stream that the peer opens; null, and a reset for the peer, if there is no room for it.
    private YamuxStream arrival(Frame frame) {
        int id = frame.id();
        if ((id % 2 != 0) == initiator) throw new WireException("yamux frame", "stream " + id + " has our parity");
        if (streams.containsKey(id)) throw new WireException("yamux frame", "stream " + id + " is open already");
        boolean full = inbound.get() >= Yamux.INBOUND_STREAMS_MAX || waiting.get() >= Yamux.ACK_BACKLOG_MAX;
        if (full || closed()) {
            answer(Frame.WINDOW_UPDATE, Frame.RST, id, 0);
            return null;
        }
        YamuxStream stream = new YamuxStream(this, id, Frame.ACK);
        inbound.incrementAndGet();
        streams.put(id, stream);
        waiting.incrementAndGet();
        arrivals.add(stream);
        if (closed()) stream.fail(reason);
        return stream;
    }

    /// Leaves an answer for the answerer; the reader itself must not wait for the line.
    void answer(int type, int flags, int id, long length) {
        byte[] head = new byte[Frame.HEAD_BYTES];
        Frame.put(head, type, flags, id, length);
        if (!answers.offer(head) && !closed()) {
            throw WireException.tooBig("yamux session", Yamux.ANSWERS_MAX + 1, "answers unread", Yamux.ANSWERS_MAX);
        }
    }

    private void answer() {
        try {
            while (!closed()) {
                byte[] head = answers.take();
                line.lock();
                try {
                    raw.out().write(head);
                } finally {
                    line.unlock();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            end("lost: " + e.getMessage(), GO_AWAY_NORMAL);
        }
    }

    // --- the line

    /// Sends a frame without data.
    void send(int type, int flags, int id, long length) throws IOException {
        write(type, flags, id, length, new byte[0], 0, 0);
    }

    /// Sends a frame of data, at most [#DATA_BYTES_MAX].
    void data(int flags, int id, byte[] bytes, int offset, int count) throws IOException {
        write(Frame.DATA, flags, id, count, bytes, offset, count);
    }

    private void write(int type, int flags, int id, long length, byte[] bytes, int offset, int count)
            throws IOException {
        line.lock();
        try {
            if (closed()) throw new StreamResetException(reason);
            int all = Frame.HEAD_BYTES + count;
            if (frame.length < all) {
                frame = new byte[Math.max(all, Math.min(frame.length * 2, Frame.HEAD_BYTES + DATA_BYTES_MAX))];
            }
            Frame.put(frame, type, flags, id, length);
            System.arraycopy(bytes, offset, frame, Frame.HEAD_BYTES, count);
            raw.out().write(frame, 0, all);
        } catch (IOException e) {
            end("lost: " + e.getMessage(), GO_AWAY_NORMAL);
            throw e;
        } finally {
            line.unlock();
        }
    }

    // --- what streams tell their session

    boolean mayHold(int bytes) {
        if (unread.addAndGet(bytes) <= Yamux.SESSION_BYTES_MAX) return true;
        unread.addAndGet(-bytes);
        return false;
    }

    void releases(int bytes) {
        unread.addAndGet(-bytes);
    }

    void acknowledged() {
        unacknowledged.release();
    }

    void gone(YamuxStream stream) {
        if (streams.remove(stream.id(), stream)) (isOurs(stream.id()) ? outbound : inbound).decrementAndGet();
    }

    Time time() {
        return time;
    }

    private boolean isOurs(int id) {
        return (id % 2 != 0) == initiator;
    }

    // --- its end

    private void keepAlive(CompletableFuture<Void> last) {
        if (closed()) return;
        if (last != null && !last.isDone()) {
            end("no answer to a ping within " + Yamux.KEEP_ALIVE_MS + " ms", GO_AWAY_NORMAL);
            return;
        }
        CompletableFuture<Void> pong = new CompletableFuture<>();
        int id = nextPing.incrementAndGet();
        pings.put(id, pong);
        pong.whenComplete((done, failed) -> pings.remove(id));
        keepAlive = time.after(Yamux.KEEP_ALIVE_MS, () -> keepAlive(pong));
        try {
            send(Frame.PING, Frame.SYN, 0, id);
        } catch (IOException e) {
            // The session has ended, and says so itself.
        }
    }

    private void end(String why, int code) {
        synchronized (this) {
            if (closed()) return;
            reason = why;
        }
        sayGoodbye(code);
        raw.close();
        if (keepAlive != null) keepAlive.close();
        answerer.interrupt();
        for (YamuxStream stream : streams.values()) stream.fail(why);
        arrivals.add(END);
        pings.values().forEach(pong -> pong.completeExceptionally(new StreamResetException(why)));
    }

    // §Session termination: "When a session is being terminated, the Go Away message should be sent." Should: if the
    // line is taken by a writer that the peer does not read from, closing it is all that is left. A writer whose bytes
    // are with the peer already may not have let go of the line yet; that one is waited for.
    private void sayGoodbye(int code) {
        try {
            if (!line.tryLock() && !line.tryLock(Yamux.GOODBYE_MS, TimeUnit.MILLISECONDS)) return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            byte[] head = new byte[Frame.HEAD_BYTES];
            Frame.put(head, Frame.GO_AWAY, 0, 0, code);
            raw.out().write(head);
        } catch (IOException e) {
            // The line is gone; there is nobody to tell.
        } finally {
            line.unlock();
        }
    }
}
