package dev.pando.libp2p.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.protobuf.ProtoWriter;
import dev.pando.testing.Forall;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnvelopeTest {

    private static final Identity ALICE = Identity.ofSeed(new byte[32]);
    private static final Identity BOB = Identity.ofSeed("bob's 32 secret bytes, not secret".substring(0, 32)
            .getBytes(StandardCharsets.US_ASCII));
    private static final Multiaddr HOME = Multiaddr.parse("/ip4/192.0.2.1/tcp/9741");

    @Test
    void anOpenedEnvelopeHoldsWhatWasSealed() {
        byte[] payload = {1, 2, 3};
        Envelope opened = Envelope.open("test", Envelope.seal(ALICE, "test", new byte[]{7}, payload).bytes());
        assertArrayEquals(payload, opened.payload());
        assertEquals(ALICE.key(), opened.signer());
    }

    @Test
    void anEnvelopeOfAnotherDomainIsRefused() {
        byte[] bytes = Envelope.seal(ALICE, "test", new byte[]{7}, new byte[3]).bytes();
        assertThrows(WireException.class, () -> Envelope.open("other", bytes));
    }

    @Test
    void noBitOfAnEnvelopeCanBeChanged() {
        byte[] good = Envelope.seal(ALICE, "test", new byte[]{7}, new byte[20]).bytes();
        Forall.seeds(200, random -> {
            byte[] bad = good.clone();
            bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
            assertThrows(WireException.class, () -> Envelope.open("test", bad));
        });
    }

    @Test
    void anEnvelopeAboveItsLimitIsRefusedUnread() {
        int around = Envelope.seal(ALICE, "test", new byte[0], new byte[10_000]).bytes().length - 10_000;
        byte[] most = Envelope.seal(ALICE, "test", new byte[0], new byte[Envelope.BYTES_MAX - around]).bytes();
        assertEquals(Envelope.BYTES_MAX, most.length);
        assertEquals(ALICE.key(), Envelope.open("test", most).signer());
        byte[] more = Envelope.seal(ALICE, "test", new byte[0], new byte[Envelope.BYTES_MAX - around + 1]).bytes();
        WireException refused = assertThrows(WireException.class, () -> Envelope.open("test", more));
        assertEquals(Envelope.BYTES_MAX, refused.limit().orElseThrow());
    }

    @Test
    void aPeerRecordSaysWhereItsOwnPeerIs() {
        PeerRecord record = new PeerRecord(ALICE.peer(), 5, List.of(HOME));
        assertEquals(record, PeerRecord.open(record.seal(ALICE).bytes()));
        assertThrows(IllegalArgumentException.class, () -> record.seal(BOB));
    }

    @Test
    void aRecordOfOnePeerSignedByAnotherIsRefused() {
        byte[] payload = new ProtoWriter().bytes(1, ALICE.peer().bytes()).varint(2, 1).toBytes();
        byte[] forged = Envelope.seal(BOB, "libp2p-peer-record", new byte[]{3, 1}, payload).bytes();
        assertThrows(WireException.class, () -> PeerRecord.open(forged));
    }

    @Test
    void theNamesOfTheRfcAreReadToo() {
        byte[] payload = new ProtoWriter().bytes(1, ALICE.peer().bytes()).varint(2, 9).toBytes();
        byte[] type = "/libp2p/routing-state-record".getBytes(StandardCharsets.UTF_8);
        byte[] old = Envelope.seal(ALICE, "libp2p-routing-state", type, payload).bytes();
        assertEquals(9, PeerRecord.open(old).sequence());
    }

    @Test
    void anAddressOfUnknownPartsIsLeftOut() {
        var payload = new ProtoWriter().bytes(1, ALICE.peer().bytes()).varint(2, 1);
        payload.message(3, new ProtoWriter().bytes(1, new byte[]{0x7F, 0x01}));
        payload.message(3, new ProtoWriter().bytes(1, HOME.bytes()));
        byte[] sealed = Envelope.seal(ALICE, "libp2p-peer-record", new byte[]{3, 1}, payload.toBytes()).bytes();
        assertEquals(List.of(HOME), PeerRecord.open(sealed).addresses());
    }

    @Test
    void aRecordWithTooManyAddressesIsRefused() {
        List<Multiaddr> most = Collections.nCopies(PeerRecord.ADDRESSES_MAX, HOME);
        assertEquals(most, PeerRecord.open(new PeerRecord(ALICE.peer(), 1, most).seal(ALICE).bytes()).addresses());
        assertThrows(WireException.class,
                () -> new PeerRecord(ALICE.peer(), 1, Collections.nCopies(PeerRecord.ADDRESSES_MAX + 1, HOME)));
    }
}
