package dev.pando.lab.gossip;

import dev.pando.lab.net.Actor;
import dev.pando.lab.net.Network;
import dev.pando.libp2p.gossipsub.Rpc;
import dev.pando.libp2p.gossipsub.Subscription;
import java.util.List;

/// A node that subscribes, lets itself be grafted, and never sends a message on.
final class SilentNode implements Actor {

    private final Network network;
    private final int self;
    private final Rpc subscription;

    SilentNode(Network network, int self, String topic) {
        this.network = network;
        this.self = self;
        this.subscription = Rpc.subscribe(List.of(new Subscription(topic, true)));
    }

    @Override
    public void connected(int peer, boolean outbound) {
        network.send(self, peer, subscription, Frames.bytes(subscription));
    }

    @Override
    public void receive(int from, Object frame) {}

    @Override
    public void wake(Object what) {}
}
