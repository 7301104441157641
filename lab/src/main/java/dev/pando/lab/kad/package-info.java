/// The libp2p room's own Kademlia cores at a thousand nodes, of which a third die at once or every hour.
///
/// * You are here when a claim about finding values needs a number.
/// * Start reading at [KadRun]; [KadCommand] is the way in from the command line.
/// * Knows: the cores and the simulated network. Must not know: sockets, clocks.
package dev.pando.lab.kad;
