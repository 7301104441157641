package dev.pando.libp2p.gossipsub;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// One event's stage: its time, its chance, and what shall be done about it.
///
/// v1.0 §Control Message Piggybacking: "Gossip and other control messages do not have to be transmitted in their own
/// message. Instead, they can be coalesced": all controls that one event causes for one peer leave in one frame.
final class Turn<P> {

    final long nowMs;
    final RandomGenerator random;
    private final Consumer<Action<P>> out;
    private Map<P, List<Control>> controls = Map.of();

    Turn(long nowMs, RandomGenerator random, Consumer<Action<P>> out) {
        this.nowMs = nowMs;
        this.random = random;
        this.out = out;
    }

    void act(Action<P> action) {
        out.accept(action);
    }

    void send(P peer, Rpc rpc) {
        out.accept(new Action.Send<>(peer, rpc));
    }

    void control(P peer, Control control) {
        if (controls.isEmpty()) controls = new LinkedHashMap<>();
        controls.computeIfAbsent(peer, k -> new ArrayList<>(2)).add(control);
    }

    void flush() {
        controls.forEach((peer, list) -> send(peer, new Rpc(List.of(), List.of(), list)));
        controls = Map.of();
    }
}
