/// Talking to other people's libp2p: js-libp2p, and through its native QUIC, rust-libp2p.
///
/// * You are here when a wire format must be the one that others speak.
/// * Start reading at [Scenario], then [JsPeer].
/// * Knows: npm, hosts. Must not know: anything below the host.
package dev.pando.lab.interop;
