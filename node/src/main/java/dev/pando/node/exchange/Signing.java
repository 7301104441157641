package dev.pando.node.exchange;

import dev.pando.engine.artifact.AuthorKey;
import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.node.identity.NodeKey;
import dev.pando.node.net.NodeHost;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// A node signs what it teaches with the key that names its peer, so an author and a peer are one and the same.
///
/// @param self who signs
/// @param sign from a message to its signature
public record Signing(AuthorKey self, UnaryOperator<byte[]> sign) {

    /// As the node whose key this is.
    public static Signing as(NodeKey key) {
        return new Signing(new AuthorKey(HexFormat.of().parseHex(key.publicHex())), key::sign);
    }

    /// As a node's peer: the same author.
    public static Signing as(NodeHost node) {
        return new Signing(new AuthorKey(node.identity().key().data()), node.identity()::sign);
    }

    /// The author behind a peer id as text; empty if its name does not hold its key, or is none.
    public static Optional<AuthorKey> author(String peer) {
        try {
            return PeerId.parse(peer).key().filter(key -> key.data().length == AuthorKey.BYTES)
                    .map(key -> new AuthorKey(key.data()));
        } catch (WireException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
