/// Model files from a hub: found, fetched in parallel ranges, resumed, checked, put on the shelf.
///
/// * You are here when a download is refused, stalls, or a model on the shelf is not found.
/// * Start reading at [Pull], then [Download] and [Journal]; [ModelShelf] is where models lie.
/// * Knows: HTTP as a client, files, SHA-256.
/// * Must not know: what is inside a model file.
package dev.pando.node.pull;
