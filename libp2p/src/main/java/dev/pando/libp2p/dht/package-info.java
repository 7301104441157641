/// The distributed hash table over real connections: the Kademlia node of `kad`, driven.
///
/// * You are here when something must be found that no connected peer may have.
/// * Start reading at [Dht].
/// * Knows: the swarm, the node's events and actions. Must not know: how a lookup proceeds.
package dev.pando.libp2p.dht;
