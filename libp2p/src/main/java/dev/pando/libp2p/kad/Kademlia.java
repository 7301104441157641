package dev.pando.libp2p.kad;

import dev.pando.libp2p.multiformats.Multihash;
import dev.pando.libp2p.multiformats.WireException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// A node of the distributed hash table: events in, actions out, nothing else.
///
/// It owns its state and is not safe for use by two threads. It knows no clock and no dice: both come with each event.
///
/// ```java
/// var node = new Kademlia<PeerId>(self, naming, KadParameters.SERVER, Map.of("pando", new SignedValues()));
/// node.handle(new KadEvent.Get<>(1, key), nowMs, random, action -> {
///     switch (action) {
///         case KadAction.Ask<PeerId> ask -> stream(ask.to()).ask(ask.request(), ask.call());
///         case KadAction.Done<PeerId>(long operation, KadAction.Result<PeerId> result) -> finish(operation, result);
///         …
/// });
/// ```
///
/// @param <P> what names a peer: small, immutable, with a value's `equals` and `hashCode`
public final class Kademlia<P> {

    private record Call<P>(Operation<P> operation, Contact<P> to, long dueMs, boolean isWrite) {}

    private record Published(KadRequest request, byte[] key, long dueMs) {}

    private final Contact<P> self;
    private final Naming<P> naming;
    private final KadParameters parameters;
    private final RoutingTable<P> table;
    private final RecordStore records;
    private final ProviderStore<P> providers;
    private final Map<Long, Call<P>> calls = new LinkedHashMap<>(); // in the order they fall due
    private final Map<ByteBuffer, Published> published = new LinkedHashMap<>();
    private long nextCall;
    private int operations;
    private long nextRefreshMs = Long.MIN_VALUE;

    // the event being handled
    private long nowMs;
    private Consumer<KadAction<P>> out;

    /// A node that knows nobody yet.
    ///
    /// @param self       itself
    /// @param validators by namespace; a key of any other namespace is neither stored nor believed
    public Kademlia(P self, Naming<P> naming, KadParameters parameters, Map<String, RecordValidator> validators) {
        this.self = new Contact<>(self, KadId.of(naming.binary(self)), List.of());
        this.naming = naming;
        this.parameters = parameters;
        this.table = new RoutingTable<>(this.self.id());
        this.records = new RecordStore(this.self.id(), validators);
        this.providers = new ProviderStore<>(this.self.id());
    }

    /// Takes one event and tells `out` what is to be done, in order.
    ///
    /// @param nowMs  a clock that never runs backwards; the one that records expire by
    /// @param random chance, drawn from in the calling thread
    /// @param out    called before this returns; must not call this node
    public void handle(KadEvent<P> event, long nowMs, RandomGenerator random, Consumer<KadAction<P>> out) {
        this.nowMs = nowMs;
        this.out = out;
        switch (event) {
            case KadEvent.Served<P>(Contact<P> contact) -> served(contact);
            case KadEvent.Unserved<P>(P peer) -> unserved(peer);
            case KadEvent.Asked<P>(long ticket, P from, KadRequest request) -> asked(ticket, from, request);
            case KadEvent.Answered<P>(long call, KadResponse<P> response) -> answered(call, response);
            case KadEvent.Unanswered<P>(long call) -> unanswered(calls.remove(call));
            case KadEvent.Find<P>(long operation, byte[] key) -> begin(operation, new Operation.Purpose.Closest(), key);
            case KadEvent.Get<P>(long operation, byte[] key) -> get(operation, key);
            case KadEvent.Put<P>(long operation, KadRecord stored) -> put(operation, stored);
            case KadEvent.Provide<P> e -> provide(e);
            case KadEvent.FindProviders<P>(long operation, byte[] key) -> findProviders(operation, key);
            case KadEvent.Withdraw<P>(byte[] key) -> published.remove(ByteBuffer.wrap(key));
            case KadEvent.Tick<P>() -> tick(random);
        }
    }

