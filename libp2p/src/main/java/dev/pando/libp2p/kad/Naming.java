package dev.pando.libp2p.kad;

/// What a node must know of the names it deals in.
///
/// @param <P> what names a peer
public interface Naming<P> {

    /// A peer's binary id, whose SHA-256 is its place in the key space.
    byte[] binary(P peer);

    /// What a peer shares with its neighbours in the network, such as the first 16 bits of its IP address; empty if it
    /// shall not count against diversity. Peers of one group cannot fill a bucket.
    String group(Contact<P> contact);
}
