package dev.pando.libp2p.pubsub;

import dev.pando.libp2p.gossipsub.Action;
import dev.pando.libp2p.gossipsub.Event;
import dev.pando.libp2p.gossipsub.GossipSub;
import dev.pando.libp2p.gossipsub.MeshParameters;
import dev.pando.libp2p.gossipsub.Message;
import dev.pando.libp2p.gossipsub.Rpc;
import dev.pando.libp2p.gossipsub.RpcCodec;
import dev.pando.libp2p.gossipsub.ScoreParameters;
import dev.pando.libp2p.gossipsub.SignedMessages;
import dev.pando.libp2p.gossipsub.Verdict;
import dev.pando.libp2p.gossipsub.Version;
import dev.pando.libp2p.identity.Identity;
import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.swarm.NetworkEvent;
import dev.pando.libp2p.swarm.NotSpokenException;
import dev.pando.libp2p.swarm.PeerStream;
import dev.pando.libp2p.swarm.Swarm;
import dev.pando.libp2p.transport.Connection;
import dev.pando.libp2p.transport.Delimited;
import dev.pando.libp2p.transport.Time;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// Drives one [GossipSub] router over a swarm: streams in and out, signatures, validators, the heartbeat.
///
/// The router belongs to one virtual thread, which everything else reaches through a bounded queue: whoever brings more
/// than it can take waits, and so does its peer. Messages are signed, and only what its author signed gets as far as the
/// router. Peer exchange is off.
public final class PubSub implements AutoCloseable {

    /// Events that wait for the router; beyond it, whoever brings one waits.
    public static final int EVENTS_MAX = 4096;
    /// Frames that wait for a slow peer; beyond it, they are dropped and counted.
    public static final int FRAMES_MAX = 512;
    /// Messages that wait for a slow subscriber; beyond it, they are dropped and counted.
    public static final int DELIVERIES_MAX = 1024;
    /// Streams that are tried to meet a peer in one connection.
    public static final int GREETINGS_MAX = 3;
    /// Messages that are validated at once.
    public static final int VALIDATIONS_MAX = 64;
    /// Bytes of the messages that are validated or wait for it; beyond it, they are dropped and counted.
    public static final int VALIDATIONS_BYTES_MAX = 16 << 20;

    private static final String CLOSED = "gossip is closed";
    private static final String[] PROTOCOLS = {Version.V1_2.protocolId(), Version.V1_1.protocolId()};

    private final Swarm swarm;
    private final Identity identity;
    private final Time time;
    private final RandomGenerator random;
    private final GossipSub<PeerId> router;

    private final BlockingQueue<Runnable> turns = new ArrayBlockingQueue<>(EVENTS_MAX);
    private final Map<PeerId, Outbox> outboxes = new ConcurrentHashMap<>();
    private final Map<String, Subscriber> subscribers = new ConcurrentHashMap<>();
    private final List<Awaited> awaited = new ArrayList<>(); // the router's thread only
    private final GenuineMessages messages = new GenuineMessages(SignedMessages::isGenuine);
    private final Semaphore validations = new Semaphore(VALIDATIONS_MAX);
    private final Semaphore validationBytes = new Semaphore(VALIDATIONS_BYTES_MAX);
    private final AtomicLong seqno;
    private final LongAdder dropped = new LongAdder();
    private final Thread owner;
    private volatile Time.Alarm heartbeat = () -> {};
    private volatile boolean closed;

    /// Starts to speak gossipsub with everybody who does.
    ///
    /// @param random the router's dice; used by its thread only
    public PubSub(Swarm swarm, Identity identity, Time time, RandomGenerator random, MeshParameters mesh,
            ScoreParameters scoring) {
        this.swarm = swarm;
        this.identity = identity;
        this.time = time;
        this.random = random;
        router = new GossipSub<>(mesh, scoring, Set.of());
        seqno = new AtomicLong(time.unixSeconds() * 1_000_000);
        owner = Thread.ofVirtual().name("gossipsub").start(this::run);
        for (String protocol : PROTOCOLS) swarm.handle(protocol, this::listen);
        swarm.watch(this::happened);
        swarm.connections().forEach(connection -> greet(connection.peer()));
        beat();
    }

