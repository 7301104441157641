package dev.pando.libp2p.gossipsub;

import java.util.List;

/// One frame between two routers.
///
/// @param subscriptions topics that the sender begins or ceases to want
/// @param messages      published messages
/// @param controls      what the routers say to each other
public record Rpc(List<Subscription> subscriptions, List<Message> messages, List<Control> controls) {

    /// Copies the lists.
    public Rpc {
        subscriptions = List.copyOf(subscriptions);
        messages = List.copyOf(messages);
        controls = List.copyOf(controls);
    }

    /// A frame that carries messages alone.
    public static Rpc publish(List<Message> messages) {
        return new Rpc(List.of(), messages, List.of());
    }

    /// A frame that carries controls alone.
    public static Rpc control(Control... controls) {
        return new Rpc(List.of(), List.of(), List.of(controls));
    }

    /// A frame that carries subscriptions alone.
    public static Rpc subscribe(List<Subscription> subscriptions) {
        return new Rpc(subscriptions, List.of(), List.of());
    }
}
