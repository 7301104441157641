/// What one node may teach another: signed, named by its content, with its parents.
///
/// * You are here when bytes of an artifact are refused, or two nodes disagree on what follows from what.
/// * Start reading at [Artifact], then [Lineage].
/// * Knows: dag-cbor, content ids, Ed25519.
/// * Must not know: whether an artifact is worth anything, sockets, files.
package dev.pando.engine.artifact;
