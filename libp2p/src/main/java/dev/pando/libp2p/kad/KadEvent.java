package dev.pando.libp2p.kad;

import java.util.List;

/// Everything that can happen to a node of the table.
///
/// @param <P> what names a peer
public sealed interface KadEvent<P> {

    /// A peer is known to be reachable and to serve the protocol (identify says so).
    ///
    /// "add another node to their routing table if and only if that node operates in server mode"
    ///
    /// @param contact who and where
    record Served<P>(Contact<P> contact) implements KadEvent<P> {}

    /// A peer does not serve the protocol, or not any more.
    ///
    /// @param peer who
    record Unserved<P>(P peer) implements KadEvent<P> {}

    /// A peer asks; answered by [KadAction.Reply] or [KadAction.Refuse].
    ///
    /// @param ticket  the driver's name for the question
    /// @param from    who asks
    /// @param request what
    record Asked<P>(long ticket, P from, KadRequest request) implements KadEvent<P> {}

    /// A peer has answered a [KadAction.Ask].
    ///
    /// @param call     which one
    /// @param response its answer
    record Answered<P>(long call, KadResponse<P> response) implements KadEvent<P> {}

    /// A peer could not be asked, or will not answer. Silence is noticed without this.
    ///
    /// @param call which [KadAction.Ask]
    record Unanswered<P>(long call) implements KadEvent<P> {}

    /// The application wants the nodes closest to a key.
    ///
    /// @param operation the application's name for it
    /// @param key       any bytes, such as a binary peer id
    record Find<P>(long operation, byte[] key) implements KadEvent<P> {}

    /// The application wants a value.
    ///
    /// @param operation the application's name for it
    /// @param key       whose
    record Get<P>(long operation, byte[] key) implements KadEvent<P> {}

    /// The application wants a value stored, and stored anew until it is withdrawn.
    ///
    /// @param operation the application's name for it
    /// @param stored    the key and its value
    record Put<P>(long operation, KadRecord stored) implements KadEvent<P> {}

    /// The application provides something, until it is withdrawn.
    ///
    /// @param operation the application's name for it
    /// @param key       a multihash
    /// @param addresses where we provide it
    record Provide<P>(long operation, byte[] key, List<byte[]> addresses) implements KadEvent<P> {
        /// Copies the list.
        public Provide {
            addresses = List.copyOf(addresses);
        }
    }

    /// The application wants to know who provides something.
    ///
    /// @param operation the application's name for it
    /// @param key       a multihash
    record FindProviders<P>(long operation, byte[] key) implements KadEvent<P> {}

    /// Our record or our provision of `key` shall not be stored anew.
    ///
    /// @param key whose
    record Withdraw<P>(byte[] key) implements KadEvent<P> {}

    /// Time has passed; the driver sends one every [KadParameters#TICK_MS].
    record Tick<P>() implements KadEvent<P> {}
}
