package dev.pando.libp2p.yamux;

import dev.pando.libp2p.transport.Muxer;
import dev.pando.libp2p.transport.Session;
import dev.pando.libp2p.transport.Stream;
import dev.pando.libp2p.transport.Time;

/// Yamux as a [Muxer], and the limits of its sessions.
public final class Yamux implements Muxer {

    /// What a peer may send on a new stream before we have read it, in bytes. §Flow Control: "Both sides assume the
    /// initial 256KB window".
    public static final int WINDOW_BYTES = 256 * 1024;
    /// What this grows to, by doubling, for a stream that is read fast: a line that holds more than a window is not
    /// waited for.
    public static final int WINDOW_BYTES_MAX = 1024 * 1024;
    /// How many grants renew a window.
    public static final int GRANTS_A_WINDOW = 4;
    /// A stream is read fast if a grant takes less than this, in milliseconds.
    public static final long FAST_READ_MS = 1_000;
    /// Streams that a peer may have open to us in one session.
    public static final int INBOUND_STREAMS_MAX = 256;
    /// Streams that we may have open to a peer in one session.
    public static final int OUTBOUND_STREAMS_MAX = 1024;
    /// Streams that were opened and not acknowledged yet, either way. §ACK backlog: "SHOULD at most allow an ACK backlog
    /// of 256 streams."
    public static final int ACK_BACKLOG_MAX = 256;
    /// What all streams of a session may hold unread, in bytes; the stream that breaks it is reset.
    public static final int SESSION_BYTES_MAX = 16 * 1024 * 1024;
    /// Answers that wait for the line to be free: pongs and resets. A peer that asks for more without reading is cut off.
    public static final int ANSWERS_MAX = 512;
    /// Time between two pings of an idle or busy session, and for their answer, in milliseconds.
    public static final long KEEP_ALIVE_MS = 30_000;
    /// Time that a peer has to close its half of a stream that we have closed, in milliseconds.
    public static final long CLOSE_LINGER_MS = 60_000;
    /// Time that a session which ends gives whoever writes to let go of the line, in milliseconds; a peer that does not
    /// read is told nothing after it.
    public static final long GOODBYE_MS = 1_000;

    private final Time time;

    /// @param time rings for pings and for streams that linger
    public Yamux(Time time) {
        this.time = time;
    }

    @Override
    public String protocol() {
        return "/yamux/1.0.0";
    }

    @Override
    public Session session(Stream stream, boolean initiator) {
        YamuxSession session = new YamuxSession(stream, initiator, time);
        session.start();
        return session;
    }
}