    private void served(Contact<P> contact) {
        if (contact.peer().equals(self.peer())) return;
        table.heard(contact, naming.group(contact), nowMs);
        if (nextRefreshMs == Long.MIN_VALUE) nextRefreshMs = nowMs; // the first peer: look around at the next tick
    }

    private void unserved(P peer) {
        table.lost(new Contact<>(peer, idOf(peer), List.of()));
    }

    private KadId idOf(P peer) {
        return KadId.of(naming.binary(peer));
    }

    // ---- answering

    private void asked(long ticket, P from, KadRequest request) {
        // §Client and server mode: "Nodes operating in client mode … do not offer the Kademlia protocol identifier for
        // incoming streams."
        if (!parameters.server()) {
            out.accept(new KadAction.Refuse<>(ticket, "we are a client"));
            return;
        }
        switch (request) {
            case KadRequest.FindNode(byte[] key) -> reply(ticket, Optional.empty(), closer(key, from), List.of());
            case KadRequest.GetValue(byte[] key) -> reply(ticket, records.get(key, nowMs), closer(key, from),
                    List.of());
            case KadRequest.GetProviders(byte[] key) -> reply(ticket, Optional.empty(), closer(key, from),
                    providers.get(key, KadParameters.K, nowMs));
            case KadRequest.PutValue(KadRecord stored) -> store(ticket, stored);
            case KadRequest.AddProvider add -> addProvider(ticket, from, add);
            case KadRequest.Ping() -> out.accept(new KadAction.Reply<>(ticket, KadResponse.heard()));
        }
    }

    private void reply(long ticket, Optional<KadRecord> found, List<Contact<P>> closer, List<Contact<P>> providing) {
        out.accept(new KadAction.Reply<>(ticket, new KadResponse<>(found, closer, providing)));
    }

    // "closerPeers is set to the k closest Peers"; whoever asks knows itself.
    private List<Contact<P>> closer(byte[] key, P asker) {
        List<Contact<P>> closest = table.closest(KadId.of(key), KadParameters.K + 1);
        return closest.stream().filter(c -> !c.peer().equals(asker)).limit(KadParameters.K).toList();
    }

    // "The target node validates record, and if it is valid, it stores it in the datastore and as a response echoes the
    // request."
    private void store(long ticket, KadRecord stored) {
        switch (records.put(stored, nowMs)) {
            case STORED -> reply(ticket, Optional.of(stored), List.of(), List.of());
            case WORSE -> out.accept(new KadAction.Refuse<>(ticket, "a better value is known"));
            case INVALID -> out.accept(new KadAction.Refuse<>(ticket, "not a valid value"));
            case TOO_FAR -> out.accept(new KadAction.Refuse<>(ticket, "full of nearer values"));
        }
    }

    // "The target node verifies key is a valid CID"; "the keys for provider records are multihashes".
    private void addProvider(long ticket, P from, KadRequest.AddProvider add) {
        if (!isMultihash(add.key())) {
            out.accept(new KadAction.Refuse<>(ticket, "the key is no multihash"));
            return;
        }
        providers.add(add.key(), new Contact<>(from, idOf(from), add.addresses()), nowMs);
        out.accept(new KadAction.Reply<>(ticket, KadResponse.heard()));
    }

    private static boolean isMultihash(byte[] key) {
        try {
            Multihash.read(key);
            return true;
        } catch (WireException e) {
            return false;
        }
    }

    // ---- asking

    private void begin(long name, Operation.Purpose purpose, byte[] target) {
        begin(name, purpose, target, op -> {});
    }

    private void begin(long name, Operation.Purpose purpose, byte[] target, Consumer<Operation<P>> prepare) {
        boolean busy = operations >= KadParameters.OPERATIONS_MAX;
        boolean refresh = name == Operation.INTERNAL && purpose instanceof Operation.Purpose.Closest;
        KadId id = KadId.of(target);
        List<Contact<P>> seeds = busy ? List.of() : table.closest(id, KadParameters.K);
        int paths = refresh ? 1 : parameters.paths();
        Lookup<P> lookup = new Lookup<>(id, seeds, paths, self.peer()::equals);
        Operation<P> op = new Operation<>(name, purpose, target, lookup);
        operations++;
        prepare.accept(op);
        advance(op);
    }

