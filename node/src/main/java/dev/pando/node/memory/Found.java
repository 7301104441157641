package dev.pando.node.memory;

/// A memory that a search found.
///
/// @param memory what was found
/// @param score  how well it fits, larger is better; comparable within one search only
/// @param cosine how alike it is in meaning by [dev.pando.node.encode.Encoder#first()], -1 to 1; `NaN` if only its words
///               were looked at
public record Found(Memory memory, double score, double cosine) {}
