package dev.pando.libp2p.gossipsub;

import java.util.Objects;

/// Everything that can happen to a router.
///
/// @param <P> what names a peer: small, immutable, with a value's `equals` and `hashCode`
public sealed interface Event<P> {

    /// A peer that speaks the protocol has connected; or one that is known is reached in another way, and may have lost
    /// what it knew of us, so that it hears our topics and its links again.
    ///
    /// @param peer     who
    /// @param outbound true if we dialled; gossipsub v1.1 §Outbound Mesh Quotas
    /// @param address  its IP address, for P₆; empty if it shall not count (loopback, a relay)
    /// @param version  what it speaks
    record Connected<P>(P peer, boolean outbound, String address, Version version) implements Event<P> {
        /// Refuses a peer with a part missing.
        public Connected {
            Objects.requireNonNull(peer, "peer");
            Objects.requireNonNull(address, "address");
            Objects.requireNonNull(version, "version");
        }
    }

    /// A peer's last connection is gone.
    ///
    /// @param peer who
    record Disconnected<P>(P peer) implements Event<P> {}

    /// A frame arrived, decoded, its messages' signatures verified.
    ///
    /// @param peer who sent it
    /// @param rpc  what it says
    record Received<P>(P peer, Rpc rpc) implements Event<P> {}

    /// A peer sent a message whose signature or form is wrong: it counts as an invalid message (P₄).
    ///
    /// @param peer  who sent it
    /// @param topic the topic it claimed
    record Forged<P>(P peer, String topic) implements Event<P> {}

    /// The application has judged a message that an [Action.Validate] asked about.
    ///
    /// @param id      which
    /// @param verdict its judgement
    record Validated<P>(MessageId id, Verdict verdict) implements Event<P> {}

    /// The application publishes a message of its own.
    ///
    /// @param message signed and ready to travel
    record Publish<P>(Message message) implements Event<P> {}

    /// The application wants a topic.
    ///
    /// @param topic its name
    record Join<P>(String topic) implements Event<P> {}

    /// The application no longer wants a topic.
    ///
    /// @param topic its name
    record Leave<P>(String topic) implements Event<P> {}

    /// It is time for maintenance; the driver sends one every [MeshParameters#HEARTBEAT_MS].
    record Heartbeat<P>() implements Event<P> {}
}
