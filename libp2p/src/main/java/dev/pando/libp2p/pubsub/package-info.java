/// Publish and subscribe over real connections: the router of gossipsub, driven.
///
/// * You are here when a message must go to whoever wants its topic.
/// * Start reading at [PubSub].
/// * Knows: the swarm, the router's events and actions. Must not know: how the router decides.
package dev.pando.libp2p.pubsub;
