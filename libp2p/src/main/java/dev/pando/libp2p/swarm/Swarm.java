package dev.pando.libp2p.swarm;

import dev.pando.libp2p.identity.Identity;
import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.transport.Connection;
import dev.pando.libp2p.transport.MultistreamSelect;
import dev.pando.libp2p.transport.Stream;
import dev.pando.libp2p.transport.Time;
import dev.pando.libp2p.transport.Transport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/// All connections of one peer, and the way from a peer id to a stream.
///
/// Every connection has one virtual thread that takes the streams which the peer opens; every stream gets one of its own
/// for its handler.
public final class Swarm implements AutoCloseable {

    /// Time to agree on a stream's protocol, in milliseconds.
    public static final long NEGOTIATE_MS = 10_000;

    private final Identity identity;
    private final List<Transport> transports = new CopyOnWriteArrayList<>();
    private final Peerstore peerstore;
    private final Gater gater;
    private final ConnectionLimits limits;
    private final Time time;

    private final Admission admission;
    private final Dialer dialer;
    private final DialBackoff backoff = new DialBackoff();
    private final Map<Connection, Long> connections = new ConcurrentHashMap<>();
    private final Map<PeerId, CompletableFuture<Connection>> dialing = new ConcurrentHashMap<>();
    private final Map<String, StreamHandler> handlers = new ConcurrentHashMap<>();
    private final Map<PeerId, Set<String>> protectedPeers = new ConcurrentHashMap<>();
    private final List<Transport.Listener> listeners = new CopyOnWriteArrayList<>();
    private final Set<Multiaddr> announced = new CopyOnWriteArraySet<>();
    private final List<Consumer<NetworkEvent>> watchers = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    /// @param identity  who we are
    /// @param peerstore what we know of others
    /// @param gater     whom we talk to
    /// @param limits    with how many
    /// @param time      when
    public Swarm(Identity identity, Peerstore peerstore, Gater gater, ConnectionLimits limits, Time time) {
        this.identity = identity;
        this.peerstore = peerstore;
        this.gater = gater;
        this.limits = limits;
        this.time = time;
        admission = new Admission(limits);
        dialer = new Dialer(time, limits.dialingMax());
    }

    // --- what it is made of

    /// Adds a way to reach others; earlier ones are preferred where two speak an address.
    public void add(Transport transport) {
        transports.add(transport);
    }

    /// Has everything that happens told to `watcher`.
    public void watch(Consumer<NetworkEvent> watcher) {
        watchers.add(watcher);
    }

    /// Tells every watcher.
    public void tell(NetworkEvent event) {
        for (Consumer<NetworkEvent> watcher : watchers) watcher.accept(event);
    }

    /// What is known of others.
    public Peerstore peerstore() {
        return peerstore;
    }

    /// Who we are.
    public PeerId peer() {
        return identity.peer();
    }

    // --- listening

    /// Listens.
    ///
    /// @return where, with the port that the system chose
    /// @throws IOException if no transport speaks the address or it is taken
    public Multiaddr listen(Multiaddr address) throws IOException {
        Transport.Listener listener = transport(address).listen(address, new Door());
        listeners.add(listener);
        return listener.address();
    }

    /// Where we listen, as bound: `0.0.0.0` stays.
    public List<Multiaddr> listening() {
        return listeners.stream().map(Transport.Listener::address).toList();
    }

    /// Where others can reach us: what we listen on, a wildcard as the addresses that it stands for, and what was
    /// [announced][#announce].
    public List<Multiaddr> addresses() {
        Set<Multiaddr> all = new LinkedHashSet<>(announced);
        for (Multiaddr bound : listening()) all.addAll(LocalAddresses.expand(bound));
        return List.copyOf(all);
    }

    /// Has others told of an address that this machine does not see itself: a forwarded port, a relay.
    public void announce(Multiaddr address) {
        announced.add(address);
    }

    /// Has others told of it no longer.
    public void withdraw(Multiaddr address) {
        announced.remove(address);
    }

