/// Two nodes behind routers of their own meet through a relay and then directly: real kernels, real NATs, no simulation.
///
/// * You are here when a hole does not get punched.
/// * Start reading at [NatCommand], then `namespaces.sh` beside its resources.
/// * Knows: network namespaces, hosts. Must not know: the node.
package dev.pando.lab.nat;
