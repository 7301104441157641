/// Protocol Buffers on the wire: the four wire types that libp2p's messages use, written and read by hand.
///
/// * You are here when a message of libp2p becomes bytes or comes out of them.
/// * Start reading at [ProtoReader].
/// * Knows: varints, fields, lengths. Must not know: any message.
package dev.pando.libp2p.protobuf;
