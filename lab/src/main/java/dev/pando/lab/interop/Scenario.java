package dev.pando.lab.interop;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pando.libp2p.Host;
import dev.pando.libp2p.gossipsub.Message;
import dev.pando.libp2p.gossipsub.Verdict;
import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.kad.KadParameters;
import dev.pando.libp2p.kad.KadRecord;
import dev.pando.libp2p.kad.SignedValues;
import dev.pando.libp2p.multiformats.AddressPart;
import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.multiformats.Multihash;
import dev.pando.libp2p.nat.AutoNat;
import dev.pando.libp2p.nat.RelayLimits;
import dev.pando.libp2p.pnet.PreSharedKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// What one of ours and a js-libp2p do to each other; each is one pass and throws if something is not as it should be.
enum Scenario {

    /// Identify, push, ping and echoes over TCP, Noise and Yamux; we dial.
    TCP_WE_DIAL {
        @Override
        void run() throws Exception {
            weDial(TCP);
        }
    },
    /// The same; js dials.
    TCP_JS_DIALS {
        @Override
        void run() throws Exception {
            jsDials(TCP);
        }
    },
    /// The same over the QUIC of rust-libp2p; we dial.
    QUIC_WE_DIAL {
        @Override
        void run() throws Exception {
            weDial(QUIC);
        }
    },
    /// The same; js dials.
    QUIC_JS_DIALS {
        @Override
        void run() throws Exception {
            jsDials(QUIC);
        }
    },
    /// Each finds the other by multicast DNS.
    MDNS {
        @Override
        void run() throws Exception {
            try (JsPeer js = JsPeer.start(TCP, "mdns"); OurPeer us = OurPeer.start(p -> p.listen(TCP).mdns())) {
                js.tell("discovered", "peer", us.host().peer().toString());
                PeerId them = js.peer();
                us.await("identify", e -> !us.host().swarm().peerstore().agent(them).isEmpty());
            }
        }
    },
    /// A kilobyte each way, signed.
    GOSSIP {
        @Override
        void run() throws Exception {
            gossip();
        }
    },
    /// PUT, GET, FIND_NODE and ADD_PROVIDER, each asked by us and by js.
    KAD {
        @Override
        void run() throws Exception {
            kad();
        }
    },
    /// Two of ours meet through js's relay.
    RELAY_OF_JS {
        @Override
        void run() throws Exception {
            try (JsPeer js = JsPeer.start(TCP, "relay")) {
                String circuit = js.address().with(AddressPart.P2P_CIRCUIT, "").toString();
                try (OurPeer home = OurPeer.start(p -> p.listen(circuit)); OurPeer caller = OurPeer.start(p -> p)) {
                    var connection = caller.host().connect(home.host().addresses().getFirst());
                    check(connection.way().equals("relay"), "it is not relayed but " + connection.way());
                    for (int size : new int[]{0, 1, 10_000}) caller.echo(home.host().peer(), size);
                }
            }
        }
    },
    /// js keeps a place at our relay and is dialed through it.
    RELAY_OF_OURS_TO_JS {
        @Override
        void run() throws Exception {
            try (OurPeer relay = OurPeer.start(p -> p.listen(TCP).relay(RelayLimits.DEFAULT));
                    JsPeer js = JsPeer.start("none", "circuit");
                    OurPeer caller = OurPeer.start(p -> p)) {
                String there = relay.host().addresses().getFirst().toString();
                Multiaddr address = Multiaddr.parse(js.tell("reserve", "relay", there).get("address").asText());
                caller.host().connect(address);
                for (int size : new int[]{0, 1, 10_000}) caller.echo(js.peer(), size);
                check(caller.host().ping(js.peer()).toNanos() > 0, "no ping");
            }
        }
    },
    /// One of ours keeps a place at our relay, and js dials it through it.
    RELAY_OF_OURS_FROM_JS {
        @Override
        void run() throws Exception {
            try (OurPeer relay = OurPeer.start(p -> p.listen(TCP).relay(RelayLimits.DEFAULT));
                    JsPeer js = JsPeer.start("none", "circuit")) {
                String circuit = relay.host().addresses().getFirst().with(AddressPart.P2P_CIRCUIT, "").toString();
                try (OurPeer home = OurPeer.start(p -> p.listen(circuit))) {
                    js.tell("connect", "address", home.host().addresses().getFirst().toString());
                    home.awaitIdentified(js.peer());
                    home.echo(js.peer(), 10_000);
                }
            }
        }
    },
    /// js answers our AutoNAT question; on loopback its answer is that it does not dial private addresses.
    AUTONAT {
        @Override
        void run() throws Exception {
            try (JsPeer js = JsPeer.start(TCP, "autonat"); OurPeer us = OurPeer.start(p -> p.listen(TCP).nat())) {
                us.host().connect(js.address());
                AutoNat.Answer answer = us.host().autoNat().ask(js.peer(), us.host().swarm().listening());
                check(answer == AutoNat.Answer.REFUSED, "js dialed a private address: " + answer);
            }
        }
    },
    /// The same pre-shared key on both sides; we dial, then js.
    PRIVATE_NETWORK {
        @Override
        void run() throws Exception {
            String key = "/key/swarm/psk/1.0.0/\n/base16/\n" + "5a".repeat(32);
            PreSharedKey ours = PreSharedKey.parse(key);
            try (JsPeer js = JsPeer.start(TCP, "psk=" + base64(key.getBytes(StandardCharsets.US_ASCII)));
                    OurPeer us = OurPeer.start(p -> p.listen(TCP).privateNetwork(ours));
                    OurPeer dialed = OurPeer.start(p -> p.listen(TCP).privateNetwork(ours))) {
                us.host().connect(js.address());
                us.echo(js.peer(), 10_000);
                js.tell("connect", "address", dialed.host().addresses().getFirst().toString());
                dialed.awaitIdentified(js.peer());
                dialed.echo(js.peer(), 10_000);
            }
        }
    };

