/// A libp2p as a library: one door to all of it.
///
/// * You are here when you want to talk to peers.
/// * Start reading at [Host].
/// * Knows: every room of the module, and how they are wired. Must not know: what its users say to each other.
package dev.pando.libp2p;
