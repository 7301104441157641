/// Whether a model file is one that we can run, and if not, what is wrong and where.
///
/// * You are here when a file got the wrong verdict.
/// * Start reading at [ModelCheck].
/// * Knows: what container, configuration, tokenizer, template and numbers each say about themselves.
/// * Must not know: how any of them checks itself.
package dev.pando.engine.check;
