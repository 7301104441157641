package dev.pando.libp2p.ping;

import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.swarm.PeerStream;
import dev.pando.libp2p.swarm.Swarm;
import dev.pando.libp2p.transport.Time;
import java.io.EOFException;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Answers pings and sends them.
public final class Ping {

    /// The protocol.
    public static final String PROTOCOL = "/ipfs/ping/1.0.0";
    /// What goes there and back, in bytes.
    public static final int PAYLOAD_BYTES = 32;
    /// Streams that a peer may ping us in. ping §Protocol: "SHOULD accept at most two streams per peer"
    public static final int STREAMS_MAX = 2;
    /// Time for an answer, in milliseconds.
    public static final long ANSWER_MS = 10_000;
    /// Time that a peer may keep a stream without sending a whole ping, in milliseconds.
    public static final long IDLE_MS = 60_000;

    private final Swarm swarm;
    private final Time time;
    private final SecureRandom random;
    private final Map<PeerId, Integer> answering = new ConcurrentHashMap<>();
    private final Set<PeerId> asking = ConcurrentHashMap.newKeySet();

    /// Starts to answer.
    public Ping(Swarm swarm, Time time, SecureRandom random) {
        this.swarm = swarm;
        this.time = time;
        this.random = random;
        swarm.handle(PROTOCOL, this::answer);
    }

    private void answer(PeerStream stream) throws IOException {
        int streams = answering.merge(stream.peer(), 1, Integer::sum);
        try {
            WireException.within("ping", streams, "streams", STREAMS_MAX);
            // "the listening peer SHOULD loop and echo the next payload" until the write side is closed
            while (echo(stream)) continue;
        } finally {
            answering.computeIfPresent(stream.peer(), (p, n) -> n == 1 ? null : n - 1);
        }
    }

    private boolean echo(PeerStream stream) throws IOException {
        try (var _ = time.after(IDLE_MS, stream::reset)) {
            byte[] payload = stream.in().readNBytes(PAYLOAD_BYTES);
            if (payload.length == 0) return false;
            if (payload.length < PAYLOAD_BYTES) throw new EOFException("ping: the peer left within a payload");
            stream.out().write(payload);
            return true;
        }
    }

    /// Time to a peer and back.
    ///
    /// @throws IOException   if it cannot be reached, does not answer in time, or is being pinged already: "MUST NOT keep
    ///                       more than one outbound stream for the ping protocol per peer"
    /// @throws WireException if it answers something else
    public Duration ping(PeerId peer) throws IOException {
        if (!asking.add(peer)) throw new IOException("ping: already pinging " + peer);
        try (PeerStream stream = swarm.open(peer, PROTOCOL);
                var _ = time.after(ANSWER_MS, stream::reset)) {
            byte[] payload = new byte[PAYLOAD_BYTES];
            random.nextBytes(payload);
            long start = System.nanoTime();
            stream.out().write(payload);
            byte[] echo = stream.in().readNBytes(PAYLOAD_BYTES);
            long took = System.nanoTime() - start;
            if (echo.length < PAYLOAD_BYTES) throw new EOFException("ping: " + peer + " left within its answer");
            if (!Arrays.equals(payload, echo)) throw new WireException("ping", "another payload came back").from(peer);
            return Duration.ofNanos(took);
        } finally {
            asking.remove(peer);
        }
    }
}
