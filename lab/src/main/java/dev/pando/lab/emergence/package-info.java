/// Does the network know what no node knows? Two nodes' notes, questions that need one of each, and every control.
///
/// * You are here when a claim about joined knowledge needs a figure, or a figure needs its control.
/// * Start reading at [EmergenceRun], then [World] for what is taught and [Arm] for what is compared.
/// * Knows: files of facts, the grid, the real encoder.
/// * Must not know: sockets; the same question over real processes is `pando demo`.
package dev.pando.lab.emergence;
