/// The knowledge grid: what goes with what, as small numbers on a torus that are added and never averaged.
///
/// * You are here when two notes should have been joined and were not, or were and should not.
/// * Start reading at [Grid], then [Lexicon] for where a term lives and [Query] for how it is found again.
/// * Knows: terms, vectors of an encoder, cells.
/// * Must not know: authors' names, text, files, sockets.
package dev.pando.engine.grid;
