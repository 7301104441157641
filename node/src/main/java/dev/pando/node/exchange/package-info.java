/// How artifacts travel: announced by gossip, fetched by name, caught up with after an absence.
///
/// * You are here when something that was shared does not arrive, or arrives twice.
/// * Start reading at [Exchange], then [Shelf], which is what it knows of the node.
/// * Knows: libp2p, content ids.
/// * Must not know: what artifacts say, and whether they are any good.
package dev.pando.node.exchange;
