/// Self-describing values: unsigned varints, multihash, CID, multibase, multiaddr.
///
/// * You are here when bytes must say what they are.
/// * Start reading at [Multiaddr]; everything broken ends in a [WireException].
/// * Knows: the multiformats tables. Must not know: keys, sockets.
package dev.pando.libp2p.multiformats;
