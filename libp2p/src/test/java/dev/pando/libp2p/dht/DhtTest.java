package dev.pando.libp2p.dht;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.libp2p.Host;
import dev.pando.libp2p.identity.Identity;
import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.kad.Contact;
import dev.pando.libp2p.kad.KadCodec;
import dev.pando.libp2p.kad.KadParameters;
import dev.pando.libp2p.kad.KadRecord;
import dev.pando.libp2p.kad.SignedValues;
import dev.pando.libp2p.multiformats.Multihash;
import dev.pando.libp2p.multiformats.Varint;
import dev.pando.libp2p.swarm.NetworkEvent;
import dev.pando.libp2p.swarm.PeerStream;
import dev.pando.libp2p.testing.Both;
import dev.pando.libp2p.transport.Time;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DhtTest {

    private static final int NODES = KadParameters.REPLICAS + 2;

    private final List<Identity> identities = new ArrayList<>();
    private final List<Host> hosts = new ArrayList<>();

    @BeforeEach
    void join() throws Exception {
        for (int i = 0; i < NODES; i++) {
            Identity identity = Identity.generate(new SecureRandom());
            Host host = Host.plan(identity).listen("/ip4/127.0.0.1/tcp/0")
                    .dht(KadParameters.SERVER, Map.of(SignedValues.NAMESPACE, new SignedValues())).start();
            identities.add(identity);
            hosts.add(host);
            if (i == 0) continue;
            Host first = hosts.getFirst();
            assertEquals(1, host.dht().bootstrap(first.addresses()));
            known(host, first);
            known(first, host);
        }
        for (Host host : hosts) Both.get(Both.start(() -> host.dht().find(host.peer().bytes())));
    }

    private static void known(Host host, Host other) throws Exception {
        Both.get(host.dht().knows(other.peer()));
    }

    @AfterEach
    void part() throws IOException {
        for (Host host : hosts) host.close();
    }

    @Test
    void whatOneStoresTheOthersFind() throws Exception {
        byte[] key = "/pando/lsh/1/7".getBytes(StandardCharsets.US_ASCII), content = {1, 2, 3};
        long expires = (Time.system().unixSeconds() + 3600) * 1000;
        KadRecord record = SignedValues.sign(identities.get(1), key, content, 1, expires);
        int copies = Both.get(Both.start(() -> hosts.get(1).dht().put(record)));
        assertEquals(KadParameters.REPLICAS, copies);
        for (Host host : hosts) {
            Optional<byte[]> value = Both.get(Both.start(() -> host.dht().get(key)));
            assertArrayEquals(record.value(), value.orElseThrow());
        }
        assertEquals(Optional.empty(),
                Both.get(Both.start(() -> hosts.get(2).dht().get("/pando/none".getBytes(StandardCharsets.US_ASCII)))));
    }

    @Test
    void whoeverAsksAClosedTableOrWaitsForItIsToldAndDoesNotHang() throws Exception {
        Dht dht = hosts.getFirst().dht();
        var never = dht.knows(Identity.generate(new SecureRandom()).peer());
        dht.close();
        assertThrows(IllegalStateException.class, () -> Both.get(never));
        assertThrows(IllegalStateException.class, () -> Both.get(Both.start(() -> dht.get(new byte[]{1}))));
    }

    @Test
    void whoeverProvidesSomethingIsFound() throws Exception {
        byte[] key = Multihash.sha256(new byte[]{42}).bytes();
        assertTrue(Both.get(Both.start(() -> hosts.get(2).dht().provide(key))) > 0);
        // An ADD_PROVIDER is not answered and may still be on its way: asking is what tells that it has arrived.
        List<PeerId> found = List.of();
        while (!found.contains(hosts.get(2).peer())) {
            found = Both.get(Both.start(() -> hosts.get(4).dht().providers(key))).stream().map(Contact::peer).toList();
        }
    }

    @Test
    void aFrameAboveItsLimitIsRefusedUnreadAndCounted() throws Exception {
        BlockingQueue<NetworkEvent> events = new LinkedBlockingQueue<>();
        hosts.getFirst().swarm().watch(events::add);
        try (PeerStream stream = hosts.get(1).open(hosts.getFirst().peer(), KadParameters.PROTOCOL)) {
            stream.out().write(Varint.bytes(KadCodec.FRAME_BYTES_MAX + 1));
            Both.get(Both.start(() -> {
                while (!(events.take() instanceof NetworkEvent.Misbehaved)) continue;
                return null;
            }));
        }
    }
}
