/// Text to token ids and back, and messages to the prompt a model was trained on.
///
/// * You are here when a text gets the wrong ids, or a conversation the wrong prompt.
/// * Start reading at [Tokenizer], then [ChatTemplate].
/// * Knows: Unicode, vocabularies, merges, Jinja.
/// * Must not know: weights, sampling, sockets.
package dev.pando.engine.text;
