/// What the tests of all modules share: seeded properties.
///
/// * You are here when a test should hold for every input, not for one.
/// * Start reading at [Forall].
/// * Knows: seeds. Must not know: anything of ours.
package dev.pando.testing;
