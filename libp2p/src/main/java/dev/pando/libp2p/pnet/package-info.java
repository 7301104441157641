/// Private networks: who has not the key cannot even begin to talk.
///
/// * You are here when an organisation wants peers of its own and nobody else's.
/// * Start reading at [PreSharedKey].
/// * Knows: streams, XSalsa20. Must not know: what the streams carry.
package dev.pando.libp2p.pnet;
