/// What the node remembers, and how it is found again: by its words and by its meaning.
///
/// * You are here when something that was told is not found, or finding it takes too long.
/// * Start reading at [Memories], then [Recall] and [VectorIndex].
/// * Knows: SQL, full text search, vectors.
/// * Must not know: conversations, prompts, engines, HTTP.
package dev.pando.node.memory;
