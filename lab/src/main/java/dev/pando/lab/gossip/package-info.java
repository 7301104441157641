/// The libp2p room's own GossipSub cores at ten thousand nodes, with silent ones, lost frames and sybils.
///
/// * You are here when a claim about reach, delay or resistance needs a number.
/// * Start reading at [GossipRun]; [GossipCommand] is the way in from the command line.
/// * Knows: the cores and the simulated network. Must not know: sockets, clocks.
package dev.pando.lab.gossip;
