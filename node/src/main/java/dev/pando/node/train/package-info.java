/// Training beside everything else that a node does: one run at a time, watched and held from elsewhere.
///
/// * You are here when a run is started, paused, resumed or stopped while the node answers.
/// * Start reading at [Trainings].
/// * Knows: fine-tuning, its progress and its control.
/// * Must not know: HTTP, the command line, which text is worth learning.
package dev.pando.node.train;
