package dev.pando.engine.seed;

/// Which half of the invented world is used: what a model learns from, or what it is judged on.
///
/// Names and phrasings of the one never occur in the other.
public enum Split {
    /// What a model learns from.
    TRAIN,
    /// What a model is judged on: names and phrasings that it has never seen.
    TEST
}
