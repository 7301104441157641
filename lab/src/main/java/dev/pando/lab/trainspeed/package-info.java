/// Training speed as a ratio: our tape and libtorch (through JavaCPP) on the same work, in the same run, taking turns; and whether
/// both arrive at the same loss.
///
/// * You are here when a sentence says that training is fast.
/// * Start reading at [Work], then [OurBenches] beside [TorchBenches].
/// * Knows: the trainer, libtorch's Java names, processes, medians.
/// * Must not be known by: anything; libtorch ships nowhere.
package dev.pando.lab.trainspeed;
