/// A network for tests: real code without sockets, seeded, that fragments, cuts and resets.
///
/// * You are here when a test needs two ends of something.
/// * Start reading at [MemoryPipe].
/// * Knows: streams. Must not know: what flows through them.
package dev.pando.libp2p.testing;