    private void advance(Operation<P> op) {
        KadRequest question = op.question();
        for (Contact<P> to : op.lookup.next()) ask(op, to, question, false);
        if (op.lookup.isDone()) lookedUp(op);
    }

    private void ask(Operation<P> op, Contact<P> to, KadRequest request, boolean isWrite) {
        long call = nextCall++;
        calls.put(call, new Call<>(op, to, nowMs + KadParameters.ANSWER_MS, isWrite));
        out.accept(new KadAction.Ask<>(call, to, request));
    }

    private void answered(long name, KadResponse<P> response) {
        Call<P> call = calls.remove(name);
        if (call == null) return; // too late, or the operation has ended
        // It answered, so it serves.
        table.heard(call.to, naming.group(call.to), nowMs);
        Operation<P> op = call.operation;
        if (call.isWrite) {
            wrote(op, true);
            return;
        }
        op.lookup.answered(call.to.peer(), response.closer());
        collect(op, call.to, response);
        if (op.bestCount >= parameters.quorum()) {
            abandonCalls(op);
            lookedUp(op);
        } else {
            advance(op);
        }
    }

    private void unanswered(Call<P> call) {
        if (call == null) return;
        table.lost(call.to);
        if (call.isWrite) {
            wrote(call.operation, false);
        } else {
            call.operation.lookup.failed(call.to.peer());
            advance(call.operation);
        }
    }

    private void abandonCalls(Operation<P> op) {
        calls.values().removeIf(c -> c.operation == op);
    }

    // §Value retrieval: "If successful, and we receive a value".
    private void collect(Operation<P> op, Contact<P> from, KadResponse<P> response) {
        switch (op.purpose) {
            case Operation.Purpose.Read read -> {
                Optional<KadRecord> found = response.found().filter(r -> Arrays.equals(r.key(), op.target));
                if (found.isPresent() && records.isValid(found.get(), nowMs)) {
                    if (op.best == null) op.firstHops = op.lookup.hops(from.peer());
                    op.values.put(from.peer(), found.get().value());
                    prefer(op, found.get().value());
                }
            }
            case Operation.Purpose.ReadProviders readProviders -> {
                for (Contact<P> p : response.providers()) {
                    if (op.providers.size() < KadParameters.PROVIDERS_OF_KEY_MAX) op.providers.put(p.peer(), p);
                }
            }
            case Operation.Purpose.Closest closest -> {
            }
            case Operation.Purpose.Write write -> {
            }
        }
    }

    // "If the new value wins, store it in best, and mark all formerly “best" peers (Pb) as outdated peers (Po)."
    private void prefer(Operation<P> op, byte[] value) {
        int order = op.best == null ? 1 : records.compare(op.target, value, op.best);
        if (order > 0) {
            op.best = value;
            op.bestCount = 1;
        } else if (Arrays.equals(value, op.best)) {
            op.bestCount++;
        }
    }

    // ---- after the lookup

    private void lookedUp(Operation<P> op) {
        switch (op.purpose) {
            case Operation.Purpose.Closest closest -> finish(op);
            case Operation.Purpose.ReadProviders readProviders -> finish(op);
            case Operation.Purpose.Read read -> {
                finish(op);
                if (op.best != null) correct(op);
            }
            case Operation.Purpose.Write(KadRequest request) -> write(op, request);
        }
    }

    // §Value retrieval, entry correction: "Nodes that returned worse records and nodes that returned no record but where
    // among the closest to the key, are updated via a direct PUT_VALUE RPC call when the lookup completes."
    private void correct(Operation<P> op) {
        Operation<P> correction = new Operation<>(Operation.INTERNAL, op.purpose, op.target, op.lookup);
        operations++;
        KadRequest put = new KadRequest.PutValue(new KadRecord(op.target, op.best));
        int rank = 0;
        for (Contact<P> c : op.lookup.closest()) {
            byte[] had = op.values.get(c.peer());
            boolean outdated = had != null ? !Arrays.equals(had, op.best) : rank < parameters.replicas();
            rank++;
            if (!outdated) continue;
            correction.inFlight++;
            ask(correction, c, put, true);
        }
        if (correction.inFlight == 0) operations--;
    }

