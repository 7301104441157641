package dev.pando.node.split;

import dev.pando.engine.artifact.AuthorKey;
import dev.pando.engine.model.LayerRange;
import dev.pando.node.exchange.Signing;
import dev.pando.node.gate.Trust;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/// What a peer does as a stage, as a matter of this node's [Trust]: rows that were computed again and were right earn a
/// little, wrong bits cost so much that nobody is asked again until most of it is forgotten, months later. A stage that is
/// lost costs little, and never so much that it is not asked again: machines are switched off.
///
/// Trust is held by key, so a peer that is also an author of artifacts loses its name there too.
public final class StageTrust {

    /// Peers below this are not asked.
    public static final double ASKED_FROM = 0.1;

    // Nobody is trusted with more than 1, so after one lie with at most 1/16: below what is asked for.
    private static final double LIE = 4;
    private static final double LOST = 0.25;
    private static final double ROWS_OF_ONE_GOOD = 1_000;

    private final Trust trust;
    private final LongSupplier nowMs;

    /// @param trust of this node; stays the caller's
    /// @param nowMs time
    public StageTrust(Trust trust, LongSupplier nowMs) {
        this.trust = trust;
        this.nowMs = nowMs;
    }

    /// How far a peer is trusted, 0 to 1; this node by itself entirely.
    ///
    /// @param peer its id, or [Stage#HERE]
    public double of(String peer) {
        if (peer.equals(Stage.HERE)) return 1;
        return key(peer).map(k -> trust.standing(k).reputation(nowMs.getAsLong())).orElse(Trust.NEW);
    }

    /// Whether layers may be given to a peer.
    boolean asks(String peer) {
        return of(peer) >= ASKED_FROM;
    }

    /// A listener that counts, and passes on.
    SplitListener counting(SplitListener next) {
        return new SplitListener() {
            @Override
            public void lost(String peer, LayerRange layers, String why) {
                if (of(peer) * StrictMath.pow(0.5, LOST) >= ASKED_FROM) {
                    count(peer, (key, now) -> trust.bad(key, LOST, now));
                }
                next.lost(peer, layers, why);
            }

            @Override
            public void recovered(String peer, LayerRange layers, String by, long ms) {
                next.recovered(peer, layers, by, ms);
            }

            @Override
            public void mismatched(String peer, LayerRange layers, int position) {
                count(peer, (key, now) -> trust.bad(key, LIE, now));
                next.mismatched(peer, layers, position);
            }

            @Override
            public void agreed(String peer, int rows) {
                count(peer, (key, now) -> trust.good(key, rows / ROWS_OF_ONE_GOOD, now));
                next.agreed(peer, rows);
            }
        };
    }

    private void count(String peer, BiConsumer<AuthorKey, Long> change) {
        if (!peer.equals(Stage.HERE)) key(peer).ifPresent(key -> change.accept(key, nowMs.getAsLong()));
    }

    private static Optional<AuthorKey> key(String peer) {
        return Signing.author(peer);
    }
}
