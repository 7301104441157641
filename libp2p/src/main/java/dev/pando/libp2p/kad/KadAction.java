package dev.pando.libp2p.kad;

import java.util.List;
import java.util.Optional;

/// What a node of the table asks its driver to do.
///
/// @param <P> what names a peer
public sealed interface KadAction<P> {

    /// Ask a peer, connecting to it if need be; report [KadEvent.Answered] or [KadEvent.Unanswered].
    ///
    /// @param call    our name for the question
    /// @param to      whom
    /// @param request what
    record Ask<P>(long call, Contact<P> to, KadRequest request) implements KadAction<P> {}

    /// Answer a [KadEvent.Asked].
    ///
    /// @param ticket   which
    /// @param response the answer
    record Reply<P>(long ticket, KadResponse<P> response) implements KadAction<P> {}

    /// Reset the stream of a [KadEvent.Asked]: "On any error, the stream is reset."
    ///
    /// @param ticket which
    /// @param reason why, for the log
    record Refuse<P>(long ticket, String reason) implements KadAction<P> {}

    /// An application's operation has ended.
    ///
    /// @param operation which
    /// @param result    how
    record Done<P>(long operation, Result<P> result) implements KadAction<P> {}

    /// How an operation ended.
    ///
    /// @param <P> what names a peer
    sealed interface Result<P> {
        /// Peers that answered the lookup.
        int asked();
    }

    /// The closest nodes, nearest first.
    ///
    /// @param closest at most [KadParameters#K]
    /// @param hops    steps from our own table to the nearest of them
    /// @param asked   peers that answered
    record Closest<P>(List<Contact<P>> closest, int hops, int asked) implements Result<P> {
        /// Copies the list.
        public Closest {
            closest = List.copyOf(closest);
        }
    }

    /// The best valid value that was found.
    ///
    /// @param value empty if nobody had a valid one
    /// @param hops  steps from our own table to the first node that had one; 0 if we had it
    /// @param asked peers that answered
    record Value<P>(Optional<byte[]> value, int hops, int asked) implements Result<P> {}

    /// How many nodes stored it.
    ///
    /// @param copies at most [KadParameters#replicas]
    /// @param asked  peers that answered the lookup
    record Stored<P>(int copies, int asked) implements Result<P> {}

    /// Who provides it.
    ///
    /// @param providers without repetition
    /// @param asked     peers that answered
    record Providers<P>(List<Contact<P>> providers, int asked) implements Result<P> {
        /// Copies the list.
        public Providers {
            providers = List.copyOf(providers);
        }
    }
}
