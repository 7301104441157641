/// Does it help to exchange adapters? Every arm of the design on texts that the user gives, with Centram's model.
///
/// * You are here when the table of arms is to be made again, or an arm is to be added.
/// * Start reading at [GenomesCommand], then [SeedRun], which is one seed from texts to scores.
/// * Knows: Centram's model, merging, routing, statistics.
/// * Must not know: nodes, networks, models in files.
package dev.pando.lab.genomes;