    static final String TCP = "/ip4/127.0.0.1/tcp/0";
    static final String QUIC = "/ip4/127.0.0.1/udp/0/quic-v1";

    private static final int[] SIZES = {0, 1, 1000, 300_000};
    private static final int PINGS = 3;

    /// Runs it once.
    abstract void run() throws Exception;

    /// How it is called on the command line and in results.
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static void check(boolean holds, String otherwise) {
        if (!holds) throw new IllegalStateException(otherwise);
    }

    private static void weDial(String listen) throws Exception {
        try (JsPeer js = JsPeer.start(listen); OurPeer us = OurPeer.start(p -> p.listen(listen))) {
            us.host().connect(js.address());
            speak(us, js);
        }
    }

    private static void jsDials(String listen) throws Exception {
        try (JsPeer js = JsPeer.start(listen); OurPeer us = OurPeer.start(p -> p.listen(listen))) {
            js.tell("connect", "address", us.host().addresses().getFirst().toString());
            speak(us, js);
            js.tell("disconnect", "peer", us.host().peer().toString());
            us.await("the end of the connection",
                    dev.pando.libp2p.swarm.NetworkEvent.Disconnected.class::isInstance);
        }
    }

    /// All that both sides can do to each other, once a connection stands.
    private static void speak(OurPeer us, JsPeer js) throws Exception {
        Host host = us.host();
        PeerId them = js.peer();
        us.awaitIdentified(them);
        check(host.swarm().peerstore().agent(them).contains("libp2p"), "js's agent is unknown");
        check(host.swarm().peerstore().protocols(them).contains(OurPeer.ECHO), "js's protocols are unknown");
        check(host.swarm().peerstore().record(them).isPresent(), "js's signed record is unknown");
        JsonNode known = js.tell("identified", "peer", host.peer().toString(), "protocol", OurPeer.ECHO);
        check(known.get("agent").asText().startsWith("pando/interop"), known.toString());
        check(known.get("addresses").get(0).get("certified").asBoolean(), known.toString());
        for (int i = 0; i < PINGS; i++) {
            check(host.ping(them).toNanos() > 0, "no ping");
            js.tell("ping", "peer", host.peer().toString());
        }
        for (int size : SIZES) {
            us.echo(them, size);
            JsonNode back = js.tell("echo", "peer", host.peer().toString(), "bytes", size);
            check(back.get("same").asBoolean(), back.toString());
        }
        String fresh = "/js/new/" + host.peer();
        js.tell("announce", "protocol", fresh);
        us.await("js's push", e -> host.swarm().peerstore().protocols(them).contains(fresh));
        host.handle("/pando/new/1", stream -> {});
        js.tell("identified", "peer", host.peer().toString(), "protocol", "/pando/new/1");
        check(host.counters().count("misbehaved") == 0, host.counters().all().toString());
    }

