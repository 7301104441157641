/// The wiring: it builds the rooms of a node, hands them to each other, and ends them in order.
///
/// * You are here when a new room must be connected.
/// * Start reading at [Main].
/// * Knows: every room's door. Must not know: what happens inside.
package dev.pando.node.app;
