package dev.pando.engine.grid;

/// A term of the lexicon as the grid sees it.
///
/// @param id   its number in the lexicon
/// @param cell the address around which it lives
/// @param code 512 sign bits; do not write into them
public record Term(int id, int cell, long[] code) {}
