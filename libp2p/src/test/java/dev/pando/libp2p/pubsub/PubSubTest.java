package dev.pando.libp2p.pubsub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.libp2p.Host;
import dev.pando.libp2p.gossipsub.Message;
import dev.pando.libp2p.gossipsub.Rpc;
import dev.pando.libp2p.gossipsub.RpcCodec;
import dev.pando.libp2p.gossipsub.SignedMessages;
import dev.pando.libp2p.gossipsub.Subscription;
import dev.pando.libp2p.gossipsub.Verdict;
import dev.pando.libp2p.gossipsub.Version;
import dev.pando.libp2p.identity.Identity;
import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.multiformats.Varint;
import dev.pando.libp2p.swarm.NetworkEvent;
import dev.pando.libp2p.swarm.PeerStream;
import dev.pando.libp2p.testing.Both;
import dev.pando.libp2p.transport.Connection;
import dev.pando.libp2p.transport.Delimited;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PubSubTest {

    private static final String TOPIC = "weather";

    private final List<Host> hosts = new ArrayList<>();

    private Host host() throws IOException {
        Host host = Host.plan(Identity.generate(new SecureRandom())).listen("/ip4/127.0.0.1/tcp/0").gossip().start();
        hosts.add(host);
        return host;
    }

    @AfterEach
    void stop() throws IOException {
        for (Host host : hosts) host.close();
    }

    private static BlockingQueue<Message> subscribe(Host host, Verdict verdict) {
        BlockingQueue<Message> heard = new LinkedBlockingQueue<>();
        host.pubsub().subscribe(TOPIC, message -> verdict, heard::add);
        return heard;
    }

    private static String next(BlockingQueue<Message> heard) throws Exception {
        return new String(Both.get(Both.start(heard::take)).data(), StandardCharsets.UTF_8);
    }

    /// Waits until a host's mesh has all these.
    private static void meshed(Host host, Host... others) throws Exception {
        Set<PeerId> wanted = Stream.of(others).map(Host::peer).collect(Collectors.toSet());
        Both.get(host.pubsub().meshed(TOPIC, wanted));
    }

    private static void publish(Host host, String text) {
        host.pubsub().publish(TOPIC, text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aMessageReachesWhoeverWantsItsTopicThroughWhoeverIsBetween() throws Exception {
        Host alice = host(), between = host(), bob = host();
        BlockingQueue<Message> heardByBob = subscribe(bob, Verdict.ACCEPT),
                passing = subscribe(between, Verdict.ACCEPT);
        BlockingQueue<Message> heardByAlice = subscribe(alice, Verdict.ACCEPT);
        alice.connect(between.addresses().getFirst());
        bob.connect(between.addresses().getFirst());
        meshed(between, alice, bob);
        meshed(alice, between);
        meshed(bob, between);
        for (int i = 0; i < 5; i++) {
            publish(alice, "rain " + i);
            assertEquals("rain " + i, next(heardByBob));
            assertEquals("rain " + i, next(passing));
            publish(bob, "sun " + i);
            assertEquals("sun " + i, next(heardByAlice));
            assertEquals("sun " + i, next(passing));
        }
        assertTrue(
                heardByAlice.stream().noneMatch(m -> new String(m.data(), StandardCharsets.UTF_8).startsWith("rain")));
    }

    @Test
    void whoeverAsksAClosedRouterOrWaitsForItIsToldAndDoesNotHang() throws Exception {
        PubSub pubsub = host().pubsub();
        var never = pubsub.wanting(TOPIC, Set.of(Identity.generate(new SecureRandom()).peer()));
        pubsub.close();
        assertThrows(IllegalStateException.class, () -> Both.get(never));
        assertThrows(IllegalStateException.class, () -> Both.get(Both.start(() -> pubsub.peers(TOPIC))));
        assertThrows(IllegalStateException.class, () -> Both.get(pubsub.meshed(TOPIC, Set.of())));
    }

    @Test
    void whoeverStillJudgesWhenAllIsClosedMakesNoNoise() throws Exception {
        Host alice = host(), bob = host();
        BlockingQueue<Thread> judging = new LinkedBlockingQueue<>();
        CountDownLatch closed = new CountDownLatch(1);
        bob.pubsub().subscribe(TOPIC, message -> {
            judging.add(Thread.currentThread());
            await(closed);
            throw new IllegalStateException("the store is closed");
        }, message -> {});
        subscribe(alice, Verdict.ACCEPT);
        alice.connect(bob.addresses().getFirst());
        meshed(alice, bob);
        List<Throwable> noise = new CopyOnWriteArrayList<>();
        var before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((_, e) -> noise.add(e));
        try {
            publish(alice, "rain");
            Thread judge = Both.get(Both.start(judging::take));
            bob.close();
            closed.countDown();
            judge.join();
            assertEquals(List.of(), noise);
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Test
    void whatIsRejectedIsNeitherTakenNorPassedOn() throws Exception {
        Host alice = host(), between = host(), bob = host();
        CountDownLatch judged = new CountDownLatch(1);
        between.pubsub().subscribe(TOPIC, message -> {
            boolean bad = new String(message.data(), StandardCharsets.UTF_8).equals("bad");
            if (bad) judged.countDown();
            return bad ? Verdict.REJECT : Verdict.ACCEPT;
        }, message -> {});
        BlockingQueue<Message> heard = subscribe(bob, Verdict.ACCEPT);
        alice.connect(between.addresses().getFirst());
        bob.connect(between.addresses().getFirst());
        meshed(between, bob);
        Both.get(alice.pubsub().wanting(TOPIC, Set.of(between.peer())));
        publish(alice, "bad");
        Both.get(Both.start(() -> {
            judged.await();
            return null;
        }));
        publish(alice, "good");
        assertEquals("good", next(heard));
        assertTrue(heard.isEmpty());
    }

    @Test
    void messagesBeyondTheBytesThatMayWaitForAVerdictAreDroppedAndCounted() throws Exception {
        Host alice = host(), bob = host();
        CountDownLatch verdict = new CountDownLatch(1);
        BlockingQueue<Message> heard = new LinkedBlockingQueue<>(), after = new LinkedBlockingQueue<>();
        alice.pubsub().subscribe(TOPIC, message -> {
            await(verdict);
            return Verdict.ACCEPT;
        }, heard::add);
        alice.pubsub().subscribe("after", message -> Verdict.ACCEPT, after::add);
        bob.connect(alice.addresses().getFirst());
        Both.get(bob.pubsub().wanting(TOPIC, Set.of(alice.peer())));
        Both.get(bob.pubsub().wanting("after", Set.of(alice.peer())));
        byte[] data = new byte[SignedMessages.DATA_BYTES_MAX];
        int room = PubSub.VALIDATIONS_BYTES_MAX / bob.pubsub().publish(TOPIC, data).size();
        for (int i = 0; i < room; i++) bob.pubsub().publish(TOPIC, data);
        bob.pubsub().publish("after", "small".getBytes(StandardCharsets.UTF_8));
        assertEquals("small", next(after)); // and those before it have been looked at
        assertEquals(1, alice.pubsub().dropped());
        verdict.countDown();
        for (int i = 0; i < room; i++) next(heard);
        publish(bob, "enough");
        assertEquals("enough", next(heard));
        assertEquals(1, alice.pubsub().dropped());
    }

    @Test
    void messagesBeyondThoseThatMayWaitForASlowSubscriberAreDroppedAndCounted() throws Exception {
        Host alice = host(), bob = host(), carol = host();
        CountDownLatch taken = new CountDownLatch(1), goOn = new CountDownLatch(1);
        BlockingQueue<Message> heard = new LinkedBlockingQueue<>(), passedOn = subscribe(carol, Verdict.ACCEPT);
        alice.pubsub().subscribe(TOPIC, message -> Verdict.ACCEPT, message -> {
            taken.countDown();
            await(goOn);
            heard.add(message);
        });
        bob.connect(alice.addresses().getFirst());
        carol.connect(alice.addresses().getFirst());
        Both.get(bob.pubsub().wanting(TOPIC, Set.of(alice.peer())));
        meshed(alice, carol);
        // One is with the subscriber, so many wait, one has no place. What carol has heard, alice has done with; never are more
        // on their way than may wait for a peer.
        int underWay = 100;
        for (int i = 0; i < PubSub.DELIVERIES_MAX + 2; i++) {
            publish(bob, "message " + i);
            if (i == 0) await(taken);
            if (i >= underWay) next(passedOn);
        }
        for (int i = 0; i < underWay; i++) next(passedOn);
        assertEquals(1, alice.pubsub().dropped());
        goOn.countDown();
        for (int i = 0; i <= PubSub.DELIVERIES_MAX; i++) next(heard);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static BlockingQueue<NetworkEvent> events(Host host) {
        BlockingQueue<NetworkEvent> events = new LinkedBlockingQueue<>();
        host.swarm().watch(events::add);
        return events;
    }

    private static void next(BlockingQueue<NetworkEvent> events, Class<? extends NetworkEvent> kind) throws Exception {
        Both.get(Both.start(() -> {
            while (!kind.isInstance(events.take())) continue;
            return null;
        }));
    }

    @Test
    void aPeerThatLosesAConnectionIsMetAgainThroughItsOther() throws Exception {
        Host alice = host(), bob = host();
        BlockingQueue<NetworkEvent> atAlice = events(alice), atBob = events(bob);
        BlockingQueue<Message> heardByBob = subscribe(bob, Verdict.ACCEPT);
        BlockingQueue<Message> heardByAlice = subscribe(alice, Verdict.ACCEPT);
        Connection first = bob.connect(alice.addresses().getFirst());
        meshed(alice, bob);
        meshed(bob, alice);
        bob.swarm().dialAnew(alice.peer(), alice.addresses());
        next(atAlice, NetworkEvent.Connected.class);
        next(atAlice, NetworkEvent.Connected.class);
        first.close();
        next(atAlice, NetworkEvent.Disconnected.class);
        next(atBob, NetworkEvent.Disconnected.class);
        meshed(alice, bob);
        meshed(bob, alice);
        publish(alice, "rain");
        assertEquals("rain", next(heardByBob));
        publish(bob, "sun");
        assertEquals("sun", next(heardByAlice));
    }

    /// A peer by hand: whatever streams come, each with the first frame in it.
    private static BlockingQueue<PeerStream> streamsTo(Host host, Consumer<PeerStream> then) {
        BlockingQueue<PeerStream> streams = new LinkedBlockingQueue<>();
        host.swarm().handle(Version.V1_2.protocolId(), stream -> {
            streams.add(stream);
            then.accept(stream);
            while (Delimited.read(stream.in(), "frame", RpcCodec.FRAME_BYTES_MAX) != null) continue;
        });
        return streams;
    }

    private Host silentHost() throws IOException {
        Host host = Host.plan(Identity.generate(new SecureRandom())).listen("/ip4/127.0.0.1/tcp/0").start();
        hosts.add(host);
        return host;
    }

    // What a peer wants it says once, in a stream of its own; ours may run in another connection.
    @Test
    void whatAPeerWantsIsRememberedWhenOurOwnStreamToItMoves() throws Exception {
        Host alice = host(), bob = silentHost();
        BlockingQueue<PeerStream> streams = streamsTo(bob, stream -> {});
        subscribe(alice, Verdict.ACCEPT);
        Connection first = bob.connect(alice.addresses().getFirst());
        assertEquals(first, Both.get(Both.start(streams::take)).connection());
        Connection second = bob.swarm().dialAnew(alice.peer(), alice.addresses());
        try (PeerStream own = bob.swarm().open(second, Version.V1_2.protocolId())) {
            Delimited.write(own.out(), RpcCodec.encode(Rpc.subscribe(List.of(new Subscription(TOPIC, true)))));
            own.out().flush();
            Both.get(alice.pubsub().wanting(TOPIC, Set.of(bob.peer())));
            first.close();
            assertEquals(second, Both.get(Both.start(streams::take)).connection());
            assertEquals(Set.of(bob.peer()), alice.pubsub().peers(TOPIC));
        }
    }

    @Test
    void aPeerThatBreaksEveryStreamOfOursIsLeftAfterAFew() throws Exception {
        Host alice = host(), bob = silentHost();
        AtomicBoolean breaks = new AtomicBoolean();
        BlockingQueue<PeerStream> streams = streamsTo(bob, stream -> {
            if (breaks.get()) stream.reset();
        });
        subscribe(alice, Verdict.ACCEPT);
        Connection only = bob.connect(alice.addresses().getFirst());
        try (PeerStream own = bob.swarm().open(only, Version.V1_2.protocolId())) {
            Delimited.write(own.out(), RpcCodec.encode(Rpc.subscribe(List.of(new Subscription(TOPIC, true)))));
            own.out().flush();
            Both.get(alice.pubsub().wanting(TOPIC, Set.of(bob.peer())));
            breaks.set(true);
            streams.element().reset();
            while (!alice.pubsub().peers(TOPIC).isEmpty()) { // what is written finds the break
                alice.pubsub().subscribe("another", message -> Verdict.ACCEPT, message -> {});
                alice.pubsub().unsubscribe("another");
            }
        }
        assertEquals(PubSub.GREETINGS_MAX, streams.size());
    }

    @Test
    void aFrameAboveItsLimitIsRefusedUnreadAndCounted() throws Exception {
        Host alice = host(), bob = host();
        BlockingQueue<NetworkEvent> events = events(alice);
        bob.connect(alice.addresses().getFirst());
        try (PeerStream stream = bob.open(alice.peer(), Version.V1_2.protocolId())) {
            stream.out().write(Varint.bytes(RpcCodec.FRAME_BYTES_MAX + 1));
            next(events, NetworkEvent.Misbehaved.class);
        }
    }

    @Test
    void aTopicIsSubscribedToOnce() throws Exception {
        Host alice = host();
        subscribe(alice, Verdict.ACCEPT);
        assertThrows(IllegalStateException.class, () -> subscribe(alice, Verdict.ACCEPT));
        alice.pubsub().unsubscribe(TOPIC);
        subscribe(alice, Verdict.ACCEPT);
    }
}
