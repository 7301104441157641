/// How an experiment's result is said on stdout.
///
/// * You are here when a command has its figures in one JSON object.
/// * Start reading at [Report].
/// * Knows: one line for programs, many for people. Must not know: any experiment.
package dev.pando.lab.report;
