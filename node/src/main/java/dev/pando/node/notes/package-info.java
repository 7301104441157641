/// What is known in single statements: who said that what leads to what, in which words, and how sure.
///
/// * You are here when a sentence was not understood as a statement, or the same statement is kept twice.
/// * Start reading at [Notes], then [StatementReader].
/// * Knows: sentences, the store, the map of meanings, of trust only whom to hear first.
/// * Must not know: who may see a note, artifacts' bytes, sockets.
package dev.pando.node.notes;
