/// Noise XX: two peers agree on keys, prove who they are, and speak in secret from then on.
///
/// * You are here when a raw stream becomes a secret one.
/// * Start reading at [NoiseSecurity], then `Handshake`.
/// * Knows: the JDK's ciphers, identities, streams. Must not know: muxers, sockets.
package dev.pando.libp2p.noise;
