package dev.pando.libp2p.dht;

import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.kad.Contact;
import dev.pando.libp2p.kad.KadAction;
import dev.pando.libp2p.kad.KadCodec;
import dev.pando.libp2p.kad.KadEvent;
import dev.pando.libp2p.kad.KadId;
import dev.pando.libp2p.kad.KadParameters;
import dev.pando.libp2p.kad.KadRecord;
import dev.pando.libp2p.kad.KadRequest;
import dev.pando.libp2p.kad.KadResponse;
import dev.pando.libp2p.kad.Kademlia;
import dev.pando.libp2p.kad.Naming;
import dev.pando.libp2p.kad.RecordValidator;
import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.swarm.NetworkEvent;
import dev.pando.libp2p.swarm.PeerStream;
import dev.pando.libp2p.swarm.Peerstore;
import dev.pando.libp2p.swarm.Swarm;
import dev.pando.libp2p.transport.Delimited;
import dev.pando.libp2p.transport.Time;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;

/// Drives one [Kademlia] node over a swarm: asks, answers, and waits for results.
///
/// The node belongs to one virtual thread, which everything else reaches through a bounded queue. Who serves the protocol
/// is learned from identify. Every call blocks until its operation ends; the node ends each in bounded time.
public final class Dht implements AutoCloseable {

    /// Events that wait for the node; beyond it, whoever brings one waits.
    public static final int EVENTS_MAX = 4096;
    /// Questions to others that are on their way at once.
    public static final int ASKING_MAX = 64;
    /// Time that a peer may keep a stream without asking, in milliseconds.
    public static final long IDLE_MS = 60_000;

    private static final String CLOSED = "the table is closed";

    private final Swarm swarm;
    private final Time time;
    private final RandomGenerator random;
    private final Kademlia<PeerId> node;

    private final BlockingQueue<Runnable> turns = new ArrayBlockingQueue<>(EVENTS_MAX);
    private final Map<Long, CompletableFuture<KadAction.Result<PeerId>>> operations = new ConcurrentHashMap<>();
    private final Map<Long, CompletableFuture<KadResponse<PeerId>>> tickets = new ConcurrentHashMap<>();
    private final Map<CompletableFuture<Void>, PeerId> awaited = new HashMap<>(); // the node's thread only
    private final AtomicLong names = new AtomicLong();
    private final Semaphore asking = new Semaphore(ASKING_MAX);
    private final Thread owner;
    private volatile Time.Alarm tick = () -> {};
    private volatile boolean closed;

    /// Starts to serve, if the parameters say so, and to learn who else does.
    ///
    /// @param random     the node's dice; used by its thread only
    /// @param validators by namespace; keys of other namespaces are neither stored nor believed
    public Dht(Swarm swarm, Time time, RandomGenerator random, KadParameters parameters,
            Map<String, RecordValidator> validators) {
        this.swarm = swarm;
        this.time = time;
        this.random = random;
        node = new Kademlia<>(swarm.peer(), new PeerNames(), parameters, validators);
        owner = Thread.ofVirtual().name("kademlia").start(this::run);
        if (parameters.server()) swarm.handle(KadParameters.PROTOCOL, this::answer);
        swarm.watch(this::happened);
        tick();
    }

    /// What the node must know of peer ids: their bytes, and the /16 or /32 that their first public address is in.
    private static final class PeerNames implements Naming<PeerId> {

        @Override
        public byte[] binary(PeerId peer) {
            return peer.bytes();
        }

        @Override
        public String group(Contact<PeerId> contact) {
            for (byte[] address : contact.addresses()) {
                InetAddress ip = read(address).flatMap(Multiaddr::ip).orElse(null);
                if (ip == null || ip.isLoopbackAddress() || ip.isSiteLocalAddress()) continue;
                byte[] bytes = ip.getAddress();
                return bytes.length == 4
                        ? bytes[0] + "." + bytes[1]
                        : bytes[0] + ":" + bytes[1] + ":" + bytes[2] + ":" + bytes[3];
            }
            return "";
        }
    }

    private static Optional<Multiaddr> read(byte[] address) {
        try {
            return Optional.of(Multiaddr.read(address));
        } catch (WireException e) {
            return Optional.empty();
        }
    }

    // --- what the application asks for

