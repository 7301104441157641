/// What a node knows together with others: it learns, shares, takes in, forgets and answers.
///
/// * You are here when a question should have been answered from notes, or the way from a note to another node is broken.
/// * Start reading at [Collective], then [Questions] for how an answer comes about, [Outgoing] for what leaves and [Incoming]
///   for what comes.
/// * Knows: notes, the fold, the gate, consent; of the network only that there is somebody to publish to.
/// * Must not know: sockets, HTTP, how models work.
package dev.pando.node.collective;
