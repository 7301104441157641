/// Ping: 32 random bytes there and back.
///
/// * You are here when somebody wants to know whether a peer is alive and how far away.
/// * Start reading at [Ping].
/// * Knows: the swarm, time. Must not know: why it is asked.
package dev.pando.libp2p.ping;