    /// A topic that the application wants.
    ///
    /// @param verdict what to think of a message, before anyone else has it from us; called on many threads
    /// @param taker   takes what was accepted, one message at a time, in order of arrival
    private record Subscriber(Function<Message, Verdict> verdict, BlockingQueue<Message> accepted, Thread taker) {}

    /// A state of the router that somebody waits for.
    private record Awaited(BooleanSupplier holds, CompletableFuture<Void> done) {

        boolean settled() {
            return done.isDone() || holds.getAsBoolean() && done.complete(null);
        }
    }

    // --- what the application asks for

    /// Wants a topic from now on.
    ///
    /// @param verdict what to think of each message; REJECT counts against whoever brought it
    /// @param taker   takes the accepted ones, on a thread of its own
    /// @throws IllegalStateException if the topic is wanted already
    public void subscribe(String topic, Function<Message, Verdict> verdict,
            java.util.function.Consumer<Message> taker) {
        BlockingQueue<Message> accepted = new ArrayBlockingQueue<>(DELIVERIES_MAX);
        Thread thread = Thread.ofVirtual().name("subscriber of " + topic).unstarted(() -> take(accepted, taker));
        if (subscribers.putIfAbsent(topic, new Subscriber(verdict, accepted, thread)) != null) {
            throw new IllegalStateException("subscribed already: " + topic);
        }
        thread.start();
        tell(new Event.Join<>(topic));
    }

