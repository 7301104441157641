package dev.pando.libp2p.pubsub;

import dev.pando.libp2p.gossipsub.Rpc;
import dev.pando.libp2p.gossipsub.RpcCodec;
import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.swarm.PeerStream;
import dev.pando.libp2p.transport.Connection;
import dev.pando.libp2p.transport.Delimited;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;

/// The frames that wait for one peer, and the stream that carries them: one at a time, the next when that is lost.
///
/// Anyone may offer a frame and tell of a lost connection; opening and writing belong to one thread. What waits, waits
/// through a change of streams.
final class Outbox {

    // Says nothing; whoever waits for a frame looks up.
    private static final Rpc LOOK_UP = new Rpc(List.of(), List.of(), List.of());

    final PeerId peer;
    /// Whether the router knows the peer; false if it took no stream of ours.
    final CompletableFuture<Boolean> met = new CompletableFuture<>();

    private final BlockingQueue<Rpc> frames = new ArrayBlockingQueue<>(PubSub.FRAMES_MAX);
    private volatile PeerStream stream;
    private volatile boolean closed;
    // The writer's alone:
    private final Map<Connection, Integer> tried = new HashMap<>();
    private Rpc unsent;

    Outbox(PeerId peer) {
        this.peer = peer;
    }

    /// Takes a frame, unless too many wait.
    boolean offer(Rpc frame) {
        return frames.offer(frame);
    }

    /// Whether a connection stands in which a stream may yet be tried.
    boolean mayTry(Connection connection) {
        return !closed && !connection.closed() && tried.getOrDefault(connection, 0) < PubSub.GREETINGS_MAX;
    }

    /// Counts a stream that is tried in a connection; those that are gone count no more.
    void tries(Connection connection) {
        tried.keySet().removeIf(Connection::closed);
        tried.merge(connection, 1, Integer::sum);
    }

    /// No more streams are tried in this connection.
    void giveUp(Connection connection) {
        tried.put(connection, PubSub.GREETINGS_MAX);
    }

    /// Writes what is offered, until the stream or its connection is lost or this is closed.
    ///
    /// @throws IOException if the stream broke; what could not be written is the next stream's
    void write(PeerStream through) throws IOException, InterruptedException {
        stream = through;
        try {
            OutputStream out = through.out();
            while (!closed && !through.connection().closed()) {
                if (unsent == null) {
                    unsent = frames.take();
                    continue; // the connection may have gone meanwhile
                }
                if (unsent != LOOK_UP) Delimited.write(out, RpcCodec.encode(unsent));
                unsent = null;
                if (frames.isEmpty()) out.flush();
            }
        } finally {
            through.reset();
        }
    }

    /// A connection is gone: the writer leaves it if its stream was there.
    void lost(Connection connection) {
        PeerStream now = stream;
        // A full queue needs no waking.
        if (now != null && now.connection() == connection) frames.offer(LOOK_UP);
    }

    /// Writes no more.
    void close() {
        closed = true;
        frames.offer(LOOK_UP);
        PeerStream now = stream;
        if (now != null) now.reset();
    }
}
