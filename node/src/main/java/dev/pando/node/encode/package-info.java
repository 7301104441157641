/// Text to vectors whose angle says how alike two texts are in meaning.
///
/// * You are here when two texts that mean the same are not found as such, or when encoding is slow.
/// * Start reading at [Encoder], then [MiniLm] and [Chorus].
/// * Knows: sentence encoders, their vocabularies and limits.
/// * Must not know: what is remembered, asked or shared.
package dev.pando.node.encode;