    private static void take(BlockingQueue<Message> accepted, java.util.function.Consumer<Message> taker) {
        try {
            while (true) taker.accept(accepted.take());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Wants a topic no longer.
    public void unsubscribe(String topic) {
        Subscriber gone = subscribers.remove(topic);
        if (gone == null) return;
        gone.taker.interrupt();
        tell(new Event.Leave<>(topic));
    }

    /// Signs a message and sends it to whoever wants its topic.
    ///
    /// @return the message, as it travels
    /// @throws IllegalArgumentException if it is longer than [SignedMessages#DATA_BYTES_MAX]
    public Message publish(String topic, byte[] data) {
        Message message = SignedMessages.sign(identity, seqno.incrementAndGet(), topic, data);
        tell(new Event.Publish<>(message));
        return message;
    }

    /// Who is known to want a topic.
    ///
    /// @throws IllegalStateException if this is closed, here as in every question to the router
    public Set<PeerId> peers(String topic) {
        return ask(() -> Set.copyOf(router.peers(topic)));
    }

    /// With whom we exchange whole messages of a topic. A peer that has just come gets here with the next heartbeat, and
    /// what was published before that may pass it by.
    public Set<PeerId> mesh(String topic) {
        return ask(() -> Set.copyOf(router.mesh(topic)));
    }

    /// Completes once all of these are known to want a topic; exceptionally if this is closed before.
    public CompletableFuture<Void> wanting(String topic, Set<PeerId> peers) {
        return once(() -> router.peers(topic).containsAll(peers));
    }

    /// Completes once all of these are in a topic's mesh; what is published from then on goes to them.
    public CompletableFuture<Void> meshed(String topic, Set<PeerId> peers) {
        return once(() -> router.mesh(topic).containsAll(peers));
    }

    /// How well a peer has behaved, as the router sees it.
    public double score(PeerId peer) {
        return ask(() -> router.score(peer));
    }

    /// Frames and messages that were dropped because a peer or a subscriber was too slow.
    public long dropped() {
        return dropped.sum();
    }

    private CompletableFuture<Void> once(BooleanSupplier holds) {
        Awaited awaited = new Awaited(holds, new CompletableFuture<>());
        enqueue(() -> this.awaited.add(awaited));
        if (closed) awaited.done.completeExceptionally(new IllegalStateException(CLOSED));
        return awaited.done;
    }

    private <T> T ask(java.util.function.Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        enqueue(() -> answer.complete(question.get()));
        if (closed && !answer.isDone()) throw new IllegalStateException(CLOSED);
        return answer.join();
    }

    // --- the router's thread

    private void run() {
        try {
            while (!closed) {
                turns.take().run();
                awaited.removeIf(Awaited::settled);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end();
        }
    }

    // Whoever asked before the end is still answered, and nobody waits for a place in the queue or for a state any more.
    private void end() {
        for (Runnable turn; (turn = turns.poll()) != null;) turn.run();
        for (Awaited each : awaited) each.done.completeExceptionally(new IllegalStateException(CLOSED));
    }

    private void tell(Event<PeerId> event) {
        enqueue(() -> router.handle(event, time.nowMs(), random, this::act));
    }

    private void enqueue(Runnable turn) {
        if (closed) return;
        try {
            turns.put(turn);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void beat() {
        if (closed) return;
        heartbeat = time.after(MeshParameters.HEARTBEAT_MS, this::beat);
        tell(new Event.Heartbeat<>());
    }

    // Never waits: it runs within the router's turn.
    private void act(Action<PeerId> action) {
        switch (action) {
            case Action.Send<PeerId>(PeerId peer, Rpc rpc) -> {
                Outbox outbox = outboxes.get(peer);
                if (outbox != null && !outbox.offer(rpc)) dropped.increment();
            }
            case Action.Validate<PeerId>(Message message, PeerId source) -> validate(message);
            case Action.Deliver<PeerId>(Message message, PeerId source) -> {
                Subscriber subscriber = subscribers.get(message.topic());
                if (subscriber != null && !subscriber.accepted.offer(message)) dropped.increment();
            }
            // Peer exchange is off: strangers' introductions are not followed.
            case Action.Offered<PeerId> offered -> {
            }
            case Action.Dial<PeerId>(PeerId peer) -> Thread.startVirtualThread(() -> {
                try {
                    swarm.connect(peer);
                } catch (IOException e) {
                    // Told by the swarm; the router asks again.
                }
            });
        }
    }

    private void validate(Message message) {
        Subscriber subscriber = subscribers.get(message.topic());
        boolean hasRoom = validationBytes.tryAcquire(message.size());
        if (!hasRoom) dropped.increment();
        Thread.ofVirtual().name("validation").start(() -> {
            Verdict verdict = Verdict.IGNORE;
            try {
                if (hasRoom && subscriber != null) verdict = judge(message, subscriber);
            } catch (RuntimeException e) {
                if (!closed) throw e; // what it judges by may be closed already
            } finally {
                if (hasRoom) validationBytes.release(message.size());
                tell(new Event.Validated<>(message.id(), verdict));
            }
        });
    }

    private Verdict judge(Message message, Subscriber subscriber) {
        validations.acquireUninterruptibly();
        try {
            return subscriber.verdict.apply(message);
        } finally {
            validations.release();
        }
    }

    // --- peers

    private void happened(NetworkEvent event) {
        switch (event) {
            case NetworkEvent.Connected connected -> greet(connected.connection().peer());
            case NetworkEvent.Disconnected gone -> {
                Outbox outbox = outboxes.get(gone.connection().peer());
                if (outbox != null) outbox.lost(gone.connection());
            }
            default -> {
            }
        }
    }

    // Meets a peer, once however many of its streams and connections come.
    private Outbox greet(PeerId peer) {
        Outbox mine = new Outbox(peer);
        // Not putIfAbsent, which would not wait for a compute under way: see parted.
        Outbox standing = outboxes.compute(peer, (p, there) -> there == null ? mine : there);
        if (standing == mine) Thread.ofVirtual().name("gossip to " + peer).start(() -> talk(mine));
        return standing;
    }

    // The router knows a peer as long as one of its connections takes our streams. When a stream or a connection is
    // lost, the next one follows and the peer hears our topics again; what it said itself stays said, for its own stream
    // may run in another connection and will not repeat it.
    private void talk(Outbox outbox) {
        try {
            do {
                Optional<PeerStream> stream;
                while ((stream = open(outbox)).isPresent()) {
                    tell(connected(stream.get()));
                    outbox.met.complete(true);
                    write(outbox, stream.get());
                }
            } while (!parted(outbox));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            outbox.met.complete(false);
        }
    }

    private static void write(Outbox outbox, PeerStream stream) throws InterruptedException {
        try {
            outbox.write(stream);
        } catch (IOException e) {
            // Told by the swarm if it matters; the next stream.
        }
    }

    // A stream can be lost though its connection stands: a machine that stood still let its negotiation expire. The peer
    // would not ask (js-libp2p opens its own once), so we try again.
    private Optional<PeerStream> open(Outbox outbox) {
        for (Connection connection : swarm.connections(outbox.peer)) {
            while (!closed && outbox.mayTry(connection)) {
                outbox.tries(connection);
                try {
                    return Optional.of(swarm.open(connection, PROTOCOLS));
                } catch (NotSpokenException e) {
                    outbox.giveUp(connection);
                } catch (IOException | WireException e) {
                    // Told by the swarm if it matters; once more.
                }
            }
        }
        return Optional.empty();
    }

    private static Event.Connected<PeerId> connected(PeerStream stream) {
        Connection connection = stream.connection();
        Version version = stream.protocol().equals(PROTOCOLS[0]) ? Version.V1_2 : Version.V1_1;
        String address = connection.remote().ip().filter(ip -> !ip.isLoopbackAddress())
                .map(InetAddress::getHostAddress).orElse("");
        return new Event.Connected<>(stream.peer(), connection.initiator(), address, version);
    }

    // Parts with a peer that has no connection left to try. No greeting comes between the look and the parting, so that
    // a connection that comes at this moment is either seen here or greeted anew.
    private boolean parted(Outbox outbox) {
        return outboxes.compute(outbox.peer, (peer, mine) -> {
            if (!closed && swarm.connections(peer).stream().anyMatch(outbox::mayTry)) return mine;
            if (!closed) tell(new Event.Disconnected<>(peer));
            return null;
        }) == null;
    }

    // --- what peers say

    private void listen(PeerStream stream) throws IOException {
        // What a peer says before the router knows it would be lost: its subscriptions come first of all.
        if (!greet(stream.peer()).met.join()) throw new IOException("gossipsub: the peer takes no stream of ours");
        while (!closed) {
            byte[] frame = Delimited.read(stream.in(), "gossipsub rpc", RpcCodec.FRAME_BYTES_MAX);
            if (frame == null) return;
            received(stream.peer(), RpcCodec.decode(frame));
        }
    }

    // Signatures are checked here, on the stream's own thread, so that a flood costs its sender's stream and no other.
    private void received(PeerId peer, Rpc rpc) {
        List<Message> genuine = new ArrayList<>();
        for (Message message : rpc.messages()) {
            if (messages.isGenuine(message)) genuine.add(message);
            else
                tell(new Event.Forged<>(peer, message.topic()));
        }
        tell(new Event.Received<>(peer, new Rpc(rpc.subscriptions(), genuine, rpc.controls())));
    }

    /// Speaks gossipsub no longer.
    @Override
    public void close() {
        closed = true;
        heartbeat.close();
        for (String protocol : PROTOCOLS) swarm.unhandle(protocol);
        outboxes.values().forEach(Outbox::close);
        subscribers.values().forEach(subscriber -> subscriber.taker.interrupt());
        owner.interrupt();
    }
}