    private static void gossip() throws Exception {
        String kilobyte = "p".repeat(1024);
        try (JsPeer js = JsPeer.start(TCP, "gossip"); OurPeer us = OurPeer.start(p -> p.listen(TCP).gossip())) {
            Host host = us.host();
            BlockingQueue<Message> heard = new LinkedBlockingQueue<>();
            host.pubsub().subscribe("weather", message -> Verdict.ACCEPT, heard::add);
            js.tell("subscribe", "topic", "weather");
            host.connect(js.address());
            OurPeer.get("js to be in our mesh", host.pubsub().meshed("weather", Set.of(js.peer())));
            host.pubsub().publish("weather", ("java " + kilobyte).getBytes(StandardCharsets.UTF_8));
            JsonNode there = js.tell("heard");
            check(there.get("type").asText().equals("signed"), "unsigned: " + there.get("type"));
            check(there.get("from").asText().equals(host.peer().toString()), "from " + there.get("from"));
            check(there.get("text").asText().equals("java " + kilobyte), "another text at js");
            js.tell("publish", "topic", "weather", "text", "js " + kilobyte);
            Message here = heard.poll(OurPeer.PATIENCE_SECONDS, TimeUnit.SECONDS);
            check(here != null, "js's message did not come");
            check(new String(here.data(), StandardCharsets.UTF_8).equals("js " + kilobyte), "another text here");
            check(js.peer().equals(PeerId.read(here.from())), "from another than js");
        }
    }

    private static void kad() throws Exception {
        try (JsPeer js = JsPeer.start(TCP, "kad");
                OurPeer us = OurPeer.start(p -> p.listen(TCP).dht(KadParameters.SERVER,
                        Map.of(SignedValues.NAMESPACE, new SignedValues())))) {
            Host host = us.host();
            host.connect(js.address());
            OurPeer.get("js to be in our table", host.dht().knows(js.peer()));
            js.tell("identified", "peer", host.peer().toString(), "protocol", KadParameters.PROTOCOL);
            byte[] ourKey = key("/pando/interop/ours"), theirKey = key("/pando/interop/theirs");
            // We PUT to js and js gives it back; js PUTs to us and we give it back.
            KadRecord ours = record(us, ourKey);
            check(OurPeer.get("our table", OurPeer.inBackground(() -> host.dht().put(ours))) == 2, "js and we do not both hold it");
            String got = js.tell("kadGet", "key", base64(ourKey)).get("value").asText();
            check(got.equals(base64(ours.value())), "js gave another value");
            KadRecord theirs = record(us, theirKey);
            js.tell("kadPut", "key", base64(theirKey), "value", base64(theirs.value()));
            byte[] found = OurPeer.get("our table", OurPeer.inBackground(() -> host.dht().get(theirKey))).orElseThrow();
            check(Arrays.equals(found, theirs.value()), "our table gave another value");
            providers(us, js);
            // FIND_NODE: each finds the other.
            check(OurPeer.get("our table", OurPeer.inBackground(() -> host.dht().find(js.peer().bytes()))).stream()
                    .anyMatch(c -> c.peer().equals(js.peer())), "we did not find js");
            check(!js.tell("kadFind", "peer", host.peer().toString()).get("addresses").isEmpty(), "js did not find us");
            check(host.counters().count("misbehaved") == 0, host.counters().all().toString());
        }
    }

    private static void providers(OurPeer us, JsPeer js) throws Exception {
        Host host = us.host();
        byte[] ours = Multihash.sha256(key("ours")).bytes(), theirs = Multihash.sha256(key("theirs")).bytes();
        check(OurPeer.get("our table", OurPeer.inBackground(() -> host.dht().provide(ours))) == 2, "js was not told that we provide");
        until("js to know that we provide", () -> js.tell("kadProviders", "key", base64(ours)).get("peers").toString()
                .contains(host.peer().toString()));
        js.tell("kadProvide", "key", base64(theirs));
        until("us to know that js provides",
                () -> OurPeer.get("our table", OurPeer.inBackground(() -> host.dht().providers(theirs))).stream()
                        .anyMatch(c -> c.peer().equals(js.peer())));
    }

    // An ADD_PROVIDER is not answered: asking tells when it has arrived.
    private static void until(String what, java.util.concurrent.Callable<Boolean> holds) throws Exception {
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(OurPeer.PATIENCE_SECONDS);
        while (!holds.call()) {
            if (System.nanoTime() > endNs) throw new TimeoutException("waited in vain for " + what);
        }
    }

    private static KadRecord record(OurPeer us, byte[] key) {
        return SignedValues.sign(us.identity(), key, new byte[]{1, 2, 3}, 1, System.currentTimeMillis() + 3_600_000);
    }

    private static byte[] key(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /// The one of this name.
    ///
    /// @throws IllegalArgumentException listing all, if there is none
    static Scenario of(String label) {
        return Arrays.stream(values()).filter(s -> s.label().equals(label)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no scenario " + label + "; there are "
                        + List.of(values()).stream().map(Scenario::label).toList()));
    }
}
