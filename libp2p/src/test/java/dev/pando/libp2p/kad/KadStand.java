package dev.pando.libp2p.kad;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// A node on a test stand: peers are strings, time stands still unless told, every action is kept until looked at. A
/// peer named `net:x` is of the address group `net`.
final class KadStand {

    static final Naming<String> NAMING = new Naming<>() {
        @Override
        public byte[] binary(String peer) {
            return peer.getBytes();
        }

        @Override
        public String group(Contact<String> contact) {
            return contact.peer().contains(":") ? contact.peer().replaceAll(":.*", "") : "";
        }
    };

    /// Values of namespace `t`: the first byte is the number of seconds they live, the greater is better, 0 is invalid.
    static final RecordValidator SECONDS = new RecordValidator() {
        @Override
        public long validUntilMs(byte[] key, byte[] value, long nowMs) {
            return value.length == 0 || value[0] == 0 ? 0 : nowMs + value[0] * 1_000L;
        }

        @Override
        public int compare(byte[] key, byte[] one, byte[] other) {
            return Arrays.compareUnsigned(one, other);
        }
    };

    final Kademlia<String> node;
    final List<KadAction<String>> actions = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom(1);
    long nowMs = 1_000_000;

    KadStand(KadParameters parameters) {
        node = new Kademlia<>("self", NAMING, parameters, Map.of("t", SECONDS));
    }

    void handle(KadEvent<String> event) {
        node.handle(event, nowMs, random, actions::add);
    }

    void knows(int count) {
        for (int i = 0; i < count; i++) handle(new KadEvent.Served<>(contact("p" + i)));
    }

    static Contact<String> contact(String name) {
        return new Contact<>(name, KadId.of(name.getBytes()), List.of());
    }

    KadResponse<String> ask(String from, KadRequest request) {
        actions.clear();
        handle(new KadEvent.Asked<>(77, from, request));
        return switch (actions.getFirst()) {
            case KadAction.Reply<String>(long ticket, KadResponse<String> response) -> response;
            case KadAction.Refuse<String> refused -> null;
            case KadAction.Ask<String> a -> throw new AssertionError(a);
            case KadAction.Done<String> d -> throw new AssertionError(d);
        };
    }

    List<KadAction.Ask<String>> asks() {
        List<KadAction.Ask<String>> asks = new ArrayList<>();
        for (KadAction<String> a : actions) if (a instanceof KadAction.Ask<String> ask) asks.add(ask);
        actions.removeAll(asks);
        return asks;
    }

    /// How the last operation to end has ended; null if none has.
    KadAction.Result<String> result() {
        KadAction.Result<String> last = null;
        for (KadAction<String> a : actions) {
            if (a instanceof KadAction.Done<String>(long operation, KadAction.Result<String> result)) last = result;
        }
        return last;
    }
}
