package dev.pando.libp2p.swarm;

import java.util.Comparator;
import java.util.List;

/// Chooses which connections to close when there are too many; pure.
final class Trimmer {

    private Trimmer() {}

    /// A connection that may have to go.
    ///
    /// @param id        what the caller knows it by
    /// @param openedMs  when it came to be
    /// @param streams   open in it
    /// @param protectedPeer whether its peer must stay
    record Candidate<T>(T id, long openedMs, int streams, boolean protectedPeer) {}

    /// Whom to close: nobody up to `high`; above it, so many that `low` are left, as far as there are enough that are
    /// neither protected nor new. Those with the fewest streams go first and among them the youngest: who has stayed
    /// long is likely to stay longer.
    static <T> List<T> choose(List<Candidate<T>> all, ConnectionLimits limits, long nowMs) {
        if (all.size() <= limits.high()) return List.of();
        return all.stream().filter(c -> !c.protectedPeer && nowMs - c.openedMs >= limits.graceMs())
                .sorted(Comparator.comparingInt(Candidate<T>::streams)
                        .thenComparing(Comparator.comparingLong(Candidate<T>::openedMs).reversed()))
                .limit(all.size() - limits.low()).map(Candidate::id).toList();
    }
}