    /// The nodes closest to a key, nearest first.
    ///
    /// @param key any bytes, such as a binary peer id
    public List<Contact<PeerId>> find(byte[] key) {
        return ((KadAction.Closest<PeerId>) run(name -> new KadEvent.Find<>(name, key))).closest();
    }

    /// The best valid value of a key.
    public Optional<byte[]> get(byte[] key) {
        return ((KadAction.Value<PeerId>) run(name -> new KadEvent.Get<>(name, key))).value();
    }

    /// Stores a value, now and anew until it is [withdrawn][#withdraw].
    ///
    /// @return how many hold it, we among them if we serve and are near enough
    public int put(KadRecord record) {
        return ((KadAction.Stored<PeerId>) run(name -> new KadEvent.Put<>(name, record))).copies();
    }

    /// Says that we provide something, until it is [withdrawn][#withdraw].
    ///
    /// @param key a multihash
    /// @return how many have been told, we among them if we serve and are near enough
    public int provide(byte[] key) {
        List<byte[]> addresses = swarm.addresses().stream().map(Multiaddr::bytes).toList();
        return ((KadAction.Stored<PeerId>) run(name -> new KadEvent.Provide<>(name, key, addresses))).copies();
    }

    /// Who provides something.
    public List<Contact<PeerId>> providers(byte[] key) {
        return ((KadAction.Providers<PeerId>) run(name -> new KadEvent.FindProviders<>(name, key))).providers();
    }

    /// Completes once a peer is in our table; exceptionally if this is closed before.
    public CompletableFuture<Void> knows(PeerId peer) {
        CompletableFuture<Void> known = new CompletableFuture<>();
        enqueue(() -> awaited.put(known, peer));
        if (closed) known.completeExceptionally(new IllegalStateException(CLOSED));
        return known;
    }

    /// Stores our record or provision of a key anew no longer.
    public void withdraw(byte[] key) {
        tell(new KadEvent.Withdraw<>(key));
    }

    /// Joins the table: connects to these peers and looks for ourselves, which fills the table with our neighbours.
    ///
    /// @param peers addresses that end in a peer
    /// @return how many of them answered
    public int bootstrap(List<Multiaddr> peers) {
        int reached = 0;
        for (Multiaddr peer : peers) {
            try {
                swarm.connect(peer);
                reached++;
            } catch (IOException e) {
                // Told by the swarm, with its reason.
            }
        }
        if (reached > 0) find(swarm.peer().bytes());
        return reached;
    }

    private KadAction.Result<PeerId> run(LongFunction<KadEvent<PeerId>> event) {
        long name = names.incrementAndGet();
        CompletableFuture<KadAction.Result<PeerId>> result = new CompletableFuture<>();
        operations.put(name, result);
        tell(event.apply(name));
        if (closed) result.completeExceptionally(new IllegalStateException(CLOSED));
        return result.join();
    }

    // --- the node's thread

