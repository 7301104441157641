package dev.pando.libp2p.kad;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.libp2p.identity.Identity;
import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.protobuf.ProtoWriter;
import dev.pando.testing.Forall;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KadWireTest {

    private static final Identity AUTHOR = Identity.ofSeed(new byte[32]);
    private static final PeerId SELF = AUTHOR.peer();
    private static final byte[] KEY = "/pando/x".getBytes();
    private static final long NOW_MS = 1_800_000_000_000L;

    @Test
    void questionsAndAnswersComeBackAsTheyWere() {
        Forall.seeds(200, random -> {
            KadRequest request = request(random);
            byte[] asked = KadCodec.encode(request, SELF);
            assertArrayEquals(asked, KadCodec.encode(KadCodec.decodeRequest(asked, SELF), SELF));
            KadResponse<PeerId> response = response(random);
            byte[] answered = KadCodec.encode(request, response);
            KadResponse<PeerId> back = KadCodec.decodeResponse(answered);
            assertEquals(response.found(), back.found());
            assertEquals(response.closer(), back.closer());
            assertArrayEquals(answered, KadCodec.encode(request, back));
        });
    }

    @Test
    void aBrokenMessageIsReadOrRefusedButNothingElse() {
        Forall.seeds(500, random -> {
            byte[] bytes = KadCodec.encode(request(random), response(random));
            for (int i = 0; i < 3; i++) bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            try {
                KadCodec.decodeResponse(bytes);
                KadCodec.decodeRequest(bytes, SELF);
            } catch (WireException e) {
                assertTrue(e.getMessage().length() > 5);
            }
        });
    }

    @Test
    void everyPartHasALimit() {
        Contact<PeerId> peer = new Contact<>(SELF, KadId.of(SELF.bytes()), List.of());
        assertLimit(KadCodec.PEERS_MAX, n -> KadCodec.encode(new KadRequest.Ping(),
                new KadResponse<>(Optional.empty(), Collections.nCopies(n, peer), List.of())));
        assertLimit(KadParameters.KEY_BYTES_MAX,
                n -> KadCodec.encode(new KadRequest.FindNode(new byte[n]), SELF));
        assertLimit(KadCodec.ADDRESS_BYTES_MAX, n -> new ProtoWriter()
                .message(8, new ProtoWriter().bytes(1, SELF.bytes()).bytes(2, new byte[n])).toBytes());
        assertLimit(KadParameters.VALUE_BYTES_MAX,
                n -> new ProtoWriter().message(3, new ProtoWriter().bytes(2, new byte[n])).toBytes());
        assertLimit(KadCodec.ADDRESSES_MAX, n -> {
            ProtoWriter many = new ProtoWriter().bytes(1, SELF.bytes());
            for (int i = 0; i < n; i++) many.bytes(2, new byte[1]);
            return new ProtoWriter().message(8, many).toBytes();
        });
        assertLimit(KadCodec.PEERS_MAX, n -> KadCodec.encode(new KadRequest.Ping(),
                new KadResponse<>(Optional.empty(), List.of(), Collections.nCopies(n, peer))));
        assertLimit(KadCodec.FRAME_BYTES_MAX, n -> new ProtoWriter().bytes(99, new byte[n - 5]).toBytes());
    }

    @Test
    void theLargestAnswerCanBeRead() {
        // What a peer says of itself in identify, and as a provider: an address as long as they go, then many.
        List<byte[]> addresses = new ArrayList<>(List.of(new byte[Multiaddr.BYTES_MAX]));
        addresses.addAll(Collections.nCopies(KadCodec.ADDRESSES_MAX - 1, new byte[KadCodec.ADDRESS_BYTES_MAX]));
        List<Contact<PeerId>> peers = Collections.nCopies(KadParameters.K,
                new Contact<>(SELF, KadId.of(SELF.bytes()), addresses));
        KadRecord value = new KadRecord(new byte[KadParameters.KEY_BYTES_MAX],
                new byte[KadParameters.VALUE_BYTES_MAX]);
        byte[] answer = KadCodec.encode(new KadRequest.GetValue(value.key()),
                new KadResponse<>(Optional.of(value), peers, peers));
        KadResponse<PeerId> read = KadCodec.decodeResponse(answer);
        assertEquals(peers, read.closer());
        assertEquals(peers, read.providers());
        assertEquals(KadCodec.ADDRESSES_BYTES_TOLD_MAX / KadCodec.ADDRESS_BYTES_MAX,
                read.closer().getFirst().addresses().size());
    }

    @Test
    void theLongestContentFitsIntoAValue() {
        byte[] content = new byte[SignedValues.CONTENT_BYTES_MAX];
        KadRecord signed = SignedValues.sign(AUTHOR, KEY, content, Long.MAX_VALUE, Long.MAX_VALUE);
        assertArrayEquals(content, SignedValues.read(signed).orElseThrow().content());
        assertThrows(IllegalArgumentException.class,
                () -> SignedValues.sign(AUTHOR, KEY, new byte[SignedValues.CONTENT_BYTES_MAX + 1], 1, 1));
    }

    private interface Sized {
        byte[] of(int size);
    }

    private static void assertLimit(int max, Sized frame) {
        KadCodec.decodeResponse(frame.of(max));
        WireException e = assertThrows(WireException.class, () -> KadCodec.decodeResponse(frame.of(max + 1)));
        assertEquals(max, e.limit().orElseThrow());
    }

    @Test
    void onlyTheTellerIsAProvider() {
        byte[] frame = KadCodec.encode(new KadRequest.AddProvider(KEY, List.of()), SELF);
        PeerId other = Identity.ofSeed(seed(1)).peer();
        assertThrows(WireException.class, () -> KadCodec.decodeRequest(frame, other));
    }

    @Test
    void aRecordToStoreMustCarryTheKeyOfTheMessage() {
        byte[] frame = new ProtoWriter().varint(1, 0).bytes(2, KEY)
                .message(3, new ProtoWriter().bytes(1, new byte[]{1}).bytes(2, new byte[]{2})).toBytes();
        assertThrows(WireException.class, () -> KadCodec.decodeRequest(frame, SELF));
    }

    @Test
    void aSignedValueHoldsForItsKeyAndTimeAlone() {
        SignedValues validator = new SignedValues();
        KadRecord signed = SignedValues.sign(AUTHOR, KEY, new byte[]{1, 2}, 3, NOW_MS + 1_000);
        assertEquals(NOW_MS + 1_000, validator.validUntilMs(KEY, signed.value(), NOW_MS));
        assertEquals(0, validator.validUntilMs("/pando/y".getBytes(), signed.value(), NOW_MS), "another key");
        long tooLate = NOW_MS + SignedValues.LIFE_MS_MAX;
        assertEquals(tooLate, validator.validUntilMs(KEY,
                SignedValues.sign(AUTHOR, KEY, new byte[0], 1, tooLate).value(), NOW_MS));
        assertEquals(0, validator.validUntilMs(KEY,
                SignedValues.sign(AUTHOR, KEY, new byte[0], 1, tooLate + 1).value(), NOW_MS));
        for (int bit = 0; bit < signed.value().length * 8; bit++) {
            byte[] changed = signed.value().clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertEquals(0, validator.validUntilMs(KEY, changed, NOW_MS), "bit " + bit);
        }
        byte[] longer = Arrays.copyOf(signed.value(), signed.value().length + 2);
        longer[longer.length - 2] = 0x30; // field 6, varint
        assertEquals(0, validator.validUntilMs(KEY, longer, NOW_MS), "something after the signature");
    }

    @Test
    void aLaterEditionIsBetter() {
        SignedValues validator = new SignedValues();
        byte[] first = SignedValues.sign(AUTHOR, KEY, new byte[]{1}, 1, NOW_MS + 9).value();
        byte[] second = SignedValues.sign(AUTHOR, KEY, new byte[]{1}, 2, NOW_MS + 5).value();
        byte[] longer = SignedValues.sign(AUTHOR, KEY, new byte[]{1}, 2, NOW_MS + 6).value();
        assertTrue(validator.compare(KEY, first, second) < 0);
        assertTrue(validator.compare(KEY, longer, second) > 0);
        assertEquals(0, validator.compare(KEY, first, first));
    }

    @Test
    void aPublicKeyIsValidUnderItsOwnNameAlone() {
        PublicKeyValues validator = new PublicKeyValues();
        byte[] key = ("/pk/").getBytes();
        byte[] own = Arrays.copyOf(key, key.length + SELF.bytes().length);
        System.arraycopy(SELF.bytes(), 0, own, key.length, SELF.bytes().length);
        assertEquals(Long.MAX_VALUE, validator.validUntilMs(own, AUTHOR.key().bytes(), NOW_MS));
        assertEquals(0, validator.validUntilMs(own, Identity.ofSeed(seed(1)).key().bytes(), NOW_MS));
        assertEquals(0, validator.validUntilMs(key, AUTHOR.key().bytes(), NOW_MS));
    }

    private static byte[] seed(int n) {
        byte[] seed = new byte[32];
        seed[0] = (byte) n;
        return seed;
    }

    private static KadRequest request(RandomGenerator random) {
        byte[] key = bytes(random);
        return switch (random.nextInt(6)) {
            case 0 -> new KadRequest.FindNode(key);
            case 1 -> new KadRequest.GetValue(key);
            case 2 -> new KadRequest.PutValue(new KadRecord(key, bytes(random)));
            case 3 -> new KadRequest.GetProviders(key);
            case 4 -> new KadRequest.AddProvider(key, List.of(bytes(random)));
            default -> new KadRequest.Ping();
        };
    }

    private static KadResponse<PeerId> response(RandomGenerator random) {
        Optional<KadRecord> found = random.nextBoolean()
                ? Optional.of(new KadRecord(bytes(random), bytes(random)))
                : Optional.empty();
        return new KadResponse<>(found, contacts(random), contacts(random));
    }

    private static List<Contact<PeerId>> contacts(RandomGenerator random) {
        return IntStream.range(0, random.nextInt(4)).mapToObj(i -> {
            PeerId peer = Identity.ofSeed(seed(random.nextInt(100))).peer();
            return new Contact<>(peer, KadId.of(peer.bytes()), List.of(bytes(random)));
        }).toList();
    }

    private static byte[] bytes(RandomGenerator random) {
        byte[] bytes = new byte[1 + random.nextInt(40)];
        random.nextBytes(bytes);
        return bytes;
    }
}
