package dev.pando.libp2p.swarm;

import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.transport.Connection;

/// What happens in the network, for whoever watches. Watchers are called on the thread to which it happens: be quick.
public sealed interface NetworkEvent {

    /// A connection stands.
    ///
    /// @param connection the connection
    record Connected(Connection connection) implements NetworkEvent {}

    /// A connection is over.
    ///
    /// @param connection the connection
    /// @param reason     why, in one line
    record Disconnected(Connection connection, String reason) implements NetworkEvent {}

    /// A dial to one address failed.
    ///
    /// @param peer    who should have been there
    /// @param address where
    /// @param reason  why, in one line
    record DialFailed(PeerId peer, Multiaddr address, String reason) implements NetworkEvent {}

    /// Somebody was not let in.
    ///
    /// @param remote where from
    /// @param reason why, in one line
    record Refused(Multiaddr remote, String reason) implements NetworkEvent {}

    /// A stream was agreed on.
    ///
    /// @param peer     the peer
    /// @param protocol what it speaks
    /// @param inbound  whether the peer opened it
    record StreamOpened(PeerId peer, String protocol, boolean inbound) implements NetworkEvent {}

    /// A handler is through with a stream of its protocol.
    ///
    /// @param peer     the peer
    /// @param protocol what it spoke
    /// @param tookMs   how long, in milliseconds
    /// @param failure  why it failed, in one line; null if it did not
    record StreamDone(PeerId peer, String protocol, long tookMs, String failure) implements NetworkEvent {}

    /// A peer sent what it must not send.
    ///
    /// @param peer the peer
    /// @param what place, value and limit
    record Misbehaved(PeerId peer, WireException what) implements NetworkEvent {}

    /// A peer told us about itself.
    ///
    /// @param peer  the peer
    /// @param agent what it runs
    record Identified(PeerId peer, String agent) implements NetworkEvent {}

    /// A peer was found.
    ///
    /// @param peer   the peer
    /// @param source how, such as `mdns`
    record Discovered(PeerId peer, String source) implements NetworkEvent {}
}
