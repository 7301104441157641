/// What the commands of experiments have in common: how a result is said on stdout, and how long something is done before it is timed.
///
/// * You are here when a command has its figures in one JSON object, or takes times.
/// * Start reading at [Report]; [WarmUp] goes before a stopwatch.
/// * Knows: one line for programs, many for people. Must not know: any experiment.
package dev.pando.lab.report;
