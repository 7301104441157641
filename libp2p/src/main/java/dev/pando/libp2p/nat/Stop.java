package dev.pando.libp2p.nat;

import dev.pando.libp2p.identity.PeerId;
import java.util.Optional;

/// What a relay and the peer at the far end say to each other (circuit-v2 §Stop Protocol).
sealed interface Stop {

    /// "This peer wants to talk to you; the stream is yours and its."
    record Connect(PeerId peer, Optional<RelayLimit> limit) implements Stop {}

    /// The peer's answer.
    record Status(RelayStatus status) implements Stop {}
}
