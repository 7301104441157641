package dev.pando.node.split;

import dev.pando.engine.model.LayerRange;
import dev.pando.libp2p.Host;
import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.swarm.PeerStream;
import dev.pando.libp2p.transport.Time;
import dev.pando.libp2p.transport.Time.Alarm;
import dev.pando.node.split.Message.Begin;
import dev.pando.node.split.Message.Done;
import dev.pando.node.split.Message.Load;
import dev.pando.node.split.Message.Loaded;
import dev.pando.node.split.Message.Loading;
import dev.pando.node.split.Message.Ping;
import dev.pando.node.split.Message.Pong;
import dev.pando.node.split.Message.Refused;
import dev.pando.node.split.Message.Run;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicReference;

/// Layers on a peer's machine. A heart beats between us; when it stops, the connection is cut, which wakes whoever waits
/// for rows.
final class RemoteStage implements Stage {

    /// Told how far loading is.
    interface Progress {
        /// Sees nothing.
        Progress NONE = (_, _) -> {};

        void bytes(long have, long toBe);
    }

    private final Host host;
    private final Time time;
    private final PeerId peer;
    private final Load load;
    private final PeerStream control;
    private final Wire wire;
    private final Heartbeat heartbeat;
    private final AtomicReference<String> lost = new AtomicReference<>();
    private Loaded loaded;
    private volatile Alarm watch;
    private volatile boolean closed;

    private RemoteStage(Host host, PeerId peer, Load load, Time time) throws IOException {
        this.host = host;
        this.time = time;
        this.peer = peer;
        this.load = load;
        control = host.open(peer, StageServer.PROTOCOL);
        wire = new Wire(control);
        heartbeat = new Heartbeat(time.nowMs());
    }

    /// Has a peer load layers.
    ///
    /// @throws LostException if it cannot be reached, will not, or takes longer than it says
    static RemoteStage open(Host host, PeerId peer, Load load, Progress progress, Time time) throws LostException {
        RemoteStage stage = null;
        try {
            stage = new RemoteStage(host, peer, load, time);
            stage.wire.send(load);
            stage.loaded = stage.awaitLoaded(progress);
        } catch (IOException | WireException e) {
            if (stage != null) stage.control.reset();
            throw LostException.stage("does not take them (are we invited there?): " + e.getMessage(), e);
        } catch (LostException e) {
            stage.control.close();
            throw e;
        }
        stage.beat();
        return stage;
    }

    private Loaded awaitLoaded(Progress progress) throws IOException, LostException {
        while (true) {
            switch (patiently()) {
                case Loading l -> progress.bytes(l.bytes(), l.bytesToBe());
                case Loaded l -> {
                    return l;
                }
                case Refused r -> throw LostException.stage(r.why(), null);
                case Message other -> throw new WireException("split", "loading ends with " + other);
            }
        }
    }

    private Message patiently() throws IOException {
        try (var _ = time.after(SplitLimits.LOADING_SILENCE_MS, control::reset)) {
            return wire.receive();
        }
    }

    // ---- the heart

    private void beat() {
        heartbeat.heard(time.nowMs(), -1);
        Thread.ofVirtual().name("pando-split-pings").start(this::ping);
        Thread.ofVirtual().name("pando-split-pongs").start(this::listen);
        watch();
    }

    // On its own: sending may block when the peer has stopped reading, watching must not.
    private void ping() {
        try {
            for (long number = 1; !over(); number++) {
                wire.send(new Ping(number));
                Thread.sleep(SplitLimits.HEARTBEAT_MS);
            }
        } catch (IOException e) {
            lose("the connection broke: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void listen() {
        try {
            while (wire.receive() instanceof Pong pong) heartbeat.heard(time.nowMs(), pong.progress());
            lose("breaks the protocol");
        } catch (IOException | WireException e) {
            lose("the connection broke: " + e.getMessage());
        }
    }

    private void watch() {
        if (over()) return;
        heartbeat.complaint(time.nowMs()).ifPresent(this::lose);
        if (!over()) watch = time.after(SplitLimits.HEARTBEAT_MS / 2, this::watch);
    }

    private boolean over() {
        return closed || lost.get() != null;
    }

    // Only the end of the connection reaches a thread that is stuck in a write to a peer that does not read.
    private void lose(String why) {
        if (closed || !lost.compareAndSet(null, why)) return;
        control.connection().close();
    }

    // ---- what it is asked for

    @Override
    public LayerRange layers() {
        return load.layers();
    }

    @Override
    public String peer() {
        return peer.toString();
    }

    @Override
    public Session begin() throws LostException {
        String why = lost.get();
        if (why != null) throw LostException.stage(why, null);
        try {
            return new RemoteSession(host.open(peer, StageServer.PROTOCOL));
        } catch (IOException e) {
            lose("cannot be reached: " + e.getMessage());
            throw LostException.stage(lost.get(), e);
        }
    }

    @Override
    public void close() {
        closed = true;
        if (watch != null) watch.close();
        control.close();
    }

    private final class RemoteSession implements Session {

        private final PeerStream stream;
        private final Wire wire;
        private final Queue<Integer> sent = new ArrayDeque<>(); // rows

        RemoteSession(PeerStream stream) throws LostException {
            this.stream = stream;
            wire = new Wire(stream).carrying(loaded.width(), load.precision());
            try {
                wire.send(new Begin(loaded.part()));
            } catch (IOException e) {
                throw failed(e);
            }
        }

        @Override
        public void send(int start, int rows, float[] hidden, int offset) throws LostException {
            float[] exactly = new float[rows * loaded.width()];
            System.arraycopy(hidden, offset, exactly, 0, exactly.length);
            heartbeat.asked(time.nowMs());
            sent.add(rows);
            try {
                wire.send(new Run(start, rows, exactly));
            } catch (IOException e) {
                throw failed(e);
            }
        }

        @Override
        public long receive(float[] hidden) throws LostException {
            try {
                return switch (wire.receive()) {
                    case Done done when done.rows() == sent.peek() -> {
                        System.arraycopy(done.hidden(), 0, hidden, 0, done.hidden().length);
                        sent.remove();
                        heartbeat.answered(time.nowMs());
                        yield done.nanos();
                    }
                    case Refused r when r.gone() -> throw LostException.stage(r.why(), null);
                    case Refused r -> throw new SplitException("peer " + peer + " refuses: " + r.why());
                    case Message other -> throw new WireException("split", "rows are answered by " + other);
                };
            } catch (IOException | WireException e) {
                throw failed(e);
            }
        }

        // A stage that is lost cuts its connection first; then the stream tells. A broken protocol is a lost stage too.
        private LostException failed(Exception e) {
            if (e instanceof WireException) lose(e.getMessage());
            if (control.connection().closed()) lose("the connection broke: " + e.getMessage());
            String why = lost.get();
            return why != null ? LostException.stage(why, e) : LostException.session(e.getMessage(), e);
        }

        @Override
        public void close() {
            for (int i = sent.size(); i > 0; i--) heartbeat.abandoned();
            sent.clear();
            stream.close();
        }
    }
}
