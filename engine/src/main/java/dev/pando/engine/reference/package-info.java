/// Centram's reference model: a GPT of 842,496 parameters over bytes, and its adapter of 65,536.
///
/// * You are here when Centram's table is to be run again, or a small model of another shape than Llama's is needed.
/// * Start reading at [ByteGpt], top to bottom.
/// * Knows: the tape, low-rank changes.
/// * Must not know: files of models, corpora, experiments.
package dev.pando.engine.reference;
