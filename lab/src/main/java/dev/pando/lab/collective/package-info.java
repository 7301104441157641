/// Laws and measures of what nodes share: does the order matter, how large is it, when is nothing said?
///
/// * You are here when a claim about merging, sizes or abstention needs a figure.
/// * Start reading at [MergeLawsCommand].
/// * Knows: the fold, the gate, stations without a network.
/// * Must not know: real peers; three processes are `pando demo`.
package dev.pando.lab.collective;
