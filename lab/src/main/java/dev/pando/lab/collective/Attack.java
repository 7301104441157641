package dev.pando.lab.collective;

/// What attackers send.
enum Attack {
    /// Traces of noise.
    RANDOM,
    /// A false fact, shouted: its trace times seven.
    SCALED,
    /// The true note, and the negative of its trace.
    SIGN_FLIP,
    /// A false fact, well made.
    TARGETED,
    /// A false fact, said again on each of five days.
    SLOW_DRIP,
    /// What honest authors sent, again.
    REPLAY,
    /// A false fact in the name of an honest author.
    FORGED,
    /// An honest note with another word in it and the old signature.
    EDITED,
    /// A generation that its parents do not give.
    CYCLIC,
    /// Three keys for each attacker, all saying the same false fact.
    SYBILS,
    /// A false fact from keys that earned a reputation first.
    FARMED,
    /// A confidence that is no number.
    NAN,
    /// A note above its limit.
    OVERSIZE;

    String word() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
