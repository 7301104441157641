package dev.pando.libp2p.mdns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.libp2p.identity.Identity;
import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.mdns.DnsMessage.DnsRecord;
import dev.pando.libp2p.mdns.DnsMessage.Question;
import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.testing.Forall;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MdnsTest {

    private static final PeerId ALICE = Identity.ofSeed(new byte[32]).peer();
    private static final PeerId BOB = Identity.ofSeed("another 32 bytes that are secret".getBytes(
            StandardCharsets.US_ASCII)).peer();
    private static final Multiaddr HOME = Multiaddr.parse("/ip4/192.168.1.2/tcp/9741");

    private final MdnsTalk alice = new MdnsTalk(ALICE, "alice");
    private final MdnsTalk bob = new MdnsTalk(BOB, "bob");

    private static DnsMessage ask(String name, int type) {
        return DnsMessage.read(new DnsMessage(false, List.of(new Question(name, type)), List.of()).bytes());
    }

    @Test
    void whoAsksIsToldWhoIsThereAndWhere() {
        byte[] answer = alice.answer(DnsMessage.read(bob.query()), List.of(HOME), 0).orElseThrow();
        DnsMessage heard = DnsMessage.read(answer);
        assertEquals(Map.of(ALICE, List.of(HOME.withPeer(ALICE.hash()))), bob.found(heard));
        assertEquals(new DnsRecord.Ptr(MdnsTalk.SERVICE, MdnsTalk.TTL_SECONDS, "alice._p2p._udp.local"),
                heard.records().getFirst());
        assertEquals(Map.of(), alice.found(heard), "nobody finds itself");
    }

    @Test
    void aPeerAnswersItsOwnQueryAndTheQuestionsOfOrdinaryTools() {
        assertTrue(alice.answer(DnsMessage.read(alice.query()), List.of(HOME), 0).isPresent());
        assertTrue(alice.answer(ask("_SERVICES._dns-sd._udp.local", DnsMessage.TYPE_PTR), List.of(), 2000).isPresent());
        assertTrue(alice.answer(ask("alice._p2p._udp.local", DnsMessage.TYPE_TXT), List.of(HOME), 4000).isPresent());
        assertEquals(Optional.empty(), alice.answer(ask("_http._tcp.local", DnsMessage.TYPE_PTR), List.of(HOME), 9000));
        assertEquals(Optional.empty(), alice.answer(ask("bob._p2p._udp.local", DnsMessage.TYPE_TXT), List.of(), 9000));
    }

    @Test
    void aFloodOfQuestionsGetsOneAnswerASecond() {
        DnsMessage query = DnsMessage.read(bob.query());
        assertTrue(alice.answer(query, List.of(HOME), 5000).isPresent());
        assertEquals(Optional.empty(), alice.answer(query, List.of(HOME), 5000 + MdnsTalk.ANSWER_GAP_MS - 1));
        assertTrue(alice.answer(query, List.of(HOME), 5000 + MdnsTalk.ANSWER_GAP_MS).isPresent());
    }

    @Test
    void soManyAddressesAreToldAndTakenAndNotOneMore() {
        List<Multiaddr> many = new ArrayList<>();
        for (int i = 0; i <= MdnsTalk.ADDRESSES_MAX; i++) many.add(Multiaddr.parse("/ip4/192.168.1.2/tcp/" + i));
        byte[] answer = alice.answer(DnsMessage.read(bob.query()), many, 0).orElseThrow();
        assertEquals(MdnsTalk.ADDRESSES_MAX, bob.found(DnsMessage.read(answer)).get(ALICE).size());
        List<String> texts = Collections.nCopies(MdnsTalk.ADDRESSES_MAX + 1, "dnsaddr=" + HOME.withPeer(ALICE.hash()));
        var flood = new DnsMessage(true, List.of(), List.of(new DnsRecord.Txt("x._p2p._udp.local", 1, texts)));
        assertEquals(MdnsTalk.ADDRESSES_MAX, bob.found(flood).get(ALICE).size());
    }

    @Test
    void whatIsNoAddressOrNamesNobodyIsPassedOver() {
        var told = new DnsMessage(true, List.of(), List.of(
                new DnsRecord.Txt("x._p2p._udp.local", 1, List.of("dnsaddr=/quux/1", "dnsaddr=" + HOME, "other=1", "")),
                new DnsRecord.Txt("x._http._tcp.local", 1, List.of("dnsaddr=" + HOME.withPeer(ALICE.hash()))),
                new DnsRecord.Txt("x._p2p._udp.local", 0, List.of("dnsaddr=" + HOME.withPeer(ALICE.hash())))));
        assertEquals(Map.of(), bob.found(DnsMessage.read(told.bytes())));
    }

    @Test
    void aNameMayPointBackSoOftenAndNotInCircles() {
        byte[] circle = {0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, (byte) 0xC0, 12, 0, 12, 0, 1};
        assertThrows(WireException.class, () -> DnsMessage.read(circle));
        byte[] outside = circle.clone();
        outside[13] = 18;
        assertThrows(WireException.class, () -> DnsMessage.read(outside));
        assertTrue(chainReads(DnsMessage.POINTERS_MAX));
        assertThrows(WireException.class, () -> chainReads(DnsMessage.POINTERS_MAX + 1));
    }

    // A PTR record whose data holds a chain of pointers, and a second record named by its last link.
    private static boolean chainReads(int links) {
        int data = 12 + 1 + 10;
        byte[] message = new byte[data + 1 + 2 * (links - 1) + 2 + 10];
        message[2] = (byte) 0x84;
        message[7] = 2;
        message[12 + 1 + 1] = 99;
        message[12 + 1 + 9] = (byte) (1 + 2 * (links - 1));
        for (int i = 0; i < links; i++) {
            int at = data + 1 + 2 * i;
            message[at] = (byte) 0xC0;
            message[at + 1] = (byte) (i == 0 ? data : at - 2);
        }
        return DnsMessage.read(message).response();
    }

    @Test
    void everyLimitOfAMessageHoldsAtItsValueAndNotOneAbove() {
        List<Question> most = Collections.nCopies(DnsMessage.ENTRIES_MAX, new Question("a", 1));
        assertEquals(most, DnsMessage.read(new DnsMessage(false, most, List.of()).bytes()).questions());
        List<Question> more = Collections.nCopies(DnsMessage.ENTRIES_MAX + 1, new Question("a", 1));
        assertThrows(WireException.class, () -> DnsMessage.read(new DnsMessage(false, more, List.of()).bytes()));
        String label = "a".repeat(DnsMessage.LABEL_BYTES_MAX);
        assertEquals(label, ask(label, 1).questions().getFirst().name());
        assertThrows(WireException.class, () -> ask(label + "a", 1));
        String name = label + "." + label + "." + label + "." + label;
        assertEquals(DnsMessage.NAME_BYTES_MAX, ask(name, 1).questions().getFirst().name().length());
        assertThrows(WireException.class, () -> ask(name + ".a", 1));
        byte[] full = new byte[DnsMessage.BYTES_MAX];
        assertEquals(List.of(), DnsMessage.read(full).questions());
        assertThrows(WireException.class, () -> DnsMessage.read(new byte[DnsMessage.BYTES_MAX + 1]));
    }

    @Test
    void anyMutatedMessageIsReadOrRefusedByTheOneException() {
        byte[] good = alice.answer(DnsMessage.read(bob.query()), List.of(HOME, HOME), 0).orElseThrow();
        Forall.seeds(3000, random -> {
            byte[] bad = Arrays.copyOf(good, random.nextInt(good.length + 1));
            for (int i = random.nextInt(4); i >= 0 && bad.length > 0; i--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            try {
                bob.found(DnsMessage.read(bad));
            } catch (WireException refused) {
                assertTrue(refused.place().startsWith("mdns"));
            }
        });
    }
}
