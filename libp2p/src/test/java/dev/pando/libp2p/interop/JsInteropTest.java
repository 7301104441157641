package dev.pando.libp2p.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pando.libp2p.Host;
import dev.pando.libp2p.gossipsub.Message;
import dev.pando.libp2p.gossipsub.Verdict;
import dev.pando.libp2p.identity.Identity;
import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.swarm.NetworkEvent;
import dev.pando.libp2p.swarm.PeerStream;
import dev.pando.libp2p.testing.Both;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// js-libp2p over TCP, Noise and Yamux, and over the QUIC of rust-libp2p, dialed by either side.
@Timeout(300)
class JsInteropTest {

    private static final String ECHO = "/pando/echo/1.0.0";
    private static final int[] SIZES = {0, 1, 1000, 300_000};

    private final BlockingQueue<NetworkEvent> events = new LinkedBlockingQueue<>();

    private Host host(String listen) throws Exception {
        Host host = Host.plan(Identity.generate(new SecureRandom())).listen(listen).agent("/pando/0.1.0", "pando/test")
                .start();
        host.swarm().watch(events::add);
        host.handle(ECHO, stream -> {
            byte[] all = stream.in().readAllBytes();
            stream.out().write(all);
        });
        return host;
    }

    private void await(Predicate<NetworkEvent> wanted) throws Exception {
        Both.get(Both.start(() -> {
            while (!wanted.test(events.take())) continue;
            return null;
        }));
    }

    private static boolean identified(NetworkEvent event, PeerId peer) {
        return event instanceof NetworkEvent.Identified identified && identified.peer().equals(peer);
    }

    /// All that both sides can do to each other, once a connection stands.
    private void speak(Host host, JsPeer js, int[] sizes) throws Exception {
        PeerId them = js.peer();
        await(event -> identified(event, them));
        assertTrue(host.swarm().peerstore().agent(them).contains("libp2p"), host.swarm().peerstore().agent(them));
        assertTrue(host.swarm().peerstore().protocols(them).contains(ECHO));
        assertTrue(host.swarm().peerstore().record(them).isPresent());
        JsonNode known = js.tell("identified", "peer", host.peer().toString(), "protocol", ECHO);
        assertTrue(known.get("agent").asText().startsWith("pando/test"), known.toString());
        assertTrue(known.get("addresses").get(0).get("certified").asBoolean(), known.toString());

        for (int i = 0; i < 3; i++) {
            assertTrue(host.ping(them).toNanos() > 0);
            assertTrue(js.tell("ping", "peer", host.peer().toString()).get("ms").asInt() >= 0);
        }
        for (int size : sizes) {
            echo(host, them, size);
            JsonNode back = js.tell("echo", "peer", host.peer().toString(), "bytes", size);
            assertTrue(back.get("same").asBoolean(), back.toString());
        }

        String fresh = "/js/new/" + host.peer();
        js.tell("announce", "protocol", fresh);
        await(event -> identified(event, them) && host.swarm().peerstore().protocols(them).contains(fresh));
        host.handle("/pando/new/1", stream -> {});
        js.tell("identified", "peer", host.peer().toString(), "protocol", "/pando/new/1");
    }

    private static void echo(Host host, PeerId them, int size) throws Exception {
        byte[] message = new byte[size];
        new SecureRandom().nextBytes(message);
        try (PeerStream stream = host.open(them, ECHO)) {
            var back = Both.start(() -> stream.in().readAllBytes());
            stream.out().write(message);
            stream.closeWrite();
            assertArrayEquals(message, Both.get(back));
        }
    }

    private void bothWays(String listen, int repeats, int... sizes) throws Exception {
        try (JsPeer js = JsPeer.start(listen)) {
            for (int i = 0; i < repeats; i++) {
                try (Host host = host(listen)) {
                    host.connect(js.addresses().getFirst());
                    speak(host, js, sizes);
                    assertEquals(0, host.counters().count("misbehaved"), () -> host.counters().all().toString());
                }
                events.clear();
                try (Host host = host(listen)) {
                    js.tell("connect", "address", host.addresses().getFirst().toString());
                    speak(host, js, sizes);
                    js.tell("disconnect", "peer", host.peer().toString());
                    await(NetworkEvent.Disconnected.class::isInstance);
                    assertEquals(Set.of(), Set.copyOf(host.swarm().connections()));
                    assertEquals(0, host.counters().count("misbehaved"), () -> host.counters().all().toString());
                }
                events.clear();
            }
        }
    }

    @Test
    void weAndJsUnderstandEachOtherOverTcpWhoeverDials() throws Exception {
        bothWays("/ip4/127.0.0.1/tcp/0", 1, SIZES);
    }

    @Test
    void weAndJsFindEachOtherOnTheLan() throws Exception {
        try (JsPeer js = JsPeer.start("/ip4/127.0.0.1/tcp/0", "mdns");
                Host host = Host.plan(Identity.generate(new SecureRandom())).listen("/ip4/127.0.0.1/tcp/0").mdns()
                        .start()) {
            host.swarm().watch(events::add);
            js.tell("discovered", "peer", host.peer().toString());
            PeerId them = js.peer();
            await(event -> identified(event, them) || !host.swarm().peerstore().agent(them).isEmpty());
        }
    }

    @Test
    void weAndRustUnderstandEachOtherOverQuicWhoeverDials() throws Exception {
        bothWays("/ip4/127.0.0.1/udp/0/quic-v1", 1, SIZES);
    }

    @Test
    void weAndJsGossipBothWaysWithSignaturesVerified() throws Exception {
        String kilobyte = "p".repeat(1024);
        try (JsPeer js = JsPeer.start("/ip4/127.0.0.1/tcp/0", "gossip");
                Host host = Host.plan(Identity.generate(new SecureRandom())).listen("/ip4/127.0.0.1/tcp/0").gossip()
                        .start()) {
            BlockingQueue<Message> heard = new LinkedBlockingQueue<>();
            host.pubsub().subscribe("weather", message -> Verdict.ACCEPT, heard::add);
            js.tell("subscribe", "topic", "weather");
            host.connect(js.addresses().getFirst());
            Both.get(host.pubsub().meshed("weather", Set.of(js.peer())));
            host.pubsub().publish("weather", ("java " + kilobyte).getBytes(StandardCharsets.UTF_8));
            JsonNode there = js.tell("heard");
            assertEquals("signed", there.get("type").asText());
            assertEquals(host.peer().toString(), there.get("from").asText());
            assertEquals("java " + kilobyte, there.get("text").asText());
            js.tell("publish", "topic", "weather", "text", "js " + kilobyte);
            Message here = Both.get(Both.start(heard::take));
            assertEquals("js " + kilobyte, new String(here.data(), StandardCharsets.UTF_8));
            assertEquals(js.peer(), PeerId.read(here.from()));
        }
    }

    @Test
    @Tag("long")
    void aHundredTimesOverQuicWithoutAFlake() throws Exception {
        bothWays("/ip4/127.0.0.1/udp/0/quic-v1", Integer.getInteger("interop.repeats", 100), SIZES);
    }

    @Test
    @Tag("long")
    void aHundredTimesOverTcpWithoutAFlake() throws Exception {
        bothWays("/ip4/127.0.0.1/tcp/0", Integer.getInteger("interop.repeats", 100), SIZES);
    }
}