    private void run() {
        try {
            while (!closed) {
                turns.take().run();
                awaited.entrySet().removeIf(e -> settled(e.getKey(), e.getValue()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            turns.clear(); // nobody waits for a place in the queue any more
            awaited.keySet().forEach(known -> known.completeExceptionally(new IllegalStateException(CLOSED)));
        }
    }

    private boolean settled(CompletableFuture<Void> known, PeerId peer) {
        boolean in = node.closest(peer.bytes(), 1).stream().anyMatch(contact -> contact.peer().equals(peer));
        return known.isDone() || in && known.complete(null);
    }

    // Records expire by the calendar, so the node's clock is the calendar's.
    private void tell(KadEvent<PeerId> event) {
        enqueue(() -> node.handle(event, time.unixSeconds() * 1000, random, this::act));
    }

    private void enqueue(Runnable turn) {
        if (closed) return;
        try {
            turns.put(turn);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tick() {
        if (closed) return;
        tick = time.after(KadParameters.TICK_MS, this::tick);
        tell(new KadEvent.Tick<>());
    }

    // Never waits: it runs within the node's turn.
    private void act(KadAction<PeerId> action) {
        switch (action) {
            case KadAction.Ask<PeerId> ask -> Thread.startVirtualThread(() -> ask(ask));
            case KadAction.Reply<PeerId>(long ticket, KadResponse<PeerId> response) -> tickets.remove(ticket)
                    .complete(response);
            case KadAction.Refuse<PeerId>(long ticket, String reason) -> tickets.remove(ticket)
                    .completeExceptionally(new IOException("kad: refused, " + reason));
            case KadAction.Done<PeerId>(long operation, KadAction.Result<PeerId> result) -> {
                CompletableFuture<KadAction.Result<PeerId>> waiting = operations.remove(operation);
                if (waiting != null) waiting.complete(result);
            }
        }
    }

    // --- asking

    private void ask(KadAction.Ask<PeerId> ask) {
        asking.acquireUninterruptibly();
        try {
            tell(new KadEvent.Answered<>(ask.call(), exchange(ask.to(), ask.request())));
        } catch (IOException e) {
            tell(new KadEvent.Unanswered<>(ask.call()));
        } catch (WireException e) {
            swarm.tell(new NetworkEvent.Misbehaved(ask.to().peer(), e.from(ask.to().peer())));
            tell(new KadEvent.Unanswered<>(ask.call()));
        } finally {
            asking.release();
        }
    }

    private KadResponse<PeerId> exchange(Contact<PeerId> to, KadRequest request) throws IOException {
        List<Multiaddr> addresses = new ArrayList<>();
        for (byte[] address : to.addresses()) read(address).ifPresent(addresses::add);
        swarm.peerstore().add(to.peer(), addresses, Peerstore.HEARSAY_SECONDS);
        try (PeerStream stream = swarm.open(to.peer(), KadParameters.PROTOCOL);
                var _ = time.after(KadParameters.ANSWER_MS, stream::reset)) {
            // Not half-closed before the answer: js-libp2p resets a stream whose end it sees before it has read the question.
            Delimited.write(stream.out(), KadCodec.encode(request, swarm.peer()));
            // Nobody answers an ADD_PROVIDER; go and js do not, and do not wait for it.
            if (request instanceof KadRequest.AddProvider) return KadResponse.heard();
            return KadCodec.decodeResponse(Delimited.expect(stream.in(), "kad answer", KadCodec.FRAME_BYTES_MAX));
        }
    }

    // --- answering

    private void answer(PeerStream stream) throws IOException {
        while (!closed) {
            try (var _ = time.after(IDLE_MS, stream::reset)) {
                byte[] frame = Delimited.read(stream.in(), "kad question", KadCodec.FRAME_BYTES_MAX);
                if (frame == null) return;
                KadRequest request = KadCodec.decodeRequest(frame, stream.peer());
                KadResponse<PeerId> response = considered(stream.peer(), request);
                if (!(request instanceof KadRequest.AddProvider)) {
                    Delimited.write(stream.out(), KadCodec.encode(request, response));
                }
            }
        }
    }

    private KadResponse<PeerId> considered(PeerId from, KadRequest request) throws IOException {
        long ticket = names.incrementAndGet();
        CompletableFuture<KadResponse<PeerId>> answer = new CompletableFuture<>();
        tickets.put(ticket, answer);
        tell(new KadEvent.Asked<>(ticket, from, request));
        if (closed) answer.completeExceptionally(new IllegalStateException(CLOSED));
        try {
            return answer.get();
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("kad: interrupted", e);
        }
    }

    // --- who serves

    private void happened(NetworkEvent event) {
        if (!(event instanceof NetworkEvent.Identified identified)) return;
        PeerId peer = identified.peer();
        if (!swarm.peerstore().protocols(peer).contains(KadParameters.PROTOCOL)) {
            tell(new KadEvent.Unserved<>(peer));
            return;
        }
        List<byte[]> addresses = swarm.peerstore().addresses(peer).stream().map(Multiaddr::bytes).toList();
        tell(new KadEvent.Served<>(new Contact<>(peer, KadId.of(peer.bytes()), addresses)));
    }

    /// Serves no longer; whoever waits for a result is told that there is none.
    @Override
    public void close() {
        closed = true;
        tick.close();
        swarm.unhandle(KadParameters.PROTOCOL);
        owner.interrupt();
        IllegalStateException over = new IllegalStateException(CLOSED);
        operations.values().forEach(waiting -> waiting.completeExceptionally(over));
        tickets.values().forEach(waiting -> waiting.completeExceptionally(over));
    }
}
