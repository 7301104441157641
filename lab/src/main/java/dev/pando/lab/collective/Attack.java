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
    /// A false fact from keys that first said what everybody knew, to earn a reputation.
    FARMED,
    /// A false fact from keys whose notes this node's person had liked twenty times: reported, and no claim is made.
    SLEEPER,
    /// A confidence that is no number.
    NAN,
    /// A note above its limit.
    OVERSIZE;

    /// Whether Pando claims to withstand it while attackers are fewer than those who know the truth.
    boolean isClaimed() {
        return this != SLEEPER;
    }

    String word() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
