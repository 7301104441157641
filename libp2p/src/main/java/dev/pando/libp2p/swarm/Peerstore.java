package dev.pando.libp2p.swarm;

import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.identity.PeerRecord;
import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.transport.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/// What is known of each peer: where it can be reached and until when to believe that, what it speaks, what it runs.
///
/// Bounded: the peer asked for least recently goes first. Survives a restart if it has a file; a corrupt file is set
/// aside with a warning and never stops the node.
public final class Peerstore {

    /// The most peers remembered.
    public static final int PEERS_MAX = 10_000;
    /// Bytes that all peers take, about.
    public static final long BYTES_MAX = 64L << 20;
    /// The most addresses remembered for one peer.
    public static final int ADDRESSES_MAX = 32;
    /// The most protocols remembered for one peer.
    public static final int PROTOCOLS_MAX = 256;
    /// How long to believe an address that a peer gave for itself, in seconds.
    public static final long OWN_ADDRESS_SECONDS = 24 * 3600;
    /// How long to believe an address that another gave, in seconds.
    public static final long HEARSAY_SECONDS = 3600;
    /// For addresses that the user gave.
    public static final long FOREVER_SECONDS = Long.MAX_VALUE / 4;

    private static final System.Logger LOG = System.getLogger(Peerstore.class.getName());

    private final Time time;
    private final Path file;
    private final SequencedMap<PeerId, Entry> peers = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    static final class Entry {

        private static final int BYTES = 256; // of it and its maps, about
        private static final int ADDRESS_BYTES = 256; // of an address beside its binary form, about

        final Map<Multiaddr, Long> addresses = new LinkedHashMap<>();
        Set<String> protocols = Set.of();
        String agent = "";
        byte[] record = {};
        long sequence;
        int counted; // bytes of it in the store's sum

        int bytes() {
            int bytes = BYTES + agent.length() + record.length;
            for (Multiaddr address : addresses.keySet()) bytes += ADDRESS_BYTES + address.bytes().length;
            for (String protocol : protocols) bytes += protocol.length();
            return bytes;
        }
    }

    private Peerstore(Time time, Path file) {
        this.time = time;
        this.file = file;
    }

    /// One that forgets everything in the end.
    public static Peerstore inMemory(Time time) {
        return new Peerstore(time, null);
    }

    /// One that remembers, in a file that need not exist yet.
    public static Peerstore inFile(Path file, Time time) {
        Peerstore store = new Peerstore(time, file);
        if (!Files.exists(file)) return store;
        try {
            PeerstoreFile.read(Files.readAllBytes(file), store.peers);
            store.peers.values().forEach(store::count);
            store.forgetEldest();
        } catch (IOException | WireException e) {
            store.peers.clear();
            Path aside = file.resolveSibling(file.getFileName() + ".corrupt-" + time.unixSeconds());
            LOG.log(System.Logger.Level.WARNING, "peerstore {0} cannot be read ({1}); set aside as {2}", file,
                    e.getMessage(), aside);
            setAside(file, aside);
        }
        return store;
    }

