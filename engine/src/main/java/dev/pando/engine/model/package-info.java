/// The transformer: one description of a model, any range of its layers, bits that depend on the input alone.
///
/// * You are here when logits are wrong, or right and too slow.
/// * Start reading at [ModelConfig], then [Model], then [Forward], top to bottom.
/// * Knows: weights, caches, threads, hidden states.
/// * Must not know: text, sampling, requests, time.
package dev.pando.engine.model;
