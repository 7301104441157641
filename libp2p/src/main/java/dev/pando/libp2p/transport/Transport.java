package dev.pando.libp2p.transport;

import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.multiformats.Multiaddr;
import java.io.IOException;
import java.util.Optional;

/// A way from here to a peer: TCP, QUIC, a relay, or memory for tests.
public interface Transport extends AutoCloseable {

    /// Whether it can dial, or listen on, such an address.
    boolean speaks(Multiaddr address);

    /// Connects. Blocks until the peer has proven who it is; interrupt the thread to give up.
    ///
    /// @param address  where to, without the peer
    /// @param expected who must be there, if we know
    Connection dial(Multiaddr address, Optional<PeerId> expected) throws IOException;

    /// The same from a port that we do not listen on, so that no hole which our own traffic has made in a NAT lets it in:
    /// for finding out whether others can be reached.
    default Connection dialApart(Multiaddr address, Optional<PeerId> expected) throws IOException {
        return dial(address, expected);
    }

    /// Sends something meaningless to an address from where we listen, so that a NAT on our side expects an answer from
    /// there. Does nothing where that does not help.
    default void knock(Multiaddr address) throws IOException {}

    /// Listens until the listener is closed.
    ///
    /// @param address where; port 0 lets the system choose
    /// @param inbound who gets what comes in
    Listener listen(Multiaddr address, Inbound inbound) throws IOException;

    /// Lets go of what all its connections share.
    @Override
    default void close() {}

    /// What a listener asks and tells.
    interface Inbound {

        /// Whether to let this address in; asked before a single byte is read.
        boolean admits(Multiaddr remote);

        /// A peer came in and has proven who it is. Runs on a thread of its own.
        void connected(Connection connection);

        /// Somebody came in and failed to prove anything; whatever `admits` counted is free again.
        void failed(Multiaddr remote, Exception why);
    }

    /// An open ear.
    interface Listener extends AutoCloseable {

        /// Where it listens, with the port that the system chose.
        Multiaddr address();

        /// Stops listening; connections live on.
        @Override
        void close();
    }
}
