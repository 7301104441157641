/// What an answer may look like: JSON Schema becomes a set of byte strings, and that the tokens that may come next.
///
/// * You are here when an answer must be JSON, a schema is refused, or constrained answers are slow.
/// * Start reading at [Grammars], then [Language] and [Masks].
/// * Knows: bytes, JSON Schema, the bytes of a vocabulary's tokens.
/// * Must not know: models, requests, the network.
package dev.pando.engine.grammar;
