/// One model over several processes of this machine: are the bits the same, what does a boundary cost, what happens when
/// a stage dies, stalls, slows down or lies.
///
/// * You are here when a figure in `lab/results/split` has to be measured again.
/// * Start reading at [SplitCommand], then [Rig].
/// * Knows: the node's splits from outside, processes, delays.
/// * Must not know: frames.
package dev.pando.lab.split;
