package dev.pando.lab.kad;

import dev.pando.lab.net.Actor;
import dev.pando.lab.net.Network;
import dev.pando.libp2p.kad.Contact;
import dev.pando.libp2p.kad.KadAction;
import dev.pando.libp2p.kad.KadEvent;
import dev.pando.libp2p.kad.KadId;
import dev.pando.libp2p.kad.KadParameters;
import dev.pando.libp2p.kad.KadRequest;
import dev.pando.libp2p.kad.KadResponse;
import dev.pando.libp2p.kad.Kademlia;
import dev.pando.libp2p.kad.Naming;
import dev.pando.libp2p.kad.RecordValidator;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// A node of the table: the core that ships, driven by the simulated network.
final class KadNode implements Actor {

    /// Every value is valid for ever; a greater one is better.
    static final Map<String, RecordValidator> ANY_VALUE = Map.of("lab", new RecordValidator() {
        @Override
        public long validUntilMs(byte[] key, byte[] value, long nowMs) {
            return Long.MAX_VALUE;
        }

        @Override
        public int compare(byte[] key, byte[] one, byte[] other) {
            return Arrays.compareUnsigned(one, other);
        }
    });

    private static final Naming<Integer> NAMING = new Naming<>() {
        @Override
        public byte[] binary(Integer peer) {
            return ByteBuffer.allocate(4).putInt(peer).array();
        }

        @Override
        public String group(Contact<Integer> contact) {
            return "";
        }
    };

    private record Ask(long call, KadRequest request) {}

    private record Reply(long call, KadResponse<Integer> response) {}

    private record Ticket(int from, long call) {}

    private static final int ASK_BYTES = 200;
    private static final int REPLY_BYTES = 1_800; // twenty peers with an address each

    private final Network network;
    private final int self;
    private final long tickMs;
    private final Kademlia<Integer> core;
    private final Map<Long, Ticket> tickets = new HashMap<>();
    private final Map<Long, Consumer<KadAction.Result<Integer>>> waiting = new HashMap<>();
    private long nextTicket;
    private long nextOperation = 1;

    KadNode(Network network, int self, KadParameters parameters, long tickMs) {
        this.network = network;
        this.self = self;
        this.tickMs = tickMs;
        this.core = new Kademlia<>(self, NAMING, parameters, ANY_VALUE);
    }

    static Contact<Integer> contact(int peer) {
        return new Contact<>(peer, KadId.of(NAMING.binary(peer)), List.of());
    }

    void start() {
        network.wakeAfter(self, network.random().nextLong(tickMs * 1_000), "tick");
    }

    void knows(int peer) {
        handle(new KadEvent.Served<>(contact(peer)));
    }

    /// A name for an operation whose result goes to `then`.
    long operation(Consumer<KadAction.Result<Integer>> then) {
        waiting.put(nextOperation, then);
        return nextOperation++;
    }

    Kademlia.Tables tables() {
        return core.tables();
    }

    void handle(KadEvent<Integer> event) {
        core.handle(event, network.nowMs(), network.random(), this::act);
    }

    private void act(KadAction<Integer> action) {
        switch (action) {
            case KadAction.Ask<Integer>(long call, Contact<Integer> to, KadRequest request) -> network.send(self,
                    to.peer(), new Ask(call, request), ASK_BYTES);
            case KadAction.Reply<Integer>(long name, KadResponse<Integer> response) -> {
                Ticket ticket = tickets.remove(name);
                network.send(self, ticket.from, new Reply(ticket.call, response), REPLY_BYTES);
            }
            case KadAction.Refuse<Integer>(long name, String reason) -> tickets.remove(name); // they will notice
            case KadAction.Done<Integer>(long operation, KadAction.Result<Integer> result) -> waiting.remove(operation)
                    .accept(result);
        }
    }

    @Override
    public void receive(int from, Object frame) {
        if (frame instanceof Ask(long call, KadRequest request)) {
            knows(from); // a connection is open, so identify has told
            tickets.put(nextTicket, new Ticket(from, call));
            handle(new KadEvent.Asked<>(nextTicket++, from, request));
        } else if (frame instanceof Reply(long call, KadResponse<Integer> response)) {
            handle(new KadEvent.Answered<>(call, response));
        }
    }

    @Override
    public void wake(Object what) {
        handle(new KadEvent.Tick<>());
        network.wakeAfter(self, tickMs * 1_000, what);
    }
}