    private Transport transport(Multiaddr address) throws IOException {
        return transports.stream().filter(t -> t.speaks(address)).findFirst()
                .orElseThrow(() -> new IOException(address + ": no transport speaks it"));
    }

    private final class Door implements Transport.Inbound {

        @Override
        public boolean admits(Multiaddr remote) {
            if (closed) return false;
            Optional<String> refusal = gater.mayAccept(remote) ? admission.knock(remote) : Optional.of("by the gater");
            refusal.ifPresent(why -> tell(new NetworkEvent.Refused(remote, why)));
            return refusal.isEmpty();
        }

        @Override
        public void connected(Connection connection) {
            admission.proved();
            try {
                register(connection);
            } catch (IOException e) {
                tell(new NetworkEvent.Refused(connection.remote(), e.getMessage()));
            }
        }

        @Override
        public void failed(Multiaddr remote, Exception why) {
            admission.proved();
            admission.left(remote);
            tell(new NetworkEvent.Refused(remote, Dialer.reason(why)));
        }
    }

    // --- dialing

    /// A connection to a peer: one that stands, or a new one.
    ///
    /// @throws DialException if it cannot be reached; says what happened at each address
    public Connection connect(PeerId peer) throws IOException {
        Optional<Connection> standing = best(peer);
        return standing.isPresent() ? standing.get() : dial(peer, false);
    }

    /// The same, by an address that ends in the peer; addresses that failed lately are tried all the same.
    public Connection connect(Multiaddr address) throws IOException {
        PeerId peer = PeerId.of(address.peer().orElseThrow(() -> new IOException(address + ": names no peer")));
        peerstore.add(peer, List.of(address), Peerstore.HEARSAY_SECONDS);
        Optional<Connection> standing = best(peer);
        return standing.isPresent() ? standing.get() : dial(peer, true);
    }

    /// A new connection, even if one stands: for a better way than it has.
    public Connection dialAnew(PeerId peer, List<Multiaddr> addresses) throws IOException {
        List<Multiaddr> allowed = addresses.stream().filter(address -> gater.mayDial(peer, address)).toList();
        if (allowed.isEmpty()) throw new DialException(peer + ": no address that we may dial");
        return attempt(peer, AddressRanking.rank(allowed));
    }

    /// A connection that is not kept among ours, dialed to find out whether it can be: the caller closes it.
    public Connection probe(PeerId peer, Multiaddr address) throws IOException {
        if (!gater.mayDial(peer, address)) throw new DialException(peer + ": refused by the gater");
        if (!admission.dialed()) throw new DialException(peer + ": " + limits.most() + " connections, the most");
        try {
            return transport(address).dialApart(address, Optional.of(peer));
        } finally {
            admission.hungUp();
        }
    }

    /// Has a NAT on our side expect something from an address; see [Transport#knock].
    public void knock(Multiaddr address) throws IOException {
        transport(address).knock(address);
    }

    /// Whether any transport speaks such an address.
    public boolean speaks(Multiaddr address) {
        return transports.stream().anyMatch(t -> t.speaks(address));
    }

    // However many ask for the same peer at once, one dials.
    private Connection dial(PeerId peer, boolean afresh) throws IOException {
        CompletableFuture<Connection> mine = new CompletableFuture<>();
        CompletableFuture<Connection> other = dialing.putIfAbsent(peer, mine);
        if (other != null) return join(other);
        try {
            List<Multiaddr> addresses = peerstore.addresses(peer).stream()
                    .filter(this::speaks)
                    .filter(address -> gater.mayDial(peer, address)).toList();
            if (addresses.isEmpty()) throw new DialException(peer + ": no address that we may dial is known");
            List<Multiaddr> ready = addresses.stream()
                    .filter(address -> afresh || backoff.allows(address, time.nowMs())).toList();
            if (ready.isEmpty()) throw new DialException(peer + ": failed lately, not tried again yet");
            Connection connection = attempt(peer, AddressRanking.rank(ready));
            mine.complete(connection);
            return connection;
        } catch (IOException | RuntimeException e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            dialing.remove(peer, mine);
        }
    }

