package dev.pando.libp2p.gossipsub;

import java.util.List;

/// What a router asks its driver to do.
///
/// @param <P> what names a peer
public sealed interface Action<P> {

    /// Send a frame. Frames to one peer keep their order.
    ///
    /// @param peer to whom
    /// @param rpc  what; shared between receivers
    record Send<P>(P peer, Rpc rpc) implements Action<P> {}

    /// Ask the application about a message, and answer with [Event.Validated].
    ///
    /// @param message the message
    /// @param source  who brought it first
    record Validate<P>(Message message, P source) implements Action<P> {}

    /// Give an accepted message to the application.
    ///
    /// @param message the message
    /// @param source  who brought it first
    record Deliver<P>(Message message, P source) implements Action<P> {}

    /// A well-scored peer that pruned us offers others instead (peer exchange); the driver may dial them.
    ///
    /// @param source who offers
    /// @param offers whom
    record Offered<P>(P source, List<PeerOffer> offers) implements Action<P> {
        /// Copies the offers.
        public Offered {
            offers = List.copyOf(offers);
        }
    }

    /// Connect to an explicit peer that is not connected.
    ///
    /// @param peer whom
    record Dial<P>(P peer) implements Action<P> {}
}
