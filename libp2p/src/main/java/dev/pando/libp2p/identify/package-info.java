/// Identify: two peers tell each other what they are, where they listen, what they speak, and how they see each other.
///
/// * You are here when something about a peer became known or changed.
/// * Start reading at [Identify]; the message is [IdentifyMessage].
/// * Knows: the swarm, signed records. Must not know: what the protocols it lists are for.
package dev.pando.libp2p.identify;
