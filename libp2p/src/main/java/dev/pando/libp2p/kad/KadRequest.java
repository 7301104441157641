package dev.pando.libp2p.kad;

import java.util.List;

/// What one node asks of another; kad-dht §RPC messages. The arrays must not be written to.
public sealed interface KadRequest {

    /// "FIND_NODE: In the request key must be set to the binary PeerId of the node to be found."
    ///
    /// @param key any bytes; what is near their hash is looked for
    record FindNode(byte[] key) implements KadRequest {}

    /// "GET_VALUE: In the request key is an unstructured array of bytes."
    ///
    /// @param key whose value is wanted
    record GetValue(byte[] key) implements KadRequest {}

    /// "PUT_VALUE: In the request record is set to the record to be stored and key on Message is set to equal key of the
    /// Record."
    ///
    /// @param stored what to store
    record PutValue(KadRecord stored) implements KadRequest {}

    /// "GET_PROVIDERS: In the request key is set to a CID", of which the multihash is meant: "the keys for provider
    /// records are multihashes".
    ///
    /// @param key whose providers are wanted
    record GetProviders(byte[] key) implements KadRequest {}

    /// "ADD_PROVIDER: … all providerPeers that match the RPC sender's PeerID are recorded as providers." The sender is the
    /// provider; its addresses come with it.
    ///
    /// @param key       what the sender provides
    /// @param addresses where; multiaddrs in bytes
    record AddProvider(byte[] key, List<byte[]> addresses) implements KadRequest {
        /// Copies the list.
        public AddProvider {
            addresses = List.copyOf(addresses);
        }
    }

    /// "PING: Deprecated … Implementations may still handle incoming PING requests".
    record Ping() implements KadRequest {}
}
