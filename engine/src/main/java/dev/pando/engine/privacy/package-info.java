/// What a node may add to a sum of many without telling what it alone knows: bounded, noisy, masked, and counted.
///
/// * You are here when you want to know what a release gives away, or why a node releases no more.
/// * Start reading at [Release], then [Noise] and [Accountant]; [Masks] is how only the sum is seen.
/// * Knows: numbers, keys, chance that is handed in.
/// * Must not know: peers, sockets, what an artifact is. Nothing here travels yet (`docs/decisions/043-aggregated-lane.md`).
package dev.pando.engine.privacy;
