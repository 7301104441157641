/// Adapters as genomes: trained here or taken from peers, signed, checked, measured, routed, taken back.
///
/// * You are here when an adapter becomes something that nodes exchange, or one from elsewhere is not served.
/// * Start reading at [Genomes], then [GenomeShelf], which is what lies on the disk.
/// * Knows: adapters and their files, artifacts, the collective, streams to peers.
/// * Must not know: how numbers are multiplied, what a page looks like.
package dev.pando.node.genome;
