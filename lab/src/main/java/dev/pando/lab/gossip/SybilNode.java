package dev.pando.lab.gossip;

import dev.pando.lab.net.Actor;
import dev.pando.lab.net.Network;
import dev.pando.libp2p.gossipsub.Control;
import dev.pando.libp2p.gossipsub.Message;
import dev.pando.libp2p.gossipsub.Rpc;
import dev.pando.libp2p.gossipsub.Subscription;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A node that wants to be in everybody's mesh and to pass on as little as its plan says: gossipsub-hardening's BadBoy.
final class SybilNode implements Actor {

    private static final long REGRAFT_BACKOFF_US = 60_000_000;
    private static final long REGRAFT_DELAY_US = 15_000_000;
    private static final int NOBODY = -1;

    /// What a whole gang has in common.
    ///
    /// @param network     where it is
    /// @param tally       counts hops
    /// @param topic       what it attacks
    /// @param drop        share of messages that are not passed on
    /// @param censored    author whose messages are not passed on, or -1
    /// @param attackUs    when it stops behaving
    record Gang(Network network, Tally tally, String topic, double drop, int censored, long attackUs) {}

    private record Regraft(int peer) {}

    private final Gang gang;
    private final int self;
    private final Set<Integer> mesh = new LinkedHashSet<>();
    private final BitSet seen = new BitSet(); // by a message's number

    SybilNode(Gang gang, int self) {
        this.gang = gang;
        this.self = self;
    }

    static int nobody() {
        return NOBODY;
    }

    @Override
    public void connected(int peer, boolean outbound) {
        mesh.add(peer);
        send(peer, new Rpc(List.of(new Subscription(gang.topic, true)), List.of(),
                List.of(new Control.Graft(gang.topic))));
    }

    @Override
    public void receive(int from, Object frame) {
        Rpc rpc = (Rpc) frame;
        for (Control c : rpc.controls()) control(from, c);
        for (Message m : rpc.messages()) message(from, m);
    }

    // "process PRUNEs to remove the peer from the mesh and schedule regraft"
    private void control(int from, Control control) {
        switch (control) {
            case Control.Graft graft -> mesh.add(from);
            case Control.Prune prune -> {
                mesh.remove(from);
                long delayUs = REGRAFT_BACKOFF_US + gang.network.random().nextLong(REGRAFT_DELAY_US);
                gang.network.wakeAfter(self, delayUs, new Regraft(from));
            }
            case Control.IHave have -> {
            }
            case Control.IWant want -> {
            }
            case Control.IDontWant dont -> {
            }
        }
    }

    private void message(int from, Message m) {
        gang.tally.arrived(m, from, self, gang.network.nowUs());
        int number = Frames.number(m);
        if (seen.get(number)) return;
        seen.set(number);
        if (drops(m)) return;
        Rpc rpc = Rpc.publish(List.of(m));
        for (int peer : mesh) if (peer != from && peer != Frames.author(m)) send(peer, rpc);
    }

    private boolean drops(Message m) {
        if (gang.network.nowUs() < gang.attackUs) return false;
        return Frames.author(m) == gang.censored || gang.network.random().nextDouble() < gang.drop;
    }

    @Override
    public void wake(Object what) {
        int peer = ((Regraft) what).peer;
        mesh.add(peer);
        send(peer, Rpc.control(new Control.Graft(gang.topic)));
    }

    private void send(int peer, Rpc rpc) {
        gang.network.send(self, peer, rpc, Frames.bytes(rpc));
    }
}
