package dev.pando.node.split;

import dev.pando.engine.model.Batch;
import dev.pando.engine.model.Batch.Span;
import dev.pando.engine.model.KvCache;
import dev.pando.engine.weights.ModelFileException;
import dev.pando.libp2p.Host;
import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.swarm.PeerStream;
import dev.pando.libp2p.transport.Time;
import dev.pando.libp2p.transport.Time.Alarm;
import dev.pando.node.split.Message.Ask;
import dev.pando.node.split.Message.Begin;
import dev.pando.node.split.Message.Done;
import dev.pando.node.split.Message.Load;
import dev.pando.node.split.Message.Loaded;
import dev.pando.node.split.Message.Loading;
import dev.pando.node.split.Message.Offer;
import dev.pando.node.split.Message.Ping;
import dev.pando.node.split.Message.Pong;
import dev.pando.node.split.Message.Refused;
import dev.pando.node.split.Message.Run;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/// Computes layers for peers that are invited. To everybody else the protocol is a door without a handle: their streams
/// are reset before a byte of them is read, and nothing is said.
///
/// The virtual thread that reads a sequence's rows also computes them and sends them back: between a frame and its
/// answer nothing is handed from thread to thread.
public final class StageServer implements AutoCloseable {

    /// The protocol.
    public static final String PROTOCOL = "/pando/split/1.0.0";

    private static final long LOADING_MS = 1_000; // between two signs of life while a part loads

    private static final long SESSION_LOOK_MS = 10;

    private record Loan(PeerId peer, Part part, int positionsMax, Precision precision) {}

    private final Host host;
    private final Predicate<PeerId> invited;
    private final ModelLibrary library;
    private final Elsewhere elsewhere;
    private final Arithmetic arithmetic;
    private final Guests guests;
    private final long bytesPerSecond;
    private final ResultHook hook;
    private final Time time;
    private final Map<Long, Loan> loans = new ConcurrentHashMap<>();
    private final AtomicLong lastPart = new AtomicLong();
    private Alarm sweep;

    StageServer(Host host, Predicate<PeerId> invited, ModelLibrary library, Elsewhere elsewhere, Arithmetic arithmetic,
            long memoryBytesMax, ResultHook hook, Time time) {
        this.host = host;
        this.invited = invited;
        this.library = library;
        this.elsewhere = elsewhere;
        this.arithmetic = arithmetic;
        this.guests = new Guests(memoryBytesMax);
        this.bytesPerSecond = Speed.measure(arithmetic);
        this.hook = hook;
        this.time = time;
        host.handle(PROTOCOL, this::answer);
        sweep();
    }

    private synchronized void sweep() {
        for (Guests.Session idle : guests.idle(time.nowMs())) idle.end.run();
        sweep = time.after(SplitLimits.SESSION_IDLE_MS / 10, this::sweep);
    }

    private void answer(PeerStream stream) throws IOException {
        if (!invited.test(stream.peer())) {
            stream.reset();
            return;
        }
        Wire wire = new Wire(stream);
        switch (greeting(wire)) {
            case Ask _ -> offer(wire);
            case Load load -> lend(stream, wire, load);
            case Begin begin -> serve(stream, wire, begin);
            case Message other -> throw new WireException("split", "a stream that begins with " + name(other));
        }
    }

    private void offer(Wire wire) throws IOException {
        wire.send(new Offer(guests.freeBytes(), bytesPerSecond, guests.sessions(), arithmetic.threads()));
        try (var _ = time.after(SplitLimits.GREETING_MS, wire::reset)) {
            pongs(wire);
        }
    }

    // Until the peer has heard enough.
    private void pongs(Wire wire) throws IOException {
        try {
            while (wire.receive() instanceof Ping ping) wire.send(new Pong(ping.number(), arithmetic.progress()));
        } catch (EOFException e) {
            return;
        }
        throw new WireException("split", "something else than a ping");
    }

    private Message greeting(Wire wire) throws IOException {
        try (var _ = time.after(SplitLimits.GREETING_MS, wire::reset)) {
            return wire.receive();
        }
    }

    private static String name(Message message) {
        return message.getClass().getSimpleName();
    }

    // ---- parts

    private void lend(PeerStream stream, Wire wire, Load load) throws IOException {
        Part part;
        try {
            part = load(stream.peer(), wire, load);
        } catch (ModelFileException | IllegalArgumentException | SplitException | WireException | IOException e) {
            wire.send(new Refused(false, String.valueOf(e.getMessage())));
            return;
        }
        Optional<String> no = guests.part(stream.peer(), part.bytes());
        if (no.isPresent()) {
            part.close();
            wire.send(new Refused(false, no.get()));
            return;
        }
        long number = lastPart.incrementAndGet();
        loans.put(number, new Loan(stream.peer(), part, load.positionsMax(), load.precision()));
        try {
            wire.send(new Loaded(number, part.width(), part.bytes()));
            pongs(wire);
        } finally {
            loans.remove(number);
            guests.partLeft(stream.peer(), part.bytes());
            part.close();
        }
    }