    private static void setAside(Path file, Path aside) {
        try {
            Files.move(file, aside);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "peerstore {0} cannot be set aside either: {1}", file, e.getMessage());
        }
    }

    /// Writes the file, whole or not at all. Does nothing for a store in memory.
    public void save() throws IOException {
        if (file == null) return;
        byte[] bytes;
        synchronized (this) {
            bytes = PeerstoreFile.write(peers, time.unixSeconds());
        }
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.write(draft, bytes);
        Files.move(draft, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    private Entry entry(PeerId peer) {
        return peers.computeIfAbsent(peer, p -> new Entry());
    }

    private void changed(Entry entry) {
        count(entry);
        forgetEldest();
    }

    private void count(Entry entry) {
        bytes -= entry.counted;
        entry.counted = entry.bytes();
        bytes += entry.counted;
    }

    private void forgetEldest() {
        while (peers.size() > PEERS_MAX || bytes > BYTES_MAX) bytes -= peers.pollFirstEntry().getValue().counted;
    }

    /// Remembers where a peer can be reached; an address known already is believed for longer, never for less long.
    ///
    /// @param addresses with or without the peer at their end; those that end in another peer are left out
    /// @param seconds   how long to believe it
    public synchronized void add(PeerId peer, Collection<Multiaddr> addresses, long seconds) {
        Entry entry = entry(peer);
        Map<Multiaddr, Long> known = entry.addresses;
        long until = time.unixSeconds() + seconds;
        for (Multiaddr address : addresses) {
            if (address.peer().isPresent() && !address.peer().get().equals(peer.hash())) continue;
            address.withoutPeer().ifPresent(bare -> known.merge(bare, until, Math::max));
        }
        while (known.size() > ADDRESSES_MAX) {
            Multiaddr first = known.entrySet().stream().min(Map.Entry.comparingByValue()).orElseThrow().getKey();
            known.remove(first);
        }
        changed(entry);
    }

    /// Takes a signed record: from now on its addresses are the peer's own.
    ///
    /// @return false if we had one as new or newer
    /// @throws WireException if it is not of this peer or malformed
    public synchronized boolean add(PeerId peer, byte[] signedRecord) {
        PeerRecord record = PeerRecord.open(signedRecord);
        if (!record.peer().equals(peer)) throw new WireException("peer record", "of " + record.peer());
        Entry entry = entry(peer);
        // RFC 0003: "reject incoming `RoutingState` messages unless they contain a greater `seq` value than the last"
        if (entry.record.length > 0 && Long.compareUnsigned(record.sequence(), entry.sequence) <= 0) return false;
        entry.sequence = record.sequence();
        entry.record = signedRecord.clone();
        add(peer, record.addresses(), OWN_ADDRESS_SECONDS);
        return true;
    }

    /// Where a peer can be reached, as far as it is still believed.
    public synchronized List<Multiaddr> addresses(PeerId peer) {
        Entry entry = peers.get(peer);
        if (entry == null) return List.of();
        long now = time.unixSeconds();
        if (entry.addresses.values().removeIf(until -> until <= now)) changed(entry);
        return List.copyOf(entry.addresses.keySet());
    }

    /// Forgets where a peer can be reached.
    public synchronized void clearAddresses(PeerId peer) {
        Entry entry = peers.get(peer);
        if (entry == null) return;
        entry.addresses.clear();
        changed(entry);
    }

    /// Remembers what a peer speaks.
    public synchronized void protocols(PeerId peer, Collection<String> protocols) {
        Entry entry = entry(peer);
        entry.protocols = Set.copyOf(new ArrayList<>(protocols).subList(0, Math.min(protocols.size(),
                PROTOCOLS_MAX)));
        changed(entry);
    }

    /// What a peer speaks, as it said itself; nothing if it has not said yet.
    public synchronized Set<String> protocols(PeerId peer) {
        Entry entry = peers.get(peer);
        return entry == null ? Set.of() : entry.protocols;
    }

    /// Remembers what a peer runs.
    public synchronized void agent(PeerId peer, String agent) {
        Entry entry = entry(peer);
        entry.agent = agent;
        changed(entry);
    }

    /// What a peer runs, as it said itself; empty if it has not said.
    public synchronized String agent(PeerId peer) {
        Entry entry = peers.get(peer);
        return entry == null ? "" : entry.agent;
    }

    /// The latest signed record of a peer.
    public synchronized Optional<byte[]> record(PeerId peer) {
        Entry entry = peers.get(peer);
        return entry == null || entry.record.length == 0 ? Optional.empty() : Optional.of(entry.record.clone());
    }

    /// Everybody we know of.
    public synchronized List<PeerId> peers() {
        return List.copyOf(peers.keySet());
    }

    synchronized long bytes() {
        return bytes;
    }
}
