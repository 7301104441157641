package dev.pando.node.pull;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongConsumer;

/// Fetches what is missing of one file, several ranges at once, until it is all there or one clear error.
final class Download {

    private final Hub hub;
    private final RemoteFile file;
    private final PullLimits limits;
    private final FileChannel into;
    private final Journal journal;
    private final LongConsumer progress;
    private final Deque<RangeSet.Range> open = new ArrayDeque<>();
    private Exception failure;

    /// @param progress told the bytes that are in the journal; never less than before
    Download(Hub hub, RemoteFile file, PullLimits limits, FileChannel into, Journal journal, LongConsumer progress) {
        this.hub = hub;
        this.file = file;
        this.limits = limits;
        this.into = into;
        this.journal = journal;
        this.progress = progress;
    }

    /// Returns when every byte has arrived.
    void run() throws PullException, IOException, InterruptedException {
        progress.accept(journal.total());
        open.addAll(pieces());
        List<Thread> threads = new ArrayList<>();
        try (var watch = new Watch(limits.stall(), this::failed)) {
            for (int i = 0; i < Math.min(limits.connections(), open.size()); i++) {
                threads.add(Thread.ofVirtual().name("pull-" + i).start(() -> work(watch)));
            }
            for (Thread thread : threads) thread.join();
        } catch (InterruptedException e) {
            threads.forEach(Thread::interrupt);
            throw e;
        }
        synchronized (this) {
            if (failure instanceof PullException e) throw e;
            if (failure instanceof InterruptedException e) throw e;
            if (failure != null)
                throw new PullException(file.name() + ": the connection keeps breaking: " + failure.getMessage()
                        + "; run the command again to go on from here", failure);
        }
    }

    // A server that cannot do ranges sends the file from its beginning: one connection, for all that is missing.
    private List<RangeSet.Range> pieces() {
        List<RangeSet.Range> missing = journal.missing(file.size(), file.ranges() ? limits.pieceBytes() : file.size());
        if (file.ranges() || missing.isEmpty()) return missing;
        return List.of(new RangeSet.Range(missing.getFirst().from(), file.size()));
    }

    private void work(Watch watch) {
        for (RangeSet.Range piece; (piece = next()) != null;) {
            try {
                fetch(piece, watch);
            } catch (PullException | IOException | InterruptedException e) {
                fail(e);
            }
        }
    }

    private synchronized RangeSet.Range next() {
        return failure == null ? open.poll() : null;
    }

    private synchronized void fail(Exception e) {
        if (failure == null) failure = e;
    }

    private synchronized boolean failed() {
        return failure != null;
    }

    private void fetch(RangeSet.Range piece, Watch watch) throws PullException, IOException, InterruptedException {
        long at = piece.from();
        for (int failures = 0; at < piece.to() && !failed();) {
            long before = at;
            try {
                at = stream(at, piece.to(), watch);
                if (at < piece.to()) throw new IOException("it ended " + (piece.to() - at) + " bytes early");
            } catch (Broken e) {
                at = e.at;
                failures = at > before ? 1 : failures + 1;
                if (failures > limits.retries()) throw e;
                Thread.sleep(limits.firstPause().toMillis() << Math.min(failures - 1, 6));
            }
        }
    }

    /// A connection that broke after bytes up to `at` had been written and noted.
    private static final class Broken extends IOException {
        private static final long serialVersionUID = 1L;
        private final long at;

        Broken(long at, IOException cause) {
            super(cause.getMessage(), cause);
            this.at = at;
        }
    }

    private long stream(long from, long to, Watch watch) throws PullException, InterruptedException, Broken {
        Sink sink = new Sink(from);
        try {
            String range = file.ranges() ? "bytes=" + from + "-" + (to - 1) : null;
            HttpResponse<InputStream> response = hub.open(file.address(), range, file.name());
            try (InputStream body = response.body(); var guard = watch.over(body)) {
                checkVersion(response);
                checkLength(response, from, to);
                copy(body, file.ranges() ? from : 0, to, sink, guard);
            } finally {
                sink.note();
            }
            return sink.at;
        } catch (IOException e) {
            throw new Broken(sink.noted, e);
        }
    }

    private void copy(InputStream body, long position, long to, Sink sink, Watch.Guard guard) throws IOException {
        byte[] buffer = new byte[64 << 10];
        for (long at = position; at < to && !failed();) {
            int n = body.read(buffer, 0, (int) Math.min(buffer.length, to - at));
            if (n < 0) throw new IOException("it ended " + (to - at) + " bytes early");
            guard.alive();
            int known = (int) Math.min(n, Math.max(0, sink.at - at)); // bytes that an earlier connection brought
            sink.write(buffer, known, n - known);
            at += n;
        }
    }

    /// Writes to the file first and to the journal after it.
    private final class Sink {
        private long at;
        private long noted;

        Sink(long from) {
            at = from;
            noted = from;
        }

        void write(byte[] bytes, int offset, int count) throws IOException {
            for (ByteBuffer b = ByteBuffer.wrap(bytes, offset, count); b.hasRemaining();) at += into.write(b, at);
            if (at - noted >= limits.journalBytes()) note();
        }

        void note() throws IOException {
            if (at == noted) return;
            journal.add(noted, at);
            noted = at;
            report();
        }
    }

    private synchronized void report() {
        progress.accept(journal.total());
    }

    private void checkVersion(HttpResponse<?> response) throws PullException {
        String etag = response.headers().firstValue("ETag").orElse(null);
        if (file.etag() != null && etag != null && !file.etag().equals(etag)) {
            throw new PullException(file.name() + ": changed on the hub meanwhile; pull it again");
        }
    }

    private void checkLength(HttpResponse<?> response, long from, long to) throws PullException, IOException {
        long length = response.headers().firstValueAsLong("Content-Length").orElse(-1);
        long expected = file.ranges() ? to - from : file.size();
        if (file.ranges()) {
            String said = response.headers().firstValue("Content-Range").orElse("no range");
            String asked = "bytes " + from + "-" + (to - 1) + "/" + file.size();
            if (response.statusCode() != 206 || !said.equals(asked)) {
                throw new PullException(file.name() + ": the server sends " + said + ", asked for was " + asked);
            }
        }
        if (length >= 0 && length != expected)
            throw new IOException("it says " + length + " bytes instead of " + expected);
    }
}
