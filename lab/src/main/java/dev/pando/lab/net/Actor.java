package dev.pando.lab.net;

/// One node of a simulated [Network].
public interface Actor {

    /// A frame from `from` arrived.
    void receive(int from, Object frame);

    /// A time that this node had asked for has come.
    ///
    /// @param what what it said it would do then
    void wake(Object what);

    /// Links to `peer` are open.
    ///
    /// @param outbound whether this node dialled
    default void connected(int peer, boolean outbound) {}

    /// Links to `peer` are gone.
    default void disconnected(int peer) {}
}
