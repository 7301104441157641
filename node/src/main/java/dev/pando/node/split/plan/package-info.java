/// Which machine computes which layers of a model, so that a token takes the least time.
///
/// * You are here when a split puts layers where they should not be.
/// * Start reading at [Planner].
/// * Knows: bytes, speeds, round trips.
/// * Must not know: peers, sockets, weights; it decides before anything is loaded.
package dev.pando.node.split.plan;