    private Part load(PeerId peer, Wire wire, Load load) throws IOException {
        long most = (long) ChunkList.CHUNKS_MAX * ChunkList.CHUNK_BYTES;
        if (load.fileBytes() < 1 || load.fileBytes() > most) {
            throw WireException.tooBig("split", load.fileBytes(), "bytes of a model", most);
        }
        Optional<Path> here = library.find(load.model(), load.fileBytes());
        Path file = here.isPresent() ? here.get() : library.partial(load.model());
        try (var signs = new SignsOfLife(wire)) {
            if (here.isEmpty()) fetch(peer, load, file, signs);
            return Part.load(file, load.layers(), load.positionsMax(), arithmetic);
        }
    }

    // From the hub, where this machine and the peer know one, else from the peer.
    private void fetch(PeerId peer, Load load, Path file, SignsOfLife signs) throws IOException {
        Optional<Elsewhere.Source> hub = load.hubName().isEmpty() ? Optional.empty() : elsewhere.find(load.hubName());
        try (PeerStream from = host.open(peer, WeightServer.PROTOCOL)) {
            new WeightFetch(from, load.model(), file, hub).fetch(load.fileBytes(), load.headerBytes(), load.layers(),
                    signs::at);
        } finally {
            hub.ifPresent(Elsewhere.Source::close);
        }
    }

    /// Says that loading goes on, and how far it is, as long as it does.
    private final class SignsOfLife implements AutoCloseable {

        private final Wire wire;
        private long have, toBe; // guarded by this
        private boolean over; // guarded by this
        private Alarm next; // guarded by this

        SignsOfLife(Wire wire) {
            this.wire = wire;
            next = time.after(LOADING_MS, this::tell);
        }

        synchronized void at(long bytes, long bytesToBe) {
            have = bytes;
            toBe = bytesToBe;
        }

        private synchronized void tell() {
            if (over) return;
            try {
                wire.send(new Loading(have, toBe));
                next = time.after(LOADING_MS, this::tell);
            } catch (IOException e) {
                over = true; // the peer has left; whoever loads will notice
            }
        }

        @Override
        public synchronized void close() {
            over = true;
            next.close();
        }
    }

    // ---- sequences

    private void serve(PeerStream stream, Wire wire, Begin begin) throws IOException {
        Loan loan = loans.get(begin.part());
        if (loan == null || !loan.peer.equals(stream.peer())) {
            wire.send(new Refused(true, "there is no part " + begin.part()));
            return;
        }
        Optional<Guests.Session> session = begin(stream);
        if (session.isEmpty()) {
            wire.send(
                    new Refused(false, "you have " + SplitLimits.SESSIONS_PER_PEER_MAX + " sequences here, the most"));
            return;
        }
        FutureTask<Void> sequence = new FutureTask<>(() -> {
            serve(wire.carrying(loan.part.width(), loan.precision), loan, session.get());
            return null;
        });
        try {
            Arithmetic.here(sequence);
            sequence.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case EOFException _ -> {
                } // that is how a sequence ends
                case IOException io -> throw io;
                case RuntimeException misdeed -> throw misdeed;
                default -> throw new IllegalStateException(e.getCause());
            }
        } finally {
            guests.end(session.get());
        }
    }

    // Sequences that the peer has just ended may still be on their way out.
    private Optional<Guests.Session> begin(PeerStream stream) throws IOException {
        try {
            for (long until = time.nowMs() + SplitLimits.SESSION_WAIT_MS;;) {
                Optional<Guests.Session> session = guests.begin(stream.peer(), stream::reset, time.nowMs());
                if (session.isPresent() || time.nowMs() >= until) return session;
                Thread.sleep(SESSION_LOOK_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void serve(Wire wire, Loan loan, Guests.Session session) throws IOException {
        KvCache cache = loan.part.model().newCache(loan.positionsMax);
        while (true) {
            if (!(wire.receive() instanceof Run run)) throw new WireException("split", "something else than rows");
            Optional<String> no = refusal(loan, cache, session, run);
            if (no.isPresent()) {
                wire.send(new Refused(false, no.get()));
                return;
            }
            long nanos;
            try {
                nanos = compute(loan.part, cache, run);
            } catch (IllegalStateException e) {
                wire.send(new Refused(true, e.getMessage()));
                return;
            }
            loan.part.rest();
            hook.computed(run.start(), run.rows(), run.hidden());
            wire.send(new Done(run.start(), run.rows(), nanos, run.hidden()));
        }
    }

    private Optional<String> refusal(Loan loan, KvCache cache, Guests.Session session, Run run) {
        long end = (long) run.start() + run.rows();
        if (run.start() > cache.length()) {
            return Optional.of("position " + run.start() + " after " + cache.length());
        }
        if (end > loan.positionsMax) return Optional.of(end + " positions, limit " + loan.positionsMax);
        var model = loan.part.model();
        long bytes = KvCache.bytes(model.config(), model.range(), (int) end);
        if (guests.use(session, bytes, time.nowMs())) return Optional.empty();
        return Optional.of("no memory for " + bytes + " bytes of cache");
    }

    private static long compute(Part part, KvCache cache, Run run) {
        Batch batch = new Batch(List.of(new Span(cache, run.start(), run.rows(), null)));
        return part.work(forward -> forward.run(part.model().range(), batch, run.hidden()));
    }

    long bytesPerSecond() {
        return bytesPerSecond;
    }

    /// Stops answering. Parts go when their streams do, which is when the host is closed.
    @Override
    public synchronized void close() {
        sweep.close();
    }
}