    // §Value storage: "finds k or less closest peers to the key … and then sends a PUT_VALUE RPC message with the record
    // value to each of the peers." A peer that fails is replaced by the next closest.
    private void write(Operation<P> op, KadRequest request) {
        op.wanted = parameters.replicas();
        op.reserve.addAll(op.lookup.closest());
        storeAtSelf(op, request);
        writeMore(op);
    }

    /// If we serve and lie nearer than the last of the replicas, we are one of them.
    private void storeAtSelf(Operation<P> op, KadRequest request) {
        if (!parameters.server()) return;
        boolean near = op.reserve.size() < op.wanted || KadId.nearest(op.lookup.target()).compare(self.id(),
                op.reserve.get(op.wanted - 1).id()) < 0;
        if (!near) return;
        switch (request) {
            case KadRequest.PutValue(KadRecord stored) -> {
                if (records.put(stored, nowMs) == RecordStore.Outcome.STORED) op.copies++;
            }
            case KadRequest.AddProvider(byte[] key, List<byte[]> addresses) -> {
                providers.add(key, new Contact<>(self.peer(), self.id(), addresses), nowMs);
                op.copies++;
            }
            case KadRequest.FindNode find -> {
            }
            case KadRequest.GetValue get -> {
            }
            case KadRequest.GetProviders get -> {
            }
            case KadRequest.Ping ping -> {
            }
        }
    }

    private void writeMore(Operation<P> op) {
        KadRequest request = ((Operation.Purpose.Write) op.purpose).request();
        while (op.copies + op.inFlight < op.wanted && !op.reserve.isEmpty()) {
            op.inFlight++;
            ask(op, op.reserve.removeFirst(), request, true);
        }
        if (op.inFlight == 0) finish(op);
    }

    private void wrote(Operation<P> op, boolean stored) {
        op.inFlight--;
        if (stored) op.copies++;
        if (op.purpose instanceof Operation.Purpose.Write) writeMore(op);
        else if (op.inFlight == 0) operations--; // the last of a correction
    }

    private void finish(Operation<P> op) {
        operations--;
        if (op.name == Operation.INTERNAL) return;
        int asked = op.lookup.askedCount();
        out.accept(new KadAction.Done<>(op.name, switch (op.purpose) {
            case Operation.Purpose.Closest closest -> {
                List<Contact<P>> found = op.lookup.closest();
                int hops = found.isEmpty() ? 0 : op.lookup.hops(found.getFirst().peer());
                yield new KadAction.Closest<>(found, hops, asked);
            }
            case Operation.Purpose.Read read -> new KadAction.Value<>(Optional.ofNullable(op.best), op.firstHops,
                    asked);
            case Operation.Purpose.ReadProviders read -> new KadAction.Providers<>(List.copyOf(op.providers.values()),
                    asked);
            case Operation.Purpose.Write write -> new KadAction.Stored<>(op.copies, asked);
        }));
    }

    // ---- what the application wants

    // "We first try to fetch the value from the local store. If found, and Q == { 0, 1 }, the search is complete.
    // Otherwise, the local result counts for one towards the search of Q values."
    private void get(long operation, byte[] key) {
        Optional<KadRecord> local = records.get(key, nowMs);
        if (local.isPresent() && parameters.quorum() == 1) {
            out.accept(new KadAction.Done<>(operation,
                    new KadAction.Value<>(local.map(KadRecord::value), 0, 0)));
            return;
        }
        begin(operation, new Operation.Purpose.Read(), key, op -> local.ifPresent(r -> prefer(op, r.value())));
    }

