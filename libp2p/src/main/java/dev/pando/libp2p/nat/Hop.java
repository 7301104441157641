package dev.pando.libp2p.nat;

import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.multiformats.Multiaddr;
import java.util.List;
import java.util.Optional;

/// What a peer and its relay say to each other (circuit-v2 §Hop Protocol).
sealed interface Hop {

    /// "I want to be reached through you."
    record Reserve() implements Hop {}

    /// "Connect me to that peer."
    record Connect(PeerId peer) implements Hop {}

    /// The relay's answer.
    record Status(RelayStatus status, Optional<Reservation> reservation, Optional<RelayLimit> limit) implements Hop {

        static Status of(RelayStatus status) {
            return new Status(status, Optional.empty(), Optional.empty());
        }
    }

    /// A place at the relay.
    ///
    /// @param expiresUnix until when, in seconds since 1970
    /// @param addresses   where the relay can be reached
    /// @param voucher     the relay's word for it, a signed envelope; may be empty
    record Reservation(long expiresUnix, List<Multiaddr> addresses, byte[] voucher) {}
}
