/// A network in virtual time: seeded, single-threaded, the same events in the same order for the same seed.
///
/// * You are here when thousands of nodes must talk and no wall clock may be involved.
/// * Start reading at [Network], then [Actor].
/// * Knows: latency, loss, uplinks, and when what arrives. Must not know: what the frames say.
package dev.pando.lab.net;
