package dev.pando.node.net;

import dev.pando.libp2p.Host;
import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.swarm.DialException;
import dev.pando.libp2p.swarm.Peerstore;
import dev.pando.libp2p.transport.Time;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Connects to the peers that were given by name, and again whenever a connection to one is lost.
final class Neighbours implements AutoCloseable {

    /// Time between two looks at who is missing, in milliseconds; the swarm's own back-off makes it longer.
    static final long LOOK_MS = 10_000;
    /// How long the first dials may hold up the start, in milliseconds.
    static final long FIRST_MS = 3_000;

    private static final System.Logger LOG = System.getLogger(Neighbours.class.getName());

    private final Host host;
    private final Time time;
    private final Map<PeerId, List<Multiaddr>> wanted = new LinkedHashMap<>();
    private final Map<PeerId, DialException> wrong = new ConcurrentHashMap<>();
    private volatile Time.Alarm next = () -> {};
    private volatile boolean closed;

    Neighbours(Host host, Time time, List<Multiaddr> addresses) {
        this.host = host;
        this.time = time;
        for (Multiaddr address : addresses) {
            PeerId peer = PeerId.of(address.peer().orElseThrow());
            if (peer.equals(host.peer())) continue;
            address.withoutPeer().ifPresent(at -> wanted.computeIfAbsent(peer, p -> new ArrayList<>()).add(at));
        }
        wanted.forEach((peer, at) -> {
            host.swarm().peerstore().add(peer, at, Peerstore.FOREVER_SECONDS);
            host.swarm().protect(peer, "given by name");
        });
    }

    /// Dials everybody at once and waits a little for what comes of it.
    ///
    /// @throws NetException if somebody else answers where one of them should be
    void start() {
        CountDownLatch settled = new CountDownLatch(wanted.size());
        for (PeerId peer : wanted.keySet()) {
            Thread.startVirtualThread(() -> {
                dial(peer);
                settled.countDown();
            });
        }
        try {
            boolean all = settled.await(FIRST_MS, TimeUnit.MILLISECONDS);
            if (!all) LOG.log(System.Logger.Level.DEBUG, "some peers have not answered yet");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (DialException other : wrong.values()) throw new NetException("peer " + other.getMessage(), other);
        if (!host.swarm().connections().isEmpty()) Thread.startVirtualThread(this::join);
        again();
    }

    // Looking for ourselves fills the table with our neighbours.
    private void join() {
        try {
            host.dht().find(host.peer().bytes());
        } catch (CompletionException e) {
            // Closed meanwhile.
        }
    }

    private void again() {
        if (!closed) next = time.after(LOOK_MS, this::look);
    }

    private void look() {
        for (PeerId peer : wanted.keySet()) {
            if (host.swarm().connections(peer).isEmpty()) Thread.startVirtualThread(() -> dial(peer));
        }
        again();
    }

    private void dial(PeerId peer) {
        try {
            host.swarm().connect(peer);
            wrong.remove(peer);
        } catch (DialException e) {
            // Why, the swarm tells; whether it is the configuration's fault, only this.
            if (e.wrongPeer()) wrong.put(peer, e);
        } catch (IOException e) {
            // Told by the swarm.
        }
    }

    @Override
    public void close() {
        closed = true;
        next.close();
    }
}
