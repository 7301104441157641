package dev.pando.libp2p.nat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.multiformats.Multihash;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.protobuf.ProtoWriter;
import dev.pando.testing.Forall;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class RelayDeskTest {

    private static final RelayLimits LIMITS = new RelayLimits(3, 2, 3, 2, 60, new RelayLimit(120, 1 << 17));
    private static final Multiaddr HOME = Multiaddr.parse("/ip4/192.0.2.1/udp/9741/quic-v1");

    private final RelayDesk desk = new RelayDesk(LIMITS);

    private static PeerId peer(int i) {
        return PeerId.of(Multihash.sha256(new byte[]{(byte) i}));
    }

    @Test
    void placesAreCountedForAllAndForOneAddress() {
        assertEquals(RelayStatus.OK, desk.reserve(peer(1), "192.0.2.1", 0));
        assertEquals(RelayStatus.OK, desk.reserve(peer(2), "192.0.2.1", 0));
        assertEquals(RelayStatus.RESERVATION_REFUSED, desk.reserve(peer(3), "192.0.2.1", 0));
        assertEquals(RelayStatus.OK, desk.reserve(peer(1), "192.0.2.1", 1), "who has one keeps it");
        assertEquals(RelayStatus.OK, desk.reserve(peer(3), "192.0.2.2", 1));
        assertEquals(RelayStatus.RESERVATION_REFUSED, desk.reserve(peer(4), "192.0.2.3", 1));
    }

    @Test
    void aPlaceIsGoneAfterItsTimeAndNotASecondBefore() {
        desk.reserve(peer(1), "", 100);
        assertEquals(RelayStatus.OK, desk.circuit(peer(2), peer(1), 159));
        assertEquals(RelayStatus.NO_RESERVATION, desk.circuit(peer(2), peer(1), 160));
        desk.reserve(peer(1), "", 200);
        desk.left(peer(1));
        assertEquals(RelayStatus.NO_RESERVATION, desk.circuit(peer(2), peer(1), 200));
    }

    @Test
    void circuitsAreCountedForAllAndForEachEnd() {
        for (int i = 1; i <= 3; i++) desk.reserve(peer(i), "", 0);
        assertEquals(RelayStatus.OK, desk.circuit(peer(9), peer(1), 1));
        assertEquals(RelayStatus.OK, desk.circuit(peer(9), peer(2), 1));
        assertEquals(RelayStatus.RESOURCE_LIMIT_EXCEEDED, desk.circuit(peer(9), peer(3), 1));
        assertEquals(RelayStatus.OK, desk.circuit(peer(8), peer(3), 1));
        assertEquals(RelayStatus.RESOURCE_LIMIT_EXCEEDED, desk.circuit(peer(7), peer(3), 1));
        desk.over(peer(9), peer(1));
        assertEquals(RelayStatus.OK, desk.circuit(peer(7), peer(3), 1));
        assertEquals(3, desk.circuits());
    }

    @Test
    void dialsForOthersAreCountedByTheMinute() {
        DialBacks budget = new DialBacks();
        for (int i = 0; i < DialBacks.PER_PEER_MAX; i++) assertTrue(budget.take(peer(1), 0));
        assertEquals(false, budget.take(peer(1), 59_999));
        for (int i = DialBacks.PER_PEER_MAX; i < DialBacks.ALL_MAX; i++) assertTrue(budget.take(peer(2 + i), 0));
        assertEquals(false, budget.take(peer(100), 59_999));
        assertTrue(budget.take(peer(1), 60_000));
    }

    @Test
    void everyMessageComesBackAsItWas() {
        var limit = Optional.of(new RelayLimit(120, 1 << 17));
        for (Hop hop : List.of(new Hop.Reserve(), new Hop.Connect(peer(1)),
                new Hop.Status(RelayStatus.NO_RESERVATION, Optional.empty(), limit))) {
            assertEquals(hop, RelayCodec.hop(RelayCodec.encode(hop)));
        }
        for (Stop stop : List.of(new Stop.Connect(peer(1), limit), new Stop.Status(RelayStatus.OK))) {
            assertEquals(stop, RelayCodec.stop(RelayCodec.encode(stop)));
        }
        for (HolePunch punch : List.of(new HolePunch.Connect(List.of(HOME)), new HolePunch.Sync())) {
            assertEquals(punch, HolePunch.read(punch.bytes()));
        }
        for (AutoNatMessage message : List.of(new AutoNatMessage.Dial(peer(1), List.of(HOME)),
                new AutoNatMessage.Response(AutoNatMessage.DIAL_ERROR, "no", Optional.of(HOME)))) {
            assertEquals(message, AutoNatMessage.read(message.bytes()));
        }
        for (AutoNatV2Message message : List.of(new AutoNatV2Message.Request(List.of(Optional.of(HOME)), -7),
                new AutoNatV2Message.Response(200, 1, 101), new AutoNatV2Message.DataRequest(3, 30_000),
                new AutoNatV2Message.Data(4096))) {
            assertEquals(message, AutoNatV2Message.read(message.bytes()));
        }
    }

    @Test
    void theIdOfWhoIsWantedHasALimit() {
        for (int more = 0; more < 2; more++) {
            byte[] id = new byte[RelayCodec.PEER_BYTES_MAX + more];
            byte[] hop = new ProtoWriter().varint(1, 1).message(2, new ProtoWriter().bytes(1, id)).toBytes();
            // Neither is an id; the longer one is refused for its length.
            var refused = assertThrows(WireException.class, () -> RelayCodec.hop(hop));
            assertEquals(more == 0 ? OptionalLong.empty() : OptionalLong.of(RelayCodec.PEER_BYTES_MAX),
                    refused.limit());
        }
    }

    @Test
    void aDamagedMessageIsRefusedWithOneExceptionOrMeansSomethingElse() {
        byte[][] good = {RelayCodec.encode(new Hop.Connect(peer(1))), new HolePunch.Connect(List.of(HOME)).bytes(),
                new AutoNatMessage.Dial(peer(1), List.of(HOME)).bytes(),
                new AutoNatV2Message.Request(List.of(Optional.of(HOME)), 1).bytes()};
        List<Function<byte[], Object>> readers = List.of(RelayCodec::hop, RelayCodec::stop, HolePunch::read,
                AutoNatMessage::read, AutoNatV2Message::read, Voucher::open);
        Forall.seeds(500, random -> {
            byte[] bytes = good[random.nextInt(good.length)].clone();
            for (int i = random.nextInt(1, 4); i > 0; i--)
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            for (Function<byte[], Object> reader : readers) {
                try {
                    reader.apply(bytes);
                } catch (WireException expected) {
                    // The one exception.
                }
            }
        });
    }

    @Test
    void limitsBelowOneAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new RelayLimits(0, 1, 1, 1, 1, new RelayLimit(0, 0)));
        assertThrows(IllegalArgumentException.class, () -> new RelayLimit(-1, 0));
    }
}
