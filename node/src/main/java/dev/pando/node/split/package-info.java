/// One model over several machines, bit for bit: hidden states go from the machine that asks to its peers and back.
///
/// * You are here when a split model answers slowly, loses a peer, or two machines disagree.
/// * Start reading at [SplitModel], the caller's side, then [StageServer], the peer's, then [Message], what they say.
/// * Knows: layers, hidden states, peers, who is invited.
/// * Must not know: HTTP, the command line, how a product is computed.
package dev.pando.node.split;
