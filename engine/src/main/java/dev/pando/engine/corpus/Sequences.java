package dev.pando.engine.corpus;

/// Sequences of one length in an order that never changes: what a run reads step by step, and finds again after a stop.
public interface Sequences {

    /// Tokens of a sequence.
    int length();

    /// How many different ones there are; [Long#MAX_VALUE] if they never end.
    long count();

    /// Writes sequence `index` to both arrays from `at` on.
    ///
    /// @param index   from 0 on, without end: after [#count] they come again in another order
    /// @param tokens  ids
    /// @param targets what follows each token, or −1 where nothing is to be predicted
    void read(long index, int[] tokens, int[] targets, int at);
}
