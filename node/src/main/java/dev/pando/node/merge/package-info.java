/// The fold of all admitted artifacts: the grid, as one node sees it.
///
/// * You are here when two nodes with the same artifacts have different grids, or something taken back still counts.
/// * Start reading at [Fold].
/// * Knows: the lineage, the field, weights.
/// * Must not know: why something was admitted, sockets, people.
package dev.pando.node.merge;
