/// Speed as a ratio: our engine and a peer on the same file, in the same run, taking turns.
///
/// * You are here when a sentence says "faster than".
/// * Start reading at [SpeedCommand], then [Paired].
/// * Knows: command lines of other engines, medians, ranges.
/// * Must not know: how any engine works.
package dev.pando.lab.speed;
