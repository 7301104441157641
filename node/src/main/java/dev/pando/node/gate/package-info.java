/// The ten checks between an artifact and any use of it, outbound and inbound.
///
/// * You are here when an artifact was held and you want to know why, or was not held and should have been.
/// * Start reading at [Gate], then [Check]; each check is one method of [Checks].
/// * Knows: artifacts, terms, trust in authors.
/// * Must not know: sockets, and what is done with what passed.
package dev.pando.node.gate;
