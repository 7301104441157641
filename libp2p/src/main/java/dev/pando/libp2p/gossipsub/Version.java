package dev.pando.libp2p.gossipsub;

/// The versions of the protocol that we speak.
public enum Version {
    /// GossipSub 1.1: scoring, back-off, flood publishing.
    V1_1("/meshsub/1.1.0"),
    /// GossipSub 1.2: 1.1 and IDONTWANT.
    V1_2("/meshsub/1.2.0");

    private final String protocolId;

    Version(String protocolId) {
        this.protocolId = protocolId;
    }

    /// The name it has in protocol negotiation.
    public String protocolId() {
        return protocolId;
    }

    /// Whether a peer of this version reads IDONTWANT.
    public boolean knowsIDontWant() {
        return this == V1_2;
    }
}
