/// What libp2p's layers cost: each beside the same work without them, in one process over loopback.
///
/// * You are here when `pando lab net-speed` is slower than you like.
/// * Start reading at [NetSpeedCommand].
/// * Knows: hosts, the JDK's cipher, Netty's QUIC codec. Must not know: the node.
package dev.pando.lab.netspeed;
