package dev.pando.node.gate;

/// What an artifact may be at most.
public final class Limits {

    /// Bytes of a note on the wire.
    public static final int NOTE_BYTES_MAX = 4_096;
    /// Bytes of a genome's card on the wire; its body is judged by whoever fetches it.
    public static final int GENOME_CARD_BYTES_MAX = 8_192;
    /// Bytes of a revocation on the wire.
    public static final int REVOCATION_BYTES_MAX = 1_536;
    /// How far ahead of our clock an author's may be, in milliseconds.
    public static final long AHEAD_MS_MAX = 10 * 60_000;
    /// How old something may be, in milliseconds.
    public static final long AGE_MS_MAX = 400L * 24 * 3600 * 1000;
    /// Artifacts of one author in one day.
    public static final int PER_DAY_MAX = 4_000;
    /// Cells that one author may touch in one day: a twentieth of the grid.
    public static final int CELLS_PER_DAY_MAX = 65_536 / 20;
    /// Mean square of a trace's numbers that are not 0. One fact makes 1, a subject with m facts about m.
    public static final double MEAN_SQUARE_MAX = 8;
    /// Bits of 256 in which a note's code may differ from that of its subject: encoders on other processors round otherwise.
    public static final int CODE_BITS_MAX = 24;
    /// How alike a trace must be to the one that its notes make here.
    public static final float LIKENESS_MIN = 0.8f;
    /// Below this reputation an author's artifacts are held.
    public static final double REPUTATION_MIN = 0.1;

    /// A day of an author's clock, in milliseconds.
    public static final long DAY_MS = 24L * 3600 * 1000;

    private Limits() {}
}
