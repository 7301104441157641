/// Learning a vocabulary from text: which byte pairs deserve a token of their own.
///
/// * You are here when a model that we train needs tokens that fit its text.
/// * Start reading at [BpeTrainer].
/// * Knows: words, counts, pairs.
/// * Must not know: how text is cut into words, models, files.
package dev.pando.engine.vocabulary;
