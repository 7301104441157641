package dev.pando.node.exchange;

import dev.pando.engine.artifact.Artifact;
import dev.pando.engine.artifact.ArtifactException;
import dev.pando.engine.artifact.ContentId;
import dev.pando.libp2p.gossipsub.Message;
import dev.pando.libp2p.gossipsub.Verdict;
import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.swarm.NetworkEvent;
import dev.pando.libp2p.swarm.PeerStream;
import dev.pando.libp2p.transport.Connection;
import dev.pando.libp2p.transport.Delimited;
import dev.pando.libp2p.transport.Time;
import dev.pando.node.exchange.Shelf.Passage;
import dev.pando.node.exchange.Shelf.Reception;
import dev.pando.node.gate.Cleared;
import dev.pando.node.net.NodeHost;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Publishes what was cleared, fetches what was announced, and catches up with every peer that connects.
///
/// The stream protocol asks once and is answered with artifacts, parents first, and an empty message behind the last:
///
/// ```
/// request:  varint length │ 1: "I have these heads, send what I lack" or 2: "send these" │ content ids, 36 bytes each
/// answer:   varint length │ an artifact as it was signed … varint 0
/// ```
/// An announcement is the 36 bytes of one content id. It is passed on only after its artifact was fetched and passed our
/// own gate, so that what a network forwards has been checked by whoever forwards it.
public final class Exchange implements AutoCloseable {

    /// The stream protocol.
    public static final String PROTOCOL = "/pando/artifacts/1.0.0";
    /// The topic of announcements.
    public static final String TOPIC = "/pando/artifacts/1";
    /// Names in one request.
    public static final int NAMES_MAX = 4_096;
    /// Artifacts that are offered, or sent, and written to the disk or the log, together.
    static final int BATCH = 512;
    /// Artifacts of one answer.
    static final int ANSWER_MAX = 100_000;
    /// Time between two looks at what peers have, in milliseconds; announcements mostly come first.
    static final long LOOK_MS = 5_000;

    private static final int LACKING = 1, THESE = 2;
    private static final int REQUEST_BYTES_MAX = 1 + NAMES_MAX * ContentId.BYTES;
    private static final System.Logger LOG = System.getLogger(Exchange.class.getName());

    private final NodeHost node;
    private final Shelf shelf;
    private final Time time = Time.system();
    private final Set<PeerId> asking = ConcurrentHashMap.newKeySet();
    private volatile Time.Alarm next = () -> {};
    private volatile boolean closed;

    /// Starts to speak with everybody who is connected, and will be.
    public Exchange(NodeHost node, Shelf shelf) {
        this.node = node;
        this.shelf = shelf;
        node.host().handle(PROTOCOL, this::serve);
        node.pubsub().subscribe(TOPIC, this::judge, message -> {});
        node.host().swarm().watch(event -> {
            if (event instanceof NetworkEvent.Connected(Connection connection)) catchUpSoon(connection.peer());
        });
        look();
    }

    private void look() {
        if (closed) return;
        for (PeerId peer : connected()) catchUpSoon(peer);
        next = time.after(LOOK_MS, this::look);
    }

    private Set<PeerId> connected() {
        Set<PeerId> peers = new LinkedHashSet<>();
        node.host().swarm().connections().forEach(c -> peers.add(c.peer()));
        return peers;
    }

    /// Connects to a peer.
    ///
    /// @throws IllegalArgumentException if the address is none, or nobody answers there
    public void meet(String address) {
        try {
            node.host().connect(Multiaddr.parse(address));
        } catch (IOException | WireException e) {
            throw new IllegalArgumentException(address + ": " + e.getMessage(), e);
        }
    }

    // --- out

    /// Tells everybody of new artifacts; they are on the shelf. Naming the last is enough where each builds on the one before.
    public void publish(Cleared last) {
        byte[] name = last.artifact().id().bytes();
        node.pubsub().publish(TOPIC, name);
        shelf.traffic(List.of(
                new Passage(true, "everybody", "announcement", last.artifact().id().toString(), name.length)));
    }

    private void serve(PeerStream stream) throws IOException {
        String peer = stream.peer().toString();
        byte[] request = Delimited.read(stream.in(), "request for artifacts", REQUEST_BYTES_MAX);
        if (request == null || request.length == 0) return;
        List<ContentId> names = names(request);
        shelf.traffic(List.of(asked(false, peer, request)));
        List<Artifact> answer = !shelf.sharing()
                ? List.of()
                : request[0] == LACKING
                        ? shelf.missingFrom(names)
                        : names.stream().flatMap(n -> shelf.find(n).stream()).toList();
        OutputStream out = new BufferedOutputStream(stream.out(), 1 << 16);
        for (int from = 0; from < answer.size(); from += BATCH) {
            List<Artifact> batch = answer.subList(from, Math.min(answer.size(), from + BATCH));
            // What leaves is in the log before it leaves.
            shelf.traffic(batch.stream()
                    .map(a -> new Passage(true, peer, kind(a), a.id().toString(), a.wire().length)).toList());
            for (Artifact artifact : batch) Delimited.write(out, artifact.wire());
        }
        Delimited.write(out, new byte[0]);
        out.flush();
        stream.closeWrite();
    }

