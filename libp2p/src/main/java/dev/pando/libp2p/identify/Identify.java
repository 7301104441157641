package dev.pando.libp2p.identify;

import dev.pando.libp2p.identity.Identity;
import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.identity.PeerRecord;
import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.swarm.NetworkEvent;
import dev.pando.libp2p.swarm.PeerStream;
import dev.pando.libp2p.swarm.Peerstore;
import dev.pando.libp2p.swarm.Swarm;
import dev.pando.libp2p.transport.Connection;
import dev.pando.libp2p.transport.Delimited;
import dev.pando.libp2p.transport.Time;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// Asks every peer what it is as soon as a connection stands, answers the same question, and tells everybody when we
/// have changed.
public final class Identify {

    /// The question.
    public static final String PROTOCOL = "/ipfs/id/1.0.0";
    /// The unasked answer.
    public static final String PUSH = "/ipfs/id/push/1.0.0";
    /// Time for an answer, in milliseconds.
    public static final long ANSWER_MS = 10_000;
    /// The most messages that one answer may be split into.
    public static final int MESSAGES_MAX = 8;
    /// The most addresses of our own that we remember being seen at.
    public static final int OBSERVED_MAX = 64;

    private final Swarm swarm;
    private final Identity identity;
    private final Time time;
    private final String protocolVersion;
    private final String agentVersion;
    private final AtomicLong sequence;
    private final Map<Multiaddr, Set<PeerId>> observed = new LinkedHashMap<>();

    /// Starts to ask and to answer.
    ///
    /// @param protocolVersion family of protocols, such as `/pando/0.1.0`
    /// @param agentVersion    what we run, such as `pando/0.1.0`
    public Identify(Swarm swarm, Identity identity, Time time, String protocolVersion, String agentVersion) {
        this.swarm = swarm;
        this.identity = identity;
        this.time = time;
        this.protocolVersion = protocolVersion;
        this.agentVersion = agentVersion;
        // RFC 0003: "implementations MAY use unix epoch time as the `seq` value"
        sequence = new AtomicLong(time.unixSeconds() * 1000);
        swarm.handle(PROTOCOL, stream -> Delimited.write(stream.out(), message(stream.connection()).bytes()));
        swarm.handle(PUSH, this::pushed);
        swarm.watch(event -> {
            if (event instanceof NetworkEvent.Connected c) Thread.startVirtualThread(() -> ask(c.connection()));
        });
    }

    /// What we say about ourselves to the other end of a connection.
    IdentifyMessage message(Connection to) {
        List<Multiaddr> addresses = swarm.addresses();
        List<Multiaddr> told = addresses.subList(0, Math.min(addresses.size(), PeerRecord.ADDRESSES_MAX));
        byte[] record = new PeerRecord(identity.peer(), sequence.get(), told).seal(identity).bytes();
        return new IdentifyMessage(Optional.of(protocolVersion), Optional.of(agentVersion), Optional.of(identity.key()),
                told, Optional.of(to.remote()), List.copyOf(swarm.protocols()), Optional.of(record));
    }

    private void ask(Connection connection) {
        try {
            learn(connection, identify(connection));
        } catch (IOException e) {
            // The peer does not speak it or has left; it stays a stranger.
        } catch (WireException e) {
            swarm.tell(new NetworkEvent.Misbehaved(connection.peer(), e.from(connection.peer())));
        }
    }

    /// Asks the other end of a connection what it is.
    ///
    /// @throws IOException   if it does not speak the protocol or does not answer in time
    /// @throws WireException if its answer is malformed
    public IdentifyMessage identify(Connection connection) throws IOException {
        try (PeerStream stream = swarm.open(connection, PROTOCOL);
                var _ = time.after(ANSWER_MS, stream::reset)) {
            stream.closeWrite();
            return receive(stream);
        }
    }

    private void pushed(PeerStream stream) throws IOException {
        try (var _ = time.after(ANSWER_MS, stream::reset)) {
            learn(stream.connection(), receive(stream));
        }
    }

    // go-libp2p splits what does not fit into one message; together they are one, as protobuf merges.
    private static IdentifyMessage receive(PeerStream stream) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int count = 0;; count++) {
            byte[] message = Delimited.read(stream.in(), "identify", IdentifyMessage.BYTES_MAX);
            if (message == null && count == 0) throw new IOException("identify: no message");
            if (message == null) return IdentifyMessage.read(all.toByteArray());
            WireException.within("identify", count + 1, "messages", MESSAGES_MAX);
            WireException.within("identify", all.size() + message.length, "bytes", IdentifyMessage.BYTES_MAX);
            all.writeBytes(message);
        }
    }

    private void learn(Connection connection, IdentifyMessage message) {
        PeerId peer = connection.peer();
        if (message.key().isPresent() && !message.key().get().equals(connection.key())) {
            throw new WireException("identify", "the key of " + message.key().get().peer());
        }
        Peerstore store = swarm.peerstore();
        if (message.signedRecord().isPresent()) store.add(peer, message.signedRecord().get());
        else
            store.add(peer, message.listenAddresses(), Peerstore.OWN_ADDRESS_SECONDS);
        // "missing fields should be ignored, as peers may choose to send partial updates"
        if (!message.protocols().isEmpty()) store.protocols(peer, message.protocols());
        message.agentVersion().ifPresent(agent -> store.agent(peer, agent));
        message.observedAddress().ifPresent(address -> seenAt(address, peer));
        swarm.tell(new NetworkEvent.Identified(peer, store.agent(peer)));
    }

    private void seenAt(Multiaddr address, PeerId by) {
        synchronized (observed) {
            Set<PeerId> witnesses = observed.remove(address);
            if (witnesses == null) witnesses = new LinkedHashSet<>();
            if (witnesses.size() < OBSERVED_MAX) witnesses.add(by);
            observed.put(address, witnesses);
            if (observed.size() > OBSERVED_MAX) observed.remove(observed.keySet().iterator().next());
        }
    }

    /// Where others say that they see us, if at least so many of them agree. A guess, until somebody dials us there.
    public List<Multiaddr> observed(int witnesses) {
        synchronized (observed) {
            return observed.entrySet().stream().filter(e -> e.getValue().size() >= witnesses).map(Map.Entry::getKey)
                    .toList();
        }
    }

    /// Tells every connected peer that we have changed: another address, another protocol.
    ///
    /// @return how many were told; the others do not listen for it or have left
    public int push() {
        sequence.incrementAndGet();
        List<Thread> telling = new ArrayList<>();
        var told = new java.util.concurrent.atomic.AtomicInteger();
        for (Connection connection : swarm.connections()) {
            telling.add(Thread.startVirtualThread(() -> {
                if (push(connection)) told.incrementAndGet();
            }));
        }
        try {
            for (Thread thread : telling) thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return told.get();
    }

    private boolean push(Connection connection) {
        try (PeerStream stream = swarm.open(connection, PUSH);
                var _ = time.after(ANSWER_MS, stream::reset)) {
            Delimited.write(stream.out(), message(connection).bytes());
            return true;
        } catch (IOException | WireException e) {
            return false;
        }
    }
}
