package dev.pando.libp2p.gossipsub;

/// What the application says of a message before anyone else may have it from us.
///
/// gossipsub v1.1 §Extended Validators: "all gossipsub v1.1 implementations must support extended validators with an
/// enumerated decision interface."
public enum Verdict {
    /// "the message is considered valid, and it should be delivered and forwarded to the network."
    ACCEPT,
    /// "the message is considered invalid, and it should be rejected and trigger the P₄ penalty."
    REJECT,
    /// "the message is neither delivered nor forwarded to the network, but the router does not trigger the P₄ penalty."
    IGNORE
}
