package dev.pando.node.split;

/// What a peer may ask of a stage, and how long anybody waits. All of these are tested at their value and one beyond.
public final class SplitLimits {

    /// One frame, head included.
    public static final int FRAME_BYTES_MAX = 8 << 20;
    /// Rows of one hidden state.
    public static final int ROWS_MAX = 512;
    /// Rows of one piece of a prompt: small enough that stages overlap, and that a frame of a usual model fits into one
    /// window of a stream.
    public static final int CHUNK_ROWS = 64;
    /// Tokens of one sequence.
    public static final int POSITIONS_MAX = 1 << 20;
    /// Sequences of one peer at once.
    public static final int SESSIONS_PER_PEER_MAX = 32;
    /// Parts of models that are loaded for one peer at once.
    public static final int PARTS_PER_PEER_MAX = 8;
    /// Elements of one row.
    public static final int WIDTH_MAX = 1 << 17;
    /// Bytes of one line of text in a frame.
    public static final int TEXT_BYTES_MAX = 1024;

    /// A stream must say what it wants within this time, in milliseconds.
    public static final long GREETING_MS = 10_000;
    /// One sequence too many waits so long for another to end before it is refused, in milliseconds; less than [#STALL_MS].
    public static final long SESSION_WAIT_MS = 1_000;
    /// A sequence that was not used for this long is forgotten, in milliseconds.
    public static final long SESSION_IDLE_MS = 10 * 60_000;
    /// Time between two heartbeats, in milliseconds.
    public static final long HEARTBEAT_MS = 250;
    /// A stage that was not heard of for this long is lost, in milliseconds.
    public static final long SILENCE_MS = 1_500;
    /// A stage that lives, but has not finished a single layer for this long while we wait, is lost, in milliseconds.
    public static final long STALL_MS = 1_500;
    /// While it loads, a stage says so at least this often, in milliseconds.
    public static final long LOADING_SILENCE_MS = 15_000;

    private SplitLimits() {}
}
