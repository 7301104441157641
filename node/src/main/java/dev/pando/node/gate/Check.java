package dev.pando.node.gate;

/// The ten checks, in their order. Each stops something that the other nine let through (`pando lab poison`).
public enum Check {
    /// Frame, size and version limits.
    FRAME,
    /// The author signed every byte.
    SIGNATURE,
    /// Neither from the future nor stale, and not too many from one author in one day.
    FRESHNESS,
    /// Fits our lexicon and space: a note is found under the code of its own subject.
    SCHEMA,
    /// Numbers that facts make: no noise, no shouting.
    NUMBERS,
    /// At most a twentieth of the grid for one author in one day.
    MAGNITUDE,
    /// Known parents, generation = 1 + the largest of theirs, revocations by the author only.
    LINEAGE,
    /// Nothing private, nobody's; no aggregated share without its certificate.
    PRIVACY,
    /// The author is neither blocked nor of spent reputation.
    TRUST,
    /// Applied for a trial: it says what its notes say, and what this node knows is still there; else it is taken back.
    TRIAL;

    /// 1 to 10.
    public int number() {
        return ordinal() + 1;
    }
}
