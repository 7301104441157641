package dev.pando.libp2p.kad;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Something the node set out to do: a lookup with a purpose, and what it has found so far.
final class Operation<P> {

    /// Nobody waits for the result: refreshes and republishing.
    static final long INTERNAL = -1;

    /// What the lookup is for.
    sealed interface Purpose {
        /// The closest nodes themselves.
        record Closest() implements Purpose {}

        /// A value.
        record Read() implements Purpose {}

        /// Who provides a key.
        record ReadProviders() implements Purpose {}

        /// Telling the closest nodes something.
        record Write(KadRequest request) implements Purpose {}
    }

    final long name;
    final Purpose purpose;
    final byte[] target;
    final Lookup<P> lookup;
    final Map<P, Contact<P>> providers = new LinkedHashMap<>();
    final Map<P, byte[]> values = new LinkedHashMap<>(); // who had which valid value
    byte[] best;
    int bestCount;
    int firstHops;

    // the writing that follows the lookup
    final List<Contact<P>> reserve = new ArrayList<>(); // still to be asked, nearest first
    int copies;
    int wanted;
    int inFlight;

    Operation(long name, Purpose purpose, byte[] target, Lookup<P> lookup) {
        this.name = name;
        this.purpose = purpose;
        this.target = target;
        this.lookup = lookup;
    }

    /// The question that the lookup puts to every node.
    KadRequest question() {
        return switch (purpose) {
            case Purpose.Closest() -> new KadRequest.FindNode(target);
            case Purpose.Read() -> new KadRequest.GetValue(target);
            case Purpose.ReadProviders() -> new KadRequest.GetProviders(target);
            case Purpose.Write write -> new KadRequest.FindNode(target);
        };
    }
}