    private void put(long operation, KadRecord stored) {
        KadRequest request = new KadRequest.PutValue(stored);
        publish(stored.key(), request);
        begin(operation, new Operation.Purpose.Write(request), stored.key());
    }

    private void provide(KadEvent.Provide<P> e) {
        KadRequest request = new KadRequest.AddProvider(e.key(), e.addresses());
        publish(e.key(), request);
        begin(e.operation(), new Operation.Purpose.Write(request), e.key());
    }

    private void findProviders(long operation, byte[] key) {
        List<Contact<P>> local = providers.get(key, KadParameters.K, nowMs);
        begin(operation, new Operation.Purpose.ReadProviders(), key,
                op -> local.forEach(c -> op.providers.put(c.peer(), c)));
    }

    private void publish(byte[] key, KadRequest request) {
        ByteBuffer name = ByteBuffer.wrap(key);
        if (published.size() >= KadParameters.PUBLISHED_MAX && !published.containsKey(name)) return;
        published.put(name, new Published(request, key, nowMs + parameters.republishMs()));
    }

    // ---- time

    private void tick(RandomGenerator random) {
        giveUpOnSilent();
        records.expire(nowMs);
        providers.expire(nowMs);
        if (nextRefreshMs != Long.MIN_VALUE && nowMs >= nextRefreshMs) refresh(random);
        republish();
    }

    private void giveUpOnSilent() {
        List<Call<P>> silent = new ArrayList<>();
        for (Iterator<Call<P>> each = calls.values().iterator(); each.hasNext();) {
            Call<P> call = each.next();
            if (call.dueMs > nowMs) break; // the later ones fall due later
            each.remove();
            silent.add(call);
        }
        silent.forEach(this::unanswered);
    }

    // §Bootstrap process: "On every run, we generate a random peer ID for every non-empty routing table's k-bucket and we
    // look it up … In addition, to improve awareness of nodes close to oneself, implementations should include a lookup
    // for their own peer ID."
    private void refresh(RandomGenerator random) {
        nextRefreshMs = nowMs + KadParameters.REFRESH_MS;
        begin(Operation.INTERNAL, new Operation.Purpose.Closest(), naming.binary(self.peer()));
        for (int prefix : table.dueForRefresh(nowMs - KadParameters.REFRESH_MS, nowMs)) {
            if (prefix <= KadParameters.REFRESH_DEPTH_MAX) {
                begin(Operation.INTERNAL, new Operation.Purpose.Closest(), keyWithPrefix(prefix, random));
            }
        }
    }

    /// A key whose hash shares exactly `prefix` bits with us, found by trial.
    private byte[] keyWithPrefix(int prefix, RandomGenerator random) {
        byte[] key = new byte[16];
        do
            random.nextBytes(key);
        while (self.id().commonPrefix(KadId.of(key)) != prefix);
        return key;
    }

    // §Content provider advertisement: "In order to guarantee this, while taking into account the peer churn, content
    // providers republish the records they want to provide."
    private void republish() {
        List<Published> due = new ArrayList<>();
        for (Published p : published.values()) if (p.dueMs <= nowMs) due.add(p);
        for (Published p : due) {
            if (operations >= KadParameters.OPERATIONS_MAX) return; // the rest with the next tick
            publish(p.key, p.request);
            begin(Operation.INTERNAL, new Operation.Purpose.Write(p.request), p.key);
        }
    }

    // ---- what others may ask

    /// The known peers nearest to a key, nearest first.
    public List<Contact<P>> closest(byte[] key, int count) {
        return table.closest(KadId.of(key), count);
    }

    /// How full the node's tables are.
    public Tables tables() {
        return new Tables(table.size(), records.size(), providers.size(), calls.size(), operations, published.size());
    }

    /// Entries in each of a node's tables.
    ///
    /// @param peers      in the routing table
    /// @param records    values stored for others
    /// @param providers  keys with providers
    /// @param calls      questions under way
    /// @param operations lookups and writings under way
    /// @param published  records of our own that are stored anew
    public record Tables(int peers, int records, int providers, int calls, int operations, int published) {}
}
