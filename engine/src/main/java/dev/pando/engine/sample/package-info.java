/// From a row of logits to a token, and from tokens to text that may be shown.
///
/// * You are here when a token was chosen that should not have been, or text appeared too early or too late.
/// * Start reading at [Sampler], then [TextStream].
/// * Knows: logits, token ids, bytes, seeds.
/// * Must not know: models, files, threads, time.
package dev.pando.engine.sample;
