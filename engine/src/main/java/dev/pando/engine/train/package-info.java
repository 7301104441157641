/// Learning: a tape of coarse operations, each with the gradient written by hand, and what moves the weights.
///
/// * You are here when something should be trained, or a gradient is wrong.
/// * Start reading at [Tape], then one operation, [Norms] being the shortest.
/// * Knows: activations, parameters, frozen weights in any format, threads.
/// * Must not know: files, text, the clock.
package dev.pando.engine.train;
