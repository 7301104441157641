/// GossipSub 1.1 with peer scoring, and 1.2's IDONTWANT: who hears a message, from whom, and who is believed.
///
/// * You are here when a message must reach everyone who asked for its topic, with liars in between.
/// * Start reading at [GossipSub], then [Event] and [Action]: what goes in, what comes out.
/// * Knows: topics, meshes, scores, and the wire form of an RPC. Time and chance come in as parameters.
/// * Must not know: sockets, clocks, threads, or what a message means.
package dev.pando.libp2p.gossipsub;
