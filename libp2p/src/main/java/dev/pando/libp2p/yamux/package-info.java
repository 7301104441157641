/// Yamux: many streams over one, each with its own window.
///
/// * You are here when one secured stream must carry many.
/// * Start reading at `YamuxSession`; the frame is drawn at `Frame`.
/// * Knows: streams, time. Must not know: what secures them, what they carry.
package dev.pando.libp2p.yamux;
