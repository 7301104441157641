package dev.pando.libp2p.swarm;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/// Counts what happens, by kind and protocol: `stream.in /ipfs/ping/1.0.0`. Names that peers choose never become keys.
public final class Counters implements Consumer<NetworkEvent> {

    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    /// All at zero.
    public Counters() {}

    @Override
    public void accept(NetworkEvent event) {
        add(switch (event) {
            case NetworkEvent.Connected c -> (c.connection().initiator() ? "connected.out " : "connected.in ")
                    + c.connection().way();
            case NetworkEvent.Disconnected d -> "disconnected " + d.connection().way();
            case NetworkEvent.DialFailed d -> "dial.failed";
            case NetworkEvent.Refused r -> "refused";
            case NetworkEvent.StreamOpened s -> (s.inbound() ? "stream.in " : "stream.out ") + s.protocol();
            case NetworkEvent.StreamDone s -> (s.failure() == null ? "stream.done " : "stream.failed ") + s.protocol();
            case NetworkEvent.Misbehaved m -> "misbehaved";
            case NetworkEvent.Identified i -> "identified";
            case NetworkEvent.Discovered d -> "discovered " + d.source();
        }, 1);
        if (event instanceof NetworkEvent.StreamDone s) add("stream.ms " + s.protocol(), s.tookMs());
    }

    private void add(String name, long count) {
        counts.computeIfAbsent(name, n -> new LongAdder()).add(count);
    }

    /// How often it happened.
    public long count(String name) {
        LongAdder count = counts.get(name);
        return count == null ? 0 : count.sum();
    }

    /// All counts, by name.
    public Map<String, Long> all() {
        Map<String, Long> all = new TreeMap<>();
        counts.forEach((name, count) -> all.put(name, count.sum()));
        return all;
    }
}
