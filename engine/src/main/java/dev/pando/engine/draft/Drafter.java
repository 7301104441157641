package dev.pando.engine.draft;

/// Makes a [Draft] for each answer.
public interface Drafter extends AutoCloseable {

    /// One that guesses nothing.
    Drafter NONE = () -> (tokens, max) -> new int[]{};

    /// A draft for a new answer. Any thread may ask.
    Draft begin();

    /// Frees what it holds.
    @Override
    default void close() {}
}
