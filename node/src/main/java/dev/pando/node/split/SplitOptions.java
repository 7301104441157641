package dev.pando.node.split;

import java.util.List;

/// How a model is split and used.
///
/// @param positionsMax tokens of prompt and answer together; the model's own limit holds as well
/// @param activeMax    answers computed at once
/// @param queuedMax    requests that may wait
/// @param keptMax      sequences kept for whoever begins with the same words
/// @param precision    of hidden states on their way
/// @param cuts         first layer of each peer, in the order of the peers; empty lets the planner decide
/// @param peersMin     peers that must take part, where the planner decides
/// @param checking     what is computed twice
/// @param guessesMax   guesses checked in one pass, 0 for none
/// @param hubName      where peers that lack the model may fetch their layers instead of here; empty for nowhere
public record SplitOptions(int positionsMax, int activeMax, int queuedMax, int keptMax, Precision precision,
        List<Integer> cuts, int peersMin, Checking checking, int guessesMax, String hubName) {

    /// What is computed twice, on two machines, and compared bit by bit.
    public enum Checking {
        /// Nothing.
        NONE,
        /// A random window of one answer in eight, after it was given.
        SOME,
        /// Every row, before it is used: a peer that lies changes no token.
        EVERYTHING
    }

    static final double SOME_SHARE = 1.0 / 8;

    /// Copies the cuts.
    ///
    /// @throws IllegalArgumentException naming the number that is not allowed
    public SplitOptions {
        cuts = List.copyOf(cuts);
        within("positions", positionsMax, 2, SplitLimits.POSITIONS_MAX);
        within("active", activeMax, 1, SplitLimits.SESSIONS_PER_PEER_MAX);
        within("queued", queuedMax, 0, 65_536);
        within("active and kept", activeMax + keptMax, 1, SplitLimits.SESSIONS_PER_PEER_MAX);
        within("guesses", guessesMax, 0, SplitLimits.ROWS_MAX - 1);
        within("characters of the name on the hub", hubName.length(), 0, SplitLimits.TEXT_BYTES_MAX);
    }

    private static void within(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + ": " + value + ", from " + min + " to " + max);
        }
    }

    /// What suits most: four answers at once, a window of some answers checked, up to 16 guesses.
    public static SplitOptions usual() {
        return new SplitOptions(8192, 4, 64, 8, Precision.F32, List.of(), 1, Checking.SOME, 16, "");
    }

    /// The same with peers that begin at these layers.
    public SplitOptions withCuts(List<Integer> layers) {
        return new SplitOptions(positionsMax, activeMax, queuedMax, keptMax, precision, layers, peersMin, checking,
                guessesMax, hubName);
    }

    /// The same with room for so many tokens.
    public SplitOptions withPositions(int tokens) {
        return new SplitOptions(tokens, activeMax, queuedMax, keptMax, precision, cuts, peersMin, checking,
                guessesMax, hubName);
    }

    /// The same with so many answers at once, and so many sequences kept.
    public SplitOptions withSequences(int atOnce, int keep) {
        return new SplitOptions(positionsMax, atOnce, queuedMax, keep, precision, cuts, peersMin, checking, guessesMax,
                hubName);
    }

    /// The same with another precision.
    public SplitOptions withPrecision(Precision of) {
        return new SplitOptions(positionsMax, activeMax, queuedMax, keptMax, of, cuts, peersMin, checking, guessesMax,
                hubName);
    }

    /// The same with so much checked.
    public SplitOptions withChecking(Checking what) {
        return new SplitOptions(positionsMax, activeMax, queuedMax, keptMax, precision, cuts, peersMin, what,
                guessesMax, hubName);
    }

    /// The same with so many guesses.
    public SplitOptions withGuesses(int count) {
        return new SplitOptions(positionsMax, activeMax, queuedMax, keptMax, precision, cuts, peersMin, checking,
                count, hubName);
    }

    /// The same for a model that is on a hub, too.
    public SplitOptions withHubName(String name) {
        return new SplitOptions(positionsMax, activeMax, queuedMax, keptMax, precision, cuts, peersMin, checking,
                guessesMax, name);
    }
}
