/// Nodes beside this one on the same machine, each a process of its own.
///
/// * You are here when a demonstration or an experiment starts nodes, asks them, or kills them.
/// * Start reading at [NodeProcess].
/// * Knows: the command line and the HTTP interface of a node.
/// * Must not know: what is inside of one.
package dev.pando.node.process;
