/// From bytes to streams: what a stream, a connection and a transport are, how a protocol is agreed on, and TCP.
///
/// * You are here when something dials, listens, or agrees on what to speak.
/// * Start reading at [Connection], then [Upgrader].
/// * Knows: sockets, multistream-select, deadlines. Must not know: any cipher, any muxer, any protocol.
package dev.pando.libp2p.transport;
