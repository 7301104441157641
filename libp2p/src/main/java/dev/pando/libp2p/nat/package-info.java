/// Being reached behind a NAT: relays, asking others whether they can dial us, and punching holes.
///
/// * You are here when a peer at home can dial but cannot be dialed.
/// * Start reading at [RelayTransport], then [Dcutr]; [Relay] is the other end.
/// * Knows: the swarm, transports that punch, identify. Must not know: what travels through a relay.
package dev.pando.libp2p.nat;