    private static Passage asked(boolean outbound, String peer, byte[] request) {
        return new Passage(outbound, peer, request[0] == LACKING ? "heads" : "request", "", request.length);
    }

    private static List<ContentId> names(byte[] request) {
        if ((request.length - 1) % ContentId.BYTES != 0 || request[0] != LACKING && request[0] != THESE) {
            throw new WireException("request for artifacts", request.length + " bytes, kind " + request[0]);
        }
        List<ContentId> names = new ArrayList<>();
        for (int at = 1; at < request.length; at += ContentId.BYTES) {
            try {
                names.add(ContentId.of(java.util.Arrays.copyOfRange(request, at, at + ContentId.BYTES)));
            } catch (ArtifactException e) {
                throw new WireException("request for artifacts", e.getMessage());
            }
        }
        return names;
    }

    /// The word for a kind in the log.
    static String kind(Artifact artifact) {
        return switch (artifact.body().payload()) {
            case dev.pando.engine.artifact.Payload.TracePayload _ -> "trace";
            case dev.pando.engine.artifact.Payload.Memory _ -> "note";
            case dev.pando.engine.artifact.Payload.Genome _ -> "genome";
            case dev.pando.engine.artifact.Payload.Revocation _ -> "revocation";
        };
    }

    // --- in

    private Verdict judge(Message message) {
        ContentId name;
        try {
            name = ContentId.of(message.data());
        } catch (ArtifactException e) {
            return Verdict.REJECT;
        }
        if (shelf.find(name).isPresent()) return shelf.sharing() ? Verdict.ACCEPT : Verdict.IGNORE;
        for (PeerId peer : connected()) {
            switch (fetch(peer, name)) {
                case TAKEN, KNOWN -> {
                    return shelf.sharing() ? Verdict.ACCEPT : Verdict.IGNORE;
                }
                case REFUSED -> {
                    return Verdict.REJECT;
                }
                case HELD, WAITING -> {
                }
            }
        }
        return Verdict.IGNORE;
    }

    private Reception fetch(PeerId peer, ContentId name) {
        Reception reception = ask(peer, THESE, List.of(name)).stream().findFirst().orElse(Reception.HELD);
        if (reception != Reception.WAITING) return reception;
        catchUp(peer);
        return shelf.find(name).isPresent() ? Reception.TAKEN : Reception.HELD;
    }

    private void catchUpSoon(PeerId peer) {
        if (!closed && asking.add(peer)) {
            Thread.ofVirtual().name("catching up with " + peer).start(() -> {
                try {
                    catchUp(peer);
                } finally {
                    asking.remove(peer);
                }
            });
        }
    }

    /// Asks a peer for everything that is lacking here.
    ///
    /// @return how many artifacts were new
    public int catchUp(PeerId peer) {
        List<ContentId> heads = shelf.heads();
        List<Reception> receptions = ask(peer, LACKING, heads.subList(0, Math.min(heads.size(), NAMES_MAX)));
        return (int) receptions.stream().filter(r -> r == Reception.TAKEN).count();
    }

    private List<Reception> ask(PeerId peer, int kind, Collection<ContentId> names) {
        byte[] request = new byte[1 + names.size() * ContentId.BYTES];
        request[0] = (byte) kind;
        int at = 1;
        for (ContentId name : names) {
            System.arraycopy(name.bytes(), 0, request, at, ContentId.BYTES);
            at += ContentId.BYTES;
        }
        try (PeerStream stream = node.host().open(peer, PROTOCOL)) {
            Delimited.write(stream.out(), request);
            stream.closeWrite();
            shelf.traffic(List.of(asked(true, peer.toString(), request)));
            return read(stream);
        } catch (IOException | WireException e) {
            LOG.log(System.Logger.Level.DEBUG, "{0} did not answer: {1}", peer, e.getMessage());
            return List.of();
        }
    }

    private List<Reception> read(PeerStream stream) throws IOException {
        List<Reception> receptions = new ArrayList<>();
        List<byte[]> batch = new ArrayList<>();
        String peer = stream.peer().toString();
        var in = new java.io.BufferedInputStream(stream.in(), 1 << 16);
        while (receptions.size() + batch.size() < ANSWER_MAX) {
            byte[] wire = Delimited.read(in, "artifact", Artifact.BYTES_MAX);
            if (wire == null || wire.length == 0) break;
            batch.add(wire);
            if (batch.size() == BATCH) {
                receptions.addAll(shelf.offer(batch, peer));
                batch.clear();
            }
        }
        if (!batch.isEmpty()) receptions.addAll(shelf.offer(batch, peer));
        return receptions;
    }

    /// Speaks no longer.
    @Override
    public void close() {
        closed = true;
        next.close();
        node.pubsub().unsubscribe(TOPIC);
        node.host().swarm().unhandle(PROTOCOL);
    }
}
