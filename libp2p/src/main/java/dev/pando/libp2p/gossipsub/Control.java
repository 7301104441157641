package dev.pando.libp2p.gossipsub;

import java.util.List;

/// What two routers say to each other about messages, without the messages themselves.
public sealed interface Control {

    /// gossipsub v1.0 §IHAVE: "provides the remote peer with a list of messages that were recently seen by the local
    /// router."
    ///
    /// @param topic the topic they belong to
    /// @param ids   the messages to be had
    record IHave(String topic, List<MessageId> ids) implements Control {
        /// Copies the ids.
        public IHave {
            ids = List.copyOf(ids);
        }
    }

    /// gossipsub v1.0 §IWANT: "requests the full content of one or more messages whose IDs were announced by a remote
    /// peer in an IHAVE message."
    ///
    /// @param ids the messages asked for
    record IWant(List<MessageId> ids) implements Control {
        /// Copies the ids.
        public IWant {
            ids = List.copyOf(ids);
        }
    }

    /// gossipsub v1.0 §GRAFT: "informs a peer that it has been added to the local router's mesh view".
    ///
    /// @param topic the mesh's topic
    record Graft(String topic) implements Control {}

    /// gossipsub v1.0 §PRUNE: "notifies a peer that it has been removed from the local router's mesh view".
    ///
    /// @param topic          the mesh's topic
    /// @param offers         gossipsub v1.1 peer exchange: others to connect to instead
    /// @param backoffSeconds gossipsub v1.1: how long not to graft again; 0 if the peer did not say
    record Prune(String topic, List<PeerOffer> offers, long backoffSeconds) implements Control {
        /// Copies the offers.
        public Prune {
            offers = List.copyOf(offers);
        }
    }

    /// gossipsub v1.2 §IDONTWANT: "notify mesh peers that the node already received a message and there is no need to
    /// send its duplicate."
    ///
    /// @param ids the messages not to be sent
    record IDontWant(List<MessageId> ids) implements Control {
        /// Copies the ids.
        public IDontWant {
            ids = List.copyOf(ids);
        }
    }
}
