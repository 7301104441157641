/// What may leave this node, and a record of what did.
///
/// * You are here when something was shared that should not have been, or was not and should.
/// * Start reading at [Sharing], then [PrivateThings].
/// * Knows: a person's choices, patterns of private data, the log of traffic.
/// * Must not know: how bytes travel, what peers are worth.
package dev.pando.node.consent;
