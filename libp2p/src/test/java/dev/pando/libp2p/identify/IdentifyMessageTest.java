package dev.pando.libp2p.identify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.libp2p.identity.Identity;
import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.protobuf.ProtoWriter;
import dev.pando.testing.Forall;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IdentifyMessageTest {

    private static final Identity ALICE = Identity.ofSeed(new byte[32]);
    private static final Multiaddr HOME = Multiaddr.parse("/ip4/192.0.2.1/tcp/1");

    private static IdentifyMessage message(List<Multiaddr> addresses, List<String> protocols, String agent) {
        return new IdentifyMessage(Optional.of("/test/1"), Optional.of(agent), Optional.of(ALICE.key()), addresses,
                Optional.of(HOME), protocols, Optional.of(new byte[]{1, 2}));
    }

    @Test
    void whatIsWrittenIsWhatIsRead() {
        Forall.seeds(100, random -> {
            IdentifyMessage message = message(Collections.nCopies(random.nextInt(5), HOME),
                    Collections.nCopies(random.nextInt(9), "/p/" + random.nextInt()), "agent " + random.nextInt());
            IdentifyMessage read = IdentifyMessage.read(message.bytes());
            assertArrayEquals(message.bytes(), read.bytes());
            assertEquals(message.protocols(), read.protocols());
            assertEquals(message.key(), read.key());
        });
    }

    @Test
    void everythingMayBeMissing() {
        IdentifyMessage empty = IdentifyMessage.read(new byte[0]);
        assertEquals(Optional.empty(), empty.agentVersion());
        assertEquals(0, empty.bytes().length);
    }

    @Test
    void anAddressThatWeDoNotSpeakIsLeftOut() {
        byte[] bytes = new ProtoWriter().bytes(2, new byte[]{0x7F}).bytes(2, HOME.bytes()).bytes(4, new byte[]{0x7F})
                .toBytes();
        assertEquals(List.of(HOME), IdentifyMessage.read(bytes).listenAddresses());
        assertEquals(Optional.empty(), IdentifyMessage.read(bytes).observedAddress());
    }

    @Test
    void everyLimitHoldsAtItsValueAndNotOneAbove() {
        String longest = "a".repeat(IdentifyMessage.TEXT_BYTES_MAX);
        List<Multiaddr> addresses = Collections.nCopies(IdentifyMessage.ADDRESSES_MAX, HOME);
        List<String> protocols = Collections.nCopies(IdentifyMessage.PROTOCOLS_MAX, "/p");
        byte[] most = message(addresses, protocols, longest).bytes();
        assertArrayEquals(most, IdentifyMessage.read(most).bytes());
        for (IdentifyMessage more : List.of(
                message(Collections.nCopies(IdentifyMessage.ADDRESSES_MAX + 1, HOME), protocols, ""),
                message(addresses, Collections.nCopies(IdentifyMessage.PROTOCOLS_MAX + 1, "/p"), ""),
                message(List.of(), List.of(), longest + "a"))) {
            assertThrows(WireException.class, () -> IdentifyMessage.read(more.bytes()));
        }
        assertThrows(WireException.class, () -> IdentifyMessage.read(new byte[IdentifyMessage.BYTES_MAX + 1]));
    }

    @Test
    void anyMutatedMessageIsReadOrRefusedByTheOneException() {
        byte[] good = message(List.of(HOME, HOME), List.of("/a", "/b"), "agent").bytes();
        Forall.seeds(2000, random -> {
            byte[] bad = Arrays.copyOf(good, random.nextInt(good.length + 1));
            for (int i = random.nextInt(3); i >= 0 && bad.length > 0; i--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            try {
                IdentifyMessage.read(bad);
            } catch (WireException refused) {
                assertTrue(refused.getMessage().length() > 0);
            }
        });
    }
}
