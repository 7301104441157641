/// Teaching a model: which of its weights learn, from what, and what a run leaves behind.
///
/// * You are here when a model should learn from text, or be measured on it.
/// * Start reading at [Decoder].
/// * Knows: model files, the tape, tokens.
/// * Must not know: conversations, sockets, the clock.
package dev.pando.engine.learn;
