/// Who this node is and whose it is: a key pair, and what a person told about themselves.
///
/// * You are here when a key is missing or damaged, or what the node knows about its person is wrong.
/// * Start reading at [NodeKey], then [Profile].
/// * Knows: one file, one table.
/// * Must not know: engines, conversations, peers.
package dev.pando.node.identity;
