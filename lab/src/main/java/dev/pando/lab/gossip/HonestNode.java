package dev.pando.lab.gossip;

import dev.pando.lab.net.Actor;
import dev.pando.lab.net.Network;
import dev.pando.libp2p.gossipsub.Action;
import dev.pando.libp2p.gossipsub.Event;
import dev.pando.libp2p.gossipsub.GossipSub;
import dev.pando.libp2p.gossipsub.MeshParameters;
import dev.pando.libp2p.gossipsub.Message;
import dev.pando.libp2p.gossipsub.PeerOffer;
import dev.pando.libp2p.gossipsub.Rpc;
import dev.pando.libp2p.gossipsub.ScoreParameters;
import dev.pando.libp2p.gossipsub.Verdict;
import dev.pando.libp2p.gossipsub.Version;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;

/// A node that does what the protocol says: the router that ships, driven by the simulated network.
final class HonestNode implements Actor {

    private static final Object HEARTBEAT = "heartbeat";

    private final Network network;
    private final Tally tally;
    private final IntFunction<String> addresses;
    private final GossipSub<Integer> router;
    private int self;

    HonestNode(Network network, Tally tally, MeshParameters mesh, ScoreParameters scoring,
            IntFunction<String> addresses) {
        this.network = network;
        this.tally = tally;
        this.addresses = addresses;
        this.router = new GossipSub<>(mesh, scoring, Set.of());
    }

    /// Subscribes to `topic` and begins its heartbeats, the first of them at a random moment of the first interval.
    void start(int self, String topic) {
        this.self = self;
        handle(new Event.Join<>(topic));
        network.wakeAfter(self, network.random().nextLong(MeshParameters.HEARTBEAT_MS * 1_000), HEARTBEAT);
    }

    void publish(Message message) {
        tally.published(message, self, network.nowUs());
        handle(new Event.Publish<>(message));
    }

    Set<Integer> mesh(String topic) {
        return router.mesh(topic);
    }

    GossipSub.Tables tables() {
        return router.tables();
    }

    double score(int peer) {
        return router.score(peer);
    }

    @Override
    public void connected(int peer, boolean outbound) {
        handle(new Event.Connected<>(peer, outbound, addresses.apply(peer), Version.V1_2));
    }

    @Override
    public void disconnected(int peer) {
        handle(new Event.Disconnected<>(peer));
    }

    @Override
    public void receive(int from, Object frame) {
        Rpc rpc = (Rpc) frame;
        for (Message m : rpc.messages()) tally.arrived(m, from, self, network.nowUs());
        handle(new Event.Received<>(from, rpc));
    }

    @Override
    public void wake(Object what) {
        handle(new Event.Heartbeat<>());
        network.wakeAfter(self, MeshParameters.HEARTBEAT_MS * 1_000, HEARTBEAT);
    }

    private void handle(Event<Integer> event) {
        router.handle(event, network.nowMs(), network.random(), this::act);
        while (toAccept != null) {
            Message m = toAccept;
            toAccept = null;
            handle(new Event.Validated<>(m.id(), Verdict.ACCEPT));
        }
    }

    private Message toAccept;

    private void act(Action<Integer> action) {
        switch (action) {
            case Action.Send<Integer>(Integer peer, Rpc rpc) -> network.send(self, peer, rpc, Frames.bytes(rpc));
            case Action.Validate<Integer>(Message message, Integer source) -> toAccept = message;
            case Action.Deliver<Integer> delivered -> {
            }
            case Action.Offered<Integer>(Integer source, List<PeerOffer> offers) -> {
            }
            case Action.Dial<Integer> dial -> {
            }
        }
    }
}
