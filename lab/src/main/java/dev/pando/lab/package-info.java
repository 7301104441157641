/// The door of the lab: `pando lab NAME` runs an experiment and prints its result.
///
/// * You are here when a claim needs a number.
/// * Start reading at the experiment's own package.
/// * Knows: every module. Must not be known by any.
package dev.pando.lab;
