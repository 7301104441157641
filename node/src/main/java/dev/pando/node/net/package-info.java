/// The node's peer: who we are, whom we talk to, and what is said of it to people.
///
/// * You are here when a node does not find its peers, or must not find some.
/// * Start reading at [NodeHost], then [NetSettings].
/// * Knows: libp2p, the files it keeps in the data directory. Must not know: what peers are told, commands, HTTP.
package dev.pando.node.net;
