/// Kills a node at random moments, again and again, and looks whether anything that it promised is gone.
///
/// * You are here when a promise of the store ("what returned is on the disk") is in doubt.
/// * Start reading at [DurabilityCommand], then [Worker] and [Checkup].
/// * Knows: the personal instance and the collective behind it.
/// * Must not know: HTTP, models; the engine here only echoes.
package dev.pando.lab.durability;
