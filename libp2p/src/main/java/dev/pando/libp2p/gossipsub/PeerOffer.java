package dev.pando.libp2p.gossipsub;

import java.util.Objects;

/// A peer that another one offers us in a PRUNE (peer exchange). The arrays are shared and must not be written to.
///
/// @param peerId       its id in bytes
/// @param signedRecord its signed peer record; empty if the offer came without one
public record PeerOffer(byte[] peerId, byte[] signedRecord) {

    /// Refuses an offer with a part missing.
    public PeerOffer {
        Objects.requireNonNull(peerId, "peerId");
        Objects.requireNonNull(signedRecord, "signedRecord");
    }
}
