/// The learned rule of the grid against the hand rule, and what damage does to a grid.
///
/// * You are here when somebody says that cells should learn, or that a grid heals.
/// * Start reading at [CellsCommand], then [Chains] for what is learned and asked.
/// * Knows: the grid, the trainer, the real encoder.
/// * Must not know: nodes, artifacts, sockets.
package dev.pando.lab.cells;
