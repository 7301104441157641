/// Kademlia: who is near a key, what is stored there, and who provides it; Pando's own table, `/pando/kad/1.0.0`.
///
/// * You are here when something must be found in a network that nobody knows whole.
/// * Start reading at [Kademlia], then [KadEvent] and [KadAction]; [Lookup] is the search itself.
/// * Knows: distances, buckets, records, providers, and their wire form. Time and chance come in as parameters.
/// * Must not know: sockets, clocks, threads, or what a value means beyond its validator.
package dev.pando.libp2p.kad;