    private static Connection join(CompletableFuture<Connection> other) throws IOException {
        try {
            return other.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        }
    }

    private Connection attempt(PeerId peer, List<Multiaddr> ranked) throws IOException {
        if (closed) throw new DialException("closed");
        if (peer.equals(identity.peer())) throw new DialException(peer + ": that is us");
        if (!admission.dialed()) throw new DialException(peer + ": " + limits.most() + " connections, the most");
        boolean kept = false;
        try {
            Connection connection = dialer.dial(peer, ranked, at -> transport(at).dial(at, Optional.of(peer)),
                    (at, why) -> {
                        backoff.failed(at, time.nowMs());
                        if (why instanceof WireException broken) tell(new NetworkEvent.Misbehaved(peer, broken));
                        tell(new NetworkEvent.DialFailed(peer, at, Dialer.reason(why)));
                    });
            backoff.succeeded(connection.remote());
            kept = true;
            register(connection);
            return connection;
        } finally {
            if (!kept) admission.hungUp();
        }
    }

    // --- connections

    private void register(Connection connection) throws IOException {
        connections.put(connection, time.nowMs());
        Optional<String> refusal = refusal(connection);
        if (refusal.isPresent()) {
            forget(connection);
            throw new IOException(connection + ": refused, " + refusal.get());
        }
        tell(new NetworkEvent.Connected(connection));
        Thread.ofVirtual().name("streams of " + connection.peer()).start(() -> serve(connection));
        trim();
    }

    private Optional<String> refusal(Connection connection) {
        if (closed) return Optional.of("closed");
        if (connections(connection.peer()).size() > limits.perPeerMax()) {
            return Optional.of("connections to one peer, limit " + limits.perPeerMax());
        }
        return gater.mayKeep(connection.peer(), connection.remote(), connection.initiator())
                ? Optional.empty()
                : Optional.of("by the gater");
    }

    private boolean forget(Connection connection) {
        connection.close();
        if (connections.remove(connection) == null) return false;
        if (connection.initiator()) admission.hungUp();
        else
            admission.left(connection.remote());
        return true;
    }

    private void trim() {
        List<Trimmer.Candidate<Connection>> all = new ArrayList<>();
        connections.forEach((c, since) -> all.add(new Trimmer.Candidate<>(c, since, c.session().streams(),
                protectedPeers.containsKey(c.peer()))));
        for (Connection victim : Trimmer.choose(all, limits, time.nowMs())) victim.close();
    }

    private Optional<Connection> best(PeerId peer) {
        // Direct before relayed, then the one that stands longest.
        return connections.entrySet().stream().filter(e -> e.getKey().peer().equals(peer) && !e.getKey().closed())
                .min(Comparator
                        .comparing((Map.Entry<Connection, Long> e) -> e.getKey().relayed())
                        .thenComparing(Map.Entry::getValue))
                .map(Map.Entry::getKey);
    }

    /// Every connection that stands.
    public List<Connection> connections() {
        return connections.keySet().stream().filter(c -> !c.closed()).toList();
    }

    /// Every connection to one peer.
    public List<Connection> connections(PeerId peer) {
        return connections().stream().filter(c -> c.peer().equals(peer)).toList();
    }

    /// Since when a connection stands, on our [Time]'s clock; empty if it does not.
    public Optional<Long> since(Connection connection) {
        return Optional.ofNullable(connections.get(connection));
    }

    /// Ends every connection to a peer.
    public void disconnect(PeerId peer) {
        connections(peer).forEach(Connection::close);
    }

    /// Keeps connections to a peer from being trimmed, as long as any reason stands.
    public void protect(PeerId peer, String reason) {
        protectedPeers.computeIfAbsent(peer, p -> ConcurrentHashMap.newKeySet()).add(reason);
    }

