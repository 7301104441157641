/// Who is connected: dialing, listening, how many, which protocol goes to whom, and what is known of each peer.
///
/// * You are here when a peer id must become a stream.
/// * Start reading at [Swarm].
/// * Knows: transports, limits, addresses. Must not know: what any protocol says.
package dev.pando.libp2p.swarm;
