/// Answers held to random schemas: are they valid, and what does it cost?
///
/// * You are here when a constrained answer is not valid, or slow.
/// * Start reading at [SchemaCommand].
/// * Knows: the engine's scheduler and grammars, a validator that nobody here wrote.
/// * Must not know: the node.
package dev.pando.lab.schema;
