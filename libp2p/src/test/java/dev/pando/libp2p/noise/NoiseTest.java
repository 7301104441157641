package dev.pando.libp2p.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.libp2p.identity.Identity;
import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.identity.PublicKey;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.protobuf.ProtoWriter;
import dev.pando.libp2p.testing.Both;
import dev.pando.libp2p.testing.MemoryPipe;
import dev.pando.libp2p.transport.Security.Secured;
import dev.pando.libp2p.transport.Stream;
import dev.pando.libp2p.transport.WrongPeerException;
import dev.pando.testing.Forall;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class NoiseTest {

    private static final Identity ALICE = Identity.ofSeed(new byte[32]);
    private static final Identity BOB = Identity.generate(new SecureRandom());
    private static final NoiseSecurity DIALER = new NoiseSecurity(ALICE, new SecureRandom());
    private static final NoiseSecurity LISTENER = new NoiseSecurity(BOB, new SecureRandom());

    private static Secured[] meet(MemoryPipe pipe, Optional<PeerId> expected, List<String> hers, List<String> his)
            throws Exception {
        var listening = Both.start(() -> LISTENER.secure(pipe.right(), false, Optional.empty(), his));
        try {
            Secured dialed = DIALER.secure(pipe.left(), true, expected, hers);
            return new Secured[]{dialed, Both.get(listening)};
        } catch (IOException | WireException e) {
            pipe.left().reset();
            assertThrows(Exception.class, () -> Both.get(listening));
            throw e;
        }
    }

    private static Secured[] meet(MemoryPipe pipe) throws Exception {
        return meet(pipe, Optional.of(BOB.peer()), List.of("/yamux/1.0.0"), List.of("/yamux/1.0.0"));
    }

    @Test
    void bothLearnWhoTheOtherIsAndWhatComesInGoesOut() {
        Forall.seeds(20, random -> {
            Secured[] ends = meet(new MemoryPipe(random, Long.MAX_VALUE));
            assertEquals(BOB.key(), ends[0].peer());
            assertEquals(ALICE.key(), ends[1].peer());
            byte[] message = new byte[random.nextInt(200_000)];
            random.nextBytes(message);
            var received = Both.start(() -> ends[1].stream().in().readAllBytes());
            ends[0].stream().out().write(message);
            ends[0].stream().closeWrite();
            assertArrayEquals(message, Both.get(received));
        });
    }

    @Test
    void theMuxerIsTheDialersFirstThatTheListenerSpeaks() throws Exception {
        // The example of inlined-muxer-negotiation.
        List<String> hers = List.of("/yamux/1.0.0", "/mplex/6.7.0"), his = List.of("/mplex/6.7.0", "/yamux/1.0.0");
        for (Secured end : meet(new MemoryPipe(), Optional.empty(), hers, his)) {
            assertEquals(Optional.of("/yamux/1.0.0"), end.muxer());
        }
        for (Secured end : meet(new MemoryPipe(), Optional.empty(), hers, List.of())) {
            assertEquals(Optional.empty(), end.muxer());
        }
        assertThrows(WireException.class,
                () -> meet(new MemoryPipe(), Optional.empty(), hers, List.of("/other/1")));
    }

    @Test
    void aPeerThatIsNotTheOneWeDialedIsRefused() {
        WrongPeerException refused = assertThrows(WrongPeerException.class,
                () -> meet(new MemoryPipe(), Optional.of(ALICE.peer()), List.of(), List.of()));
        assertTrue(refused.getMessage().contains("it is " + BOB.peer()));
    }

    @Test
    void aPeerThatSignsAnotherKeyIsRefused() {
        byte[] key = new byte[32], other = new byte[32];
        other[0] = 1;
        byte[] payload = HandshakePayload.of(ALICE, key, List.of()).bytes();
        assertEquals(ALICE.key(), HandshakePayload.read(payload, key).key());
        assertThrows(WireException.class, () -> HandshakePayload.read(payload, other));
        // Bob's key with Alice's signature.
        byte[] lie = new ProtoWriter().bytes(1, BOB.key().bytes())
                .bytes(2, HandshakePayload.of(ALICE, key, List.of()).signature()).toBytes();
        assertThrows(WireException.class, () -> HandshakePayload.read(lie, key));
    }

    @Test
    void aPayloadMayNameSoManyMuxersAndNotOneMore() {
        byte[] key = new byte[32];
        List<String> most = Collections.nCopies(HandshakePayload.MUXERS_MAX, "/m");
        assertEquals(most, HandshakePayload.read(HandshakePayload.of(ALICE, key, most).bytes(), key).muxers());
        byte[] more = HandshakePayload.of(ALICE, key, Collections.nCopies(HandshakePayload.MUXERS_MAX + 1, "/m"))
                .bytes();
        assertThrows(WireException.class, () -> HandshakePayload.read(more, key));
    }

    @Test
    void everyPartOfAPayloadHasALimit() {
        assertPayloadLimit(PublicKey.BYTES_MAX, n -> new ProtoWriter().bytes(1, new byte[n]));
        assertPayloadLimit(HandshakePayload.SIGNATURE_BYTES_MAX,
                n -> new ProtoWriter().bytes(1, ALICE.key().bytes()).bytes(2, new byte[n]));
        assertPayloadLimit(HandshakePayload.MUXER_BYTES_MAX,
                n -> new ProtoWriter().message(4, new ProtoWriter().bytes(2, new byte[n])));
        assertPayloadLimit(HandshakePayload.EXTENSIONS_BYTES_MAX,
                n -> new ProtoWriter().message(4, new ProtoWriter().bytes(9, new byte[n - 3])));
    }

    private static void assertPayloadLimit(int max, IntFunction<ProtoWriter> payload) {
        for (int more = 0; more < 2; more++) {
            byte[] bytes = payload.apply(max + more).toBytes();
            // Neither is a whole payload; the longer one is refused for its length.
            var refused = assertThrows(WireException.class, () -> HandshakePayload.read(bytes, new byte[32]));
            assertEquals(more == 0 ? OptionalLong.empty() : OptionalLong.of(max), refused.limit());
        }
    }

    @Test
    void asMuchKeyIsDerivedAsTheHashAllowsAndNotOneByteMore() {
        assertEquals(Hkdf.OUTPUT_BYTES_MAX,
                Hkdf.derive(new byte[0], new byte[1], new byte[0], Hkdf.OUTPUT_BYTES_MAX).length);
        assertThrows(IllegalArgumentException.class,
                () -> Hkdf.derive(new byte[0], new byte[1], new byte[0], Hkdf.OUTPUT_BYTES_MAX + 1));
    }

    @Test
    void aHandshakeMessageAtItsLimitIsReadAndOneByteMoreIsNot() throws Exception {
        for (int more = 0; more < 2; more++) {
            MemoryPipe pipe = new MemoryPipe();
            int length = NoiseSecurity.HANDSHAKE_BYTES_MAX + more;
            pipe.left().out().write(new byte[]{(byte) (length >>> 8), (byte) length});
            pipe.left().out().write(new byte[length]);
            pipe.left().closeWrite();
            // An all-zero ephemeral key is of small order: read, and then refused for that.
            var refused = assertThrows(WireException.class,
                    () -> LISTENER.secure(pipe.right(), false, Optional.empty(), List.of()));
            assertEquals(more == 0 ? "noise key" : "noise handshake", refused.place());
        }
    }

    @Test
    void aBitChangedAnywhereInTheHandshakeIsNoticed() {
        Forall.seeds(200, random -> {
            var initiator = new Handshake(true, X25519.generate(new SecureRandom()),
                    X25519.generate(new SecureRandom()), new byte[0]);
            var responder = new Handshake(false, X25519.generate(new SecureRandom()),
                    X25519.generate(new SecureRandom()), new byte[0]);
            int turn = random.nextInt(3);
            Handshake[] sides = {initiator, responder};
            assertThrows(WireException.class, () -> {
                for (int i = 0; i < 3; i++) {
                    byte[] message = sides[i % 2].write(new byte[10]);
                    // The topmost bit of an X25519 key is not part of it (RFC 7748 §5), but of the hash.
                    if (i == turn) message[random.nextInt(message.length)] ^= (byte) (1 << random.nextInt(8));
                    sides[1 - i % 2].read(message);
                }
            });
        });
    }

    @Test
    void aFrameChangedRepeatedOrLeftOutIsNoticed() throws Exception {
        byte[] key = new byte[32];
        byte[][] frames = new byte[3][];
        for (int i = 0; i < 3; i++) frames[i] = new byte[]{1, 2, 3, (byte) i};
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        int[] starts = new int[4];
        MemoryPipe pipe = new MemoryPipe();
        NoiseStream sender = new NoiseStream(pipe.left(), new CipherState(key), new CipherState(key));
        for (int i = 0; i < 3; i++) {
            sender.out().write(frames[i]);
            wire.writeBytes(pipe.right().in().readNBytes(2 + 4 + 16));
            starts[i + 1] = wire.size();
        }
        byte[] all = wire.toByteArray();
        assertArrayEquals(new byte[]{1, 2, 3, 0, 1, 2, 3, 1, 1, 2, 3, 2}, open(key, all));
        byte[] flipped = all.clone();
        flipped[starts[1] + 10] ^= 1;
        byte[] repeated = join(all, 0, starts[1], 0, starts[1]);
        byte[] skipped = join(all, 0, starts[1], starts[2], starts[3]);
        for (byte[] bad : new byte[][]{flipped, repeated, skipped}) {
            assertThrows(WireException.class, () -> open(key, bad));
        }
        assertThrows(EOFException.class, () -> open(key, join(all, 0, starts[1] + 5, 0, 0)));
        assertThrows(WireException.class,
                () -> open(key, new byte[]{0, 15, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}));
    }

    private static byte[] join(byte[] all, int a, int b, int c, int d) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(all, a, b - a);
        out.write(all, c, d - c);
        return out.toByteArray();
    }

    private static byte[] open(byte[] key, byte[] wire) throws IOException {
        MemoryPipe pipe = new MemoryPipe();
        pipe.left().out().write(wire);
        pipe.left().closeWrite();
        return new NoiseStream(pipe.right(), new CipherState(key), new CipherState(key)).in().readAllBytes();
    }

    @Test
    void theLargestFrameIsFullAndNothingIsLostAroundIt() throws Exception {
        for (int size : new int[]{NoiseStream.PAYLOAD_BYTES_MAX, NoiseStream.PAYLOAD_BYTES_MAX + 1}) {
            Secured[] ends = meet(new MemoryPipe());
            var received = Both.start(() -> ends[1].stream().in().readAllBytes());
            byte[] message = new byte[size];
            message[size - 1] = 7;
            ends[0].stream().out().write(message);
            ends[0].stream().closeWrite();
            assertArrayEquals(message, Both.get(received));
        }
    }

    @Test
    void howeverMuchIsAskedForAtATimeEveryByteComesInOrder() {
        Forall.seeds(200, random -> {
            CipherState sealing = new CipherState(new byte[32]), opening = new CipherState(new byte[32]);
            ByteArrayOutputStream plain = new ByteArrayOutputStream(), wire = new ByteArrayOutputStream();
            for (int i = 0; i < 10; i++) {
                byte[] piece = new byte[random.nextInt(4) == 0 ? 0 : random.nextInt(300)]; // empty frames, too
                random.nextBytes(piece);
                byte[] frame = new byte[2 + piece.length + CipherState.TAG_BYTES];
                int sealed = sealing.encrypt(new byte[0], piece, 0, piece.length, frame, 2);
                frame[0] = (byte) (sealed >>> 8);
                frame[1] = (byte) sealed;
                plain.writeBytes(piece);
                wire.writeBytes(frame);
            }
            MemoryPipe pipe = new MemoryPipe();
            pipe.left().out().write(wire.toByteArray());
            pipe.left().closeWrite();
            InputStream in = new NoiseStream(pipe.right(), sealing, opening).in();
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            byte[] out = new byte[400];
            for (int count = 0; count >= 0;) {
                int offset = random.nextInt(50), length = 1 + random.nextInt(out.length - offset);
                count = in.read(out, offset, length);
                if (count > 0) read.write(out, offset, count);
            }
            assertArrayEquals(plain.toByteArray(), read.toByteArray());
        });
    }

    @Test
    void theReservedNonceIsNeverUsed() {
        CipherState last = new CipherState(new byte[32], -2L);
        byte[] out = new byte[16];
        assertEquals(16, last.encrypt(new byte[0], new byte[0], 0, 0, out, 0));
        assertThrows(WireException.class, () -> last.encrypt(new byte[0], new byte[0], 0, 0, out, 0));
    }

    @Test
    void aPeerThatLeavesAnywhereInTheHandshakeEndsItForBoth() {
        for (int cut : new int[]{0, 1, 33, 34, 35, 100, 200}) {
            assertThrows(IOException.class, () -> meet(new MemoryPipe(null, cut)), "cut after " + cut);
        }
    }

    @Test
    void talkingToOneselfIsRefused() {
        MemoryPipe pipe = new MemoryPipe();
        Stream right = pipe.right();
        Both.start(() -> DIALER.secure(right, false, Optional.empty(), List.of()));
        assertThrows(WireException.class, () -> DIALER.secure(pipe.left(), true, Optional.empty(), List.of()));
        right.reset();
    }
}
