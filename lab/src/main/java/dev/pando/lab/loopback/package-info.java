/// Real hosts with real sockets on this machine's loopback, many in one process.
///
/// * You are here when the simulator's word is not enough.
/// * Start reading at [LoopbackRun].
/// * Knows: hosts and what runs on them. Must not know: the node.
package dev.pando.lab.loopback;
