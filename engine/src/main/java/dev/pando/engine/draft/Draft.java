package dev.pando.engine.draft;

/// Guesses the next tokens of one answer. One thread at a time.
@FunctionalInterface
public interface Draft {

    /// Guesses.
    ///
    /// @param tokens prompt and answer so far; begins with what the last call was given
    /// @param max    guesses at most
    /// @return what may come next, in order; fewer or none if it has no idea
    int[] propose(int[] tokens, int max);
}
