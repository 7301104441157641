/// QUIC v1 with libp2p's TLS: a connection that is secured and has many streams by itself.
///
/// * You are here when a peer is reached over UDP.
/// * Start reading at [QuicTransport]; who is at the other end is read in `PeerCertificate`.
/// * Knows: Netty's QUIC codec (which nobody else sees), DER, identities. Must not know: any protocol.
package dev.pando.libp2p.quic;
