package dev.pando.libp2p.gossipsub;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.libp2p.identity.Identity;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.protobuf.ProtoReader;
import dev.pando.libp2p.protobuf.ProtoWriter;
import dev.pando.testing.Forall;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RpcCodecTest {

    private static final Identity AUTHOR = Identity.ofSeed(new byte[32]);

    @Test
    void aFrameComesBackAsItWas() {
        Forall.seeds(200, random -> {
            Rpc rpc = frame(random);
            Rpc back = RpcCodec.decode(RpcCodec.encode(rpc));
            assertEquals(rpc.subscriptions(), back.subscriptions());
            assertEquals(rpc.messages(), back.messages());
            assertArrayEquals(RpcCodec.encode(rpc), RpcCodec.encode(back));
        });
    }

    @Test
    void aBrokenFrameIsReadOrRefusedButNothingElse() {
        Forall.seeds(500, random -> {
            byte[] bytes = RpcCodec.encode(frame(random));
            for (int i = 0; i < 3 && bytes.length > 0; i++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                for (Message m : RpcCodec.decode(bytes).messages()) SignedMessages.isGenuine(m);
            } catch (WireException e) {
                assertTrue(e.getMessage().startsWith("gossipsub"), e.getMessage());
            }
        });
    }

    @Test
    void everyListHasALimit() {
        assertLimit(RpcCodec.SUBSCRIPTIONS_MAX,
                n -> Rpc.subscribe(Collections.nCopies(n, new Subscription("t", true))));
        Message m = SignedMessages.parse(new byte[0]);
        assertLimit(RpcCodec.MESSAGES_MAX, n -> Rpc.publish(Collections.nCopies(n, m)));
        Control graft = new Control.Graft("t");
        assertLimit(RpcCodec.CONTROLS_MAX, n -> new Rpc(List.of(), List.of(), Collections.nCopies(n, graft)));
        MessageId id = MessageId.of(new byte[]{1});
        assertLimit(RpcCodec.IDS_MAX, n -> Rpc.control(new Control.IWant(Collections.nCopies(n / 2, id)),
                new Control.IDontWant(Collections.nCopies(n - n / 2, id))));
        PeerOffer offer = new PeerOffer(new byte[]{1}, new byte[0]);
        assertLimit(RpcCodec.OFFERS_MAX,
                n -> Rpc.control(new Control.Prune("t", Collections.nCopies(n, offer), 60)));
        assertLimit(RpcCodec.RECORD_BYTES_MAX, n -> Rpc.control(
                new Control.Prune("t", List.of(new PeerOffer(new byte[]{1}, new byte[n])), 60)));
        assertLimit(MessageId.BYTES_MAX, n -> Rpc.control(
                new Control.Prune("t", List.of(new PeerOffer(new byte[n], new byte[0])), 60)));
        assertLimit(RpcCodec.TOPIC_BYTES_MAX, n -> Rpc.control(new Control.Graft("t".repeat(n))));
    }

    private interface Sized {
        Rpc of(int size);
    }

    private static void assertLimit(int max, Sized rpc) {
        assertRefused(max, size -> RpcCodec.encode(rpc.of(size)));
    }

    @Test
    void aMessagesIdAuthorAndNumberHaveTheirLimits() {
        assertRefused(MessageId.BYTES_MAX, n -> new ProtoWriter()
                .message(3, new ProtoWriter().message(2, new ProtoWriter().bytes(1, new byte[n]))).toBytes());
        assertRefused(MessageId.BYTES_MAX - Long.BYTES,
                n -> new ProtoWriter().message(2, new ProtoWriter().bytes(1, new byte[n])).toBytes());
        assertRefused(Long.BYTES, n -> new ProtoWriter().message(2, new ProtoWriter().bytes(3, new byte[n])).toBytes());
    }

    private interface Encoded {
        byte[] of(int size);
    }

    private static void assertRefused(int max, Encoded frame) {
        RpcCodec.decode(frame.of(max));
        WireException e = assertThrows(WireException.class, () -> RpcCodec.decode(frame.of(max + 1)));
        assertEquals(max, e.limit().orElseThrow());
    }

    @Test
    void theLongestGossipOfOneHeartbeatFitsIntoAFrame() {
        List<MessageId> ids = IntStream.range(0, MeshParameters.CACHE_MESSAGES_MAX)
                .mapToObj(i -> MessageId.stamped(AUTHOR.peer().bytes(),
                        ByteBuffer.allocate(Long.BYTES).putLong(i).array()))
                .toList();
        Rpc rpc = new Rpc(List.of(), List.of(),
                List.of(new Control.IHave("a", ids.subList(0, 5_000)),
                        new Control.IHave("b", ids.subList(5_000, 10_000)),
                        new Control.IHave("c", ids.subList(10_000, ids.size()))));
        assertEquals(rpc.controls(), RpcCodec.decode(RpcCodec.encode(rpc)).controls());
    }

    @Test
    void aFrameHasALimit() {
        byte[] padding = new ProtoWriter().bytes(99, new byte[RpcCodec.FRAME_BYTES_MAX - 5]).toBytes();
        assertEquals(RpcCodec.FRAME_BYTES_MAX, padding.length);
        RpcCodec.decode(padding);
        assertThrows(WireException.class, () -> RpcCodec.decode(new byte[RpcCodec.FRAME_BYTES_MAX + 1]));
    }

    @Test
    void theLargestMessageFitsIntoAFrame() {
        Message m = SignedMessages.sign(AUTHOR, 1, "t".repeat(RpcCodec.TOPIC_BYTES_MAX),
                new byte[SignedMessages.DATA_BYTES_MAX]);
        Rpc back = RpcCodec.decode(RpcCodec.encode(Rpc.publish(List.of(m))));
        assertTrue(SignedMessages.isGenuine(back.messages().getFirst()));
        assertThrows(IllegalArgumentException.class,
                () -> SignedMessages.sign(AUTHOR, 1, "t", new byte[SignedMessages.DATA_BYTES_MAX + 1]));
    }

    @Test
    void anEmptyMessageIdIsRefused() {
        byte[] frame = new ProtoWriter()
                .message(3, new ProtoWriter().message(2, new ProtoWriter().bytes(1, new byte[0]))).toBytes();
        assertThrows(WireException.class, () -> RpcCodec.decode(frame));
    }

    @Test
    void aSignedMessageIsGenuineAndNotOneOfItsBitsMayChange() {
        Message m = SignedMessages.sign(AUTHOR, 7, "weather", "it rains".getBytes());
        assertTrue(SignedMessages.isGenuine(m));
        for (int bit = 0; bit < m.wire().length * 8; bit++) {
            byte[] changed = m.wire().clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertFalse(readsAsGenuine(changed), "bit " + bit);
        }
    }

    private static boolean readsAsGenuine(byte[] wire) {
        try {
            return SignedMessages.isGenuine(SignedMessages.parse(wire));
        } catch (WireException e) {
            return false;
        }
    }

    @Test
    void aFieldThatWeDoNotKnowIsSignedAndTravelsOn() {
        byte[] plain = unsigned().bytes(42, new byte[]{1, 2, 3}).toBytes();
        byte[] wire = sign(plain);
        Message m = RpcCodec.decode(RpcCodec.encode(Rpc.publish(List.of(SignedMessages.parse(wire))))).messages()
                .getFirst();
        assertArrayEquals(wire, m.wire());
        assertTrue(SignedMessages.isGenuine(m));
    }

    @Test
    void theKeyMayBeStatedButMustBeTheAuthors() {
        // As go, rust and js do: the key is set after signing.
        assertTrue(readsAsGenuine(withKey(AUTHOR.key().bytes())));
        byte[] other = Identity.ofSeed(new byte[]{
                1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}).key()
                .bytes();
        assertFalse(readsAsGenuine(withKey(other)));
    }

    private static byte[] withKey(byte[] key) {
        byte[] signed = sign(unsigned().toBytes()), field = new ProtoWriter().bytes(6, key).toBytes();
        return ByteBuffer.allocate(signed.length + field.length).put(signed).put(field).array();
    }

    @Test
    void aMessageWithoutAuthorNumberOrSignatureIsNotGenuineButHasAnId() {
        Message none = SignedMessages.parse(new ProtoWriter().bytes(2, new byte[]{1}).string(4, "t").toBytes());
        assertFalse(SignedMessages.isGenuine(none));
        assertEquals(32, none.id().size());
        assertFalse(readsAsGenuine(unsigned().toBytes()));
    }

    private static ProtoWriter unsigned() {
        return new ProtoWriter().bytes(1, AUTHOR.peer().bytes()).bytes(2, new byte[]{9}).bytes(3, new byte[8]).string(4,
                "weather");
    }

    private static byte[] sign(byte[] plain) {
        byte[] prefixed = new byte[14 + plain.length];
        System.arraycopy("libp2p-pubsub:".getBytes(), 0, prefixed, 0, 14);
        System.arraycopy(plain, 0, prefixed, 14, plain.length);
        byte[] signature = new ProtoWriter().bytes(5, AUTHOR.sign(prefixed)).toBytes();
        byte[] wire = new byte[plain.length + signature.length];
        System.arraycopy(plain, 0, wire, 0, plain.length);
        System.arraycopy(signature, 0, wire, plain.length, signature.length);
        assertTrue(new ProtoReader("test", wire).next());
        return wire;
    }

    private static Rpc frame(RandomGenerator random) {
        List<Control> controls = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) controls.add(control(random));
        List<Message> messages = IntStream.range(0, random.nextInt(3))
                .mapToObj(i -> SignedMessages.sign(AUTHOR, random.nextLong(), "t" + i, bytes(random))).toList();
        List<Subscription> subscriptions = IntStream.range(0, random.nextInt(3))
                .mapToObj(i -> new Subscription("topic " + i, random.nextBoolean())).toList();
        return new Rpc(subscriptions, messages, controls);
    }

    private static Control control(RandomGenerator random) {
        List<MessageId> ids = IntStream.range(0, random.nextInt(5)).mapToObj(i -> MessageId.of(bytes(random))).toList();
        return switch (random.nextInt(5)) {
            case 0 -> new Control.IHave("t", ids);
            case 1 -> new Control.IWant(ids);
            case 2 -> new Control.Graft("wetter und größe");
            case 3 -> new Control.Prune("t", List.of(new PeerOffer(bytes(random), bytes(random))),
                    random.nextInt(100));
            default -> new Control.IDontWant(ids);
        };
    }

    private static byte[] bytes(RandomGenerator random) {
        byte[] bytes = new byte[1 + random.nextInt(50)];
        random.nextBytes(bytes);
        return bytes;
    }
}
