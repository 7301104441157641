package dev.pando.engine.serve;

/// What an adapter had to say in an answer.
///
/// @param adapter its name
/// @param weight  how far it was believed, the mean over the tokens of the answer, 0 to 1
public record Voice(String adapter, double weight) {}
