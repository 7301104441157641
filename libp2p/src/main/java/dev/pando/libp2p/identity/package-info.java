/// Who a peer is: keys, peer ids made from them, and what they sign.
///
/// * You are here when something must be proved to come from a peer.
/// * Start reading at [Identity]; a stranger's side is [PublicKey] and [PeerId].
/// * Knows: the JDK's signatures. Must not know: connections.
package dev.pando.libp2p.identity;
