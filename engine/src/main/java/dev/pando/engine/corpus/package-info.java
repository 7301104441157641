/// Text to learn from: read, cut into documents, turned into tokens, packed into sequences, always in the same order.
///
/// * You are here when a model should learn from files, or be measured on them.
/// * Start reading at [TrainingText].
/// * Knows: files of text, tokenizers, chat templates.
/// * Must not know: models, gradients, who wrote the text.
package dev.pando.engine.corpus;
