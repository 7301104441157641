package dev.pando.libp2p.gossipsub;

/// A peer's word that it wants a topic, or no longer does.
///
/// pubsub §The RPC: "True signifies 'subscribe' and false signifies 'unsubscribe'."
///
/// @param topic     the topic's name
/// @param subscribe true to begin, false to end
public record Subscription(String topic, boolean subscribe) {}
