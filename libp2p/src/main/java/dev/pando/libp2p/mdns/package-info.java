/// Multicast DNS: peers on one LAN find each other without being told anything.
///
/// * You are here when somebody new is on the LAN.
/// * Start reading at [Mdns]; what is asked and answered is in `MdnsTalk`, without I/O.
/// * Knows: DNS messages, the swarm's addresses. Must not know: what a found peer is good for.
package dev.pando.libp2p.mdns;