    /// Takes one reason back.
    public void unprotect(PeerId peer, String reason) {
        protectedPeers.computeIfPresent(peer, (p, reasons) -> {
            reasons.remove(reason);
            return reasons.isEmpty() ? null : reasons;
        });
    }

    // --- streams

    /// Answers a protocol from now on.
    public void handle(String protocol, StreamHandler handler) {
        handlers.put(protocol, handler);
    }

    /// Answers a protocol no longer.
    public void unhandle(String protocol) {
        handlers.remove(protocol);
    }

    /// What we answer.
    public Set<String> protocols() {
        return new TreeSet<>(handlers.keySet());
    }

    /// Opens a stream to a peer, connecting first if need be.
    ///
    /// @param protocols best first
    /// @throws IOException if the peer cannot be reached or speaks none of them
    public PeerStream open(PeerId peer, String... protocols) throws IOException {
        return open(connect(peer), protocols);
    }

    /// Opens a stream in a connection.
    ///
    /// @throws NotSpokenException if the peer speaks none of the protocols
    public PeerStream open(Connection connection, String... protocols) throws IOException {
        Stream stream = connection.open();
        boolean agreed = false;
        try (var _ = time.after(NEGOTIATE_MS, stream::reset)) {
            String protocol = MultistreamSelect.propose(stream, List.of(protocols))
                    .orElseThrow(() -> new NotSpokenException(
                            connection.peer() + " speaks none of " + List.of(protocols)));
            agreed = true;
            tell(new NetworkEvent.StreamOpened(connection.peer(), protocol, false));
            return new PeerStream(stream, protocol, connection);
        } catch (WireException e) {
            tell(new NetworkEvent.Misbehaved(connection.peer(), e));
            throw e.from(connection.peer());
        } finally {
            if (!agreed) stream.reset();
        }
    }

    private void serve(Connection connection) {
        for (Stream stream; (stream = connection.session().accept()) != null;) {
            Stream opened = stream;
            Thread.ofVirtual().name("stream of " + connection.peer()).start(() -> welcome(connection, opened));
        }
        String reason = connection.session().reason();
        if (forget(connection)) tell(new NetworkEvent.Disconnected(connection, reason));
    }

    private void welcome(Connection connection, Stream stream) {
        PeerId peer = connection.peer();
        Optional<String> protocol;
        try (var _ = time.after(NEGOTIATE_MS, stream::reset)) {
            protocol = MultistreamSelect.answer(stream, handlers::containsKey);
        } catch (IOException e) {
            stream.reset();
            return;
        } catch (WireException e) {
            stream.reset();
            tell(new NetworkEvent.Misbehaved(peer, e.from(peer)));
            return;
        }
        StreamHandler handler = protocol.map(handlers::get).orElse(null);
        if (handler == null) {
            stream.reset();
            return;
        }
        tell(new NetworkEvent.StreamOpened(peer, protocol.get(), true));
        handle(handler, new PeerStream(stream, protocol.get(), connection));
    }

    private void handle(StreamHandler handler, PeerStream stream) {
        long start = time.nowMs();
        String failure = null;
        try {
            handler.handle(stream);
            stream.close();
        } catch (IOException e) {
            stream.reset();
            failure = Dialer.reason(e);
        } catch (WireException e) {
            stream.reset();
            failure = e.getMessage();
            tell(new NetworkEvent.Misbehaved(stream.peer(), e.from(stream.peer())));
        } catch (RuntimeException e) {
            // Our own bug, not the peer's: it must not take the connection with it.
            stream.reset();
            failure = "handler broke: " + e;
        }
        tell(new NetworkEvent.StreamDone(stream.peer(), stream.protocol(), time.nowMs() - start, failure));
    }

    /// Stops listening and ends every connection.
    @Override
    public void close() {
        closed = true;
        listeners.forEach(Transport.Listener::close);
        try (var goodbyes = Executors.newVirtualThreadPerTaskExecutor()) {
            connections.keySet().forEach(connection -> goodbyes.execute(connection::close));
        }
        transports.forEach(Transport::close);
    }
}
