package dev.pando.libp2p.yamux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.libp2p.testing.Both;
import dev.pando.libp2p.testing.ManualTime;
import dev.pando.libp2p.testing.MemoryPipe;
import dev.pando.libp2p.transport.Session;
import dev.pando.libp2p.transport.Stream;
import dev.pando.libp2p.transport.StreamResetException;
import dev.pando.testing.Forall;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class YamuxTest {

    private final ManualTime time = new ManualTime();
    private final MemoryPipe pipe = new MemoryPipe();

    private Session dialer(MemoryPipe pipe) {
        return new Yamux(time).session(pipe.left(), true);
    }

    private Session listener(MemoryPipe pipe) {
        return new Yamux(time).session(pipe.right(), false);
    }

    // --- a peer that speaks frames by hand, at the left end

    private void say(int type, int flags, int id, long length, byte[] data) throws IOException {
        byte[] frame = new byte[Frame.HEAD_BYTES + data.length];
        Frame.put(frame, type, flags, id, length);
        System.arraycopy(data, 0, frame, Frame.HEAD_BYTES, data.length);
        pipe.left().out().write(frame);
    }

    private void say(int type, int flags, int id, long length) throws IOException {
        say(type, flags, id, length, new byte[0]);
    }

    private Frame hear() throws IOException {
        byte[] head = pipe.left().in().readNBytes(Frame.HEAD_BYTES);
        return head.length < Frame.HEAD_BYTES ? null : Frame.read(head);
    }

    private Frame hear(int type, int flag) throws Exception {
        return Both.get(Both.start(() -> {
            for (Frame frame; (frame = hear()) != null;) {
                if (frame.type() == type && (flag == 0 || frame.has(flag))) return frame;
                if (frame.type() == Frame.DATA) pipe.left().in().skipNBytes(frame.length());
            }
            throw new AssertionError("never heard");
        }));
    }

    /// The peer's end has no more to say: what the session did last is its end.
    private static String over(Session session) throws Exception {
        Both.get(Both.start(() -> {
            while (session.accept() != null) continue;
            return null;
        }));
        return session.reason();
    }

    @Test
    void manyStreamsAtOnceEachCarryTheirOwnBytes() {
        Forall.seeds(10, random -> {
            MemoryPipe pipe = new MemoryPipe(random, Long.MAX_VALUE);
            Session left = dialer(pipe), right = listener(pipe);
            List<CompletableFuture<Void>> done = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                byte[] message = new byte[random.nextInt(3 * Yamux.WINDOW_BYTES)];
                random.nextBytes(message);
                boolean ours = random.nextBoolean();
                Stream stream = (ours ? left : right).open();
                done.add(Both.start(() -> {
                    stream.out().write(message);
                    stream.closeWrite();
                    return null;
                }));
                done.add(Both.start(() -> {
                    assertArrayEquals(message, stream.in().readAllBytes());
                    return null;
                }));
                Stream other = Both.get(Both.start((ours ? right : left)::accept));
                done.add(Both.start(() -> {
                    other.in().transferTo(other.out());
                    other.close();
                    return null;
                }));
            }
            for (var each : done) Both.get(each);
            assertEquals(0, left.streams() + right.streams());
            left.close();
        });
    }

    @Test
    void aHalfClosedStreamStillBringsTheAnswer() throws Exception {
        Session left = dialer(pipe), right = listener(pipe);
        Stream asking = left.open();
        asking.out().write(new byte[]{1, 2, 3});
        asking.closeWrite();
        Stream answering = Both.get(Both.start(right::accept));
        assertArrayEquals(new byte[]{1, 2, 3}, Both.get(Both.start(() -> answering.in().readAllBytes())));
        assertThrows(IOException.class, () -> asking.out().write(1));
        answering.out().write(new byte[]{4, 5});
        answering.close();
        assertArrayEquals(new byte[]{4, 5}, Both.get(Both.start(() -> asking.in().readAllBytes())));
        assertEquals(0, left.streams());
        assertEquals(0, right.streams());
    }

    @Test
    void theEndComesWithTheLastDataOrAloneAndIsTheSame() throws Exception {
        Session right = listener(pipe);
        say(Frame.DATA, Frame.SYN | Frame.FIN, 1, 2, new byte[]{8, 9});
        assertArrayEquals(new byte[]{8, 9}, Both.get(Both.start(() -> right.accept().in().readAllBytes())));
        say(Frame.DATA, Frame.SYN, 3, 2, new byte[]{8, 9});
        say(Frame.WINDOW_UPDATE, Frame.FIN, 3, 0);
        assertArrayEquals(new byte[]{8, 9}, Both.get(Both.start(() -> right.accept().in().readAllBytes())));
    }

    @Test
    void aWriterWaitsForTheWindowAndGoesOnWhenItOpens() throws Exception {
        Session right = listener(pipe);
        say(Frame.WINDOW_UPDATE, Frame.SYN, 1, 0);
        Stream stream = Both.get(Both.start(right::accept));
        var writing = Both.start(() -> {
            stream.out().write(new byte[Yamux.WINDOW_BYTES + 1]);
            return "written";
        });
        int received = 0;
        while (received < Yamux.WINDOW_BYTES) {
            Frame data = hear();
            pipe.left().in().skipNBytes(data.length());
            received += (int) data.length();
        }
        assertEquals(Yamux.WINDOW_BYTES, received);
        // A ping behind the data is answered while the writer waits: nothing more was sent.
        say(Frame.PING, Frame.SYN, 0, 7);
        assertEquals(7, hear().length());
        assertFalse(writing.isDone());
        say(Frame.WINDOW_UPDATE, 0, 1, 1);
        assertEquals(1, hear(Frame.DATA, 0).length());
        assertEquals("written", Both.get(writing));
    }

    @Test
    void aPeerMayFillTheWindowAndNotOneByteMore() throws Exception {
        Session right = listener(pipe);
        byte[] half = new byte[Yamux.WINDOW_BYTES / 2];
        say(Frame.DATA, Frame.SYN, 1, half.length, half);
        say(Frame.DATA, 0, 1, half.length, half);
        say(Frame.PING, Frame.SYN, 0, 1);
        assertEquals(1, hear(Frame.PING, Frame.ACK).length());
        assertFalse(right.closed());
        say(Frame.DATA, 0, 1, 1, new byte[1]);
        assertEquals(1, hear(Frame.GO_AWAY, 0).length());
        assertTrue(over(right).contains("1 bytes, limit 0"), right.reason());
    }

    @Test
    void whyASessionEndsIsSaidThoughTheLineWasTakenThatMoment() throws Exception {
        var slow = new LateWriter(pipe.right());
        Session right = new Yamux(time).session(slow, false);
        slow.session.complete(right);
        say(Frame.PING, Frame.SYN, 0, 1);
        assertEquals(1, hear(Frame.PING, Frame.ACK).length());
        say(Frame.DATA, 0, 1, 0xFFFF_FFFFL);
        assertEquals(1, hear(Frame.GO_AWAY, 0).length());
    }

    @Test
    void blocksAreUsedAgainAndNothingOfOldOnesIsSeen() throws Exception {
        Session right = listener(pipe);
        say(Frame.WINDOW_UPDATE, Frame.SYN, 1, 0);
        Stream stream = Both.get(Both.start(right::accept));
        for (int i = 1; i <= 20; i++) {
            byte[] sent = new byte[YamuxSession.DATA_BYTES_MAX - i % 2];
            Arrays.fill(sent, (byte) i);
            say(Frame.DATA, 0, 1, sent.length, sent);
            assertArrayEquals(sent, Both.get(Both.start(() -> stream.in().readNBytes(sent.length))));
        }
    }

    @Test
    void aFrameLargerThanAnyWindowIsRefusedUnread() throws Exception {
        Session right = listener(pipe);
        say(Frame.DATA, 0, 1, 0xFFFF_FFFFL);
        assertTrue(over(right).contains("4294967295 bytes, limit " + Yamux.WINDOW_BYTES_MAX), right.reason());
    }

    @Test
    void readingGrantsThePeerMore() throws Exception {
        Session right = listener(pipe);
        byte[] part = new byte[Yamux.WINDOW_BYTES / Yamux.GRANTS_A_WINDOW];
        say(Frame.DATA, Frame.SYN, 1, part.length, part);
        Stream stream = Both.get(Both.start(right::accept));
        Both.get(Both.start(() -> stream.in().readNBytes(part.length - 1)));
        say(Frame.PING, Frame.SYN, 0, 1);
        assertEquals(1, hear(Frame.PING, Frame.ACK).length(), "one byte less grants nothing");
        Both.get(Both.start(() -> stream.in().read()));
        assertEquals(part.length, hear(Frame.WINDOW_UPDATE, Frame.ACK).length());
    }

    private long grantAfterReading(Stream stream, int bytes) throws Exception {
        say(Frame.DATA, 0, 1, bytes, new byte[bytes]);
        Both.get(Both.start(() -> stream.in().readNBytes(bytes)));
        return hear(Frame.WINDOW_UPDATE, 0).length();
    }

    @Test
    void whoReadsFastIsGrantedTwiceTheWindowUntilItIsLargest() throws Exception {
        time.advance(Yamux.FAST_READ_MS);
        Session right = listener(pipe);
        say(Frame.WINDOW_UPDATE, Frame.SYN, 1, 0);
        Stream stream = Both.get(Both.start(right::accept));
        stream.out().write(1);
        hear(Frame.DATA, Frame.ACK);
        pipe.left().in().read();
        int part = Yamux.WINDOW_BYTES / Yamux.GRANTS_A_WINDOW;
        assertEquals(part, grantAfterReading(stream, part));
        time.advance(Yamux.FAST_READ_MS);
        assertEquals(part, grantAfterReading(stream, part), "not fast");
        assertEquals(part + Yamux.WINDOW_BYTES, grantAfterReading(stream, part));
        assertEquals(2 * part + 2 * Yamux.WINDOW_BYTES, grantAfterReading(stream, 2 * part));
        assertEquals(4 * part, grantAfterReading(stream, 4 * part), "it is as large as it gets");
        say(Frame.DATA, 0, 1, Yamux.WINDOW_BYTES_MAX + 1);
        assertTrue(over(right).contains("limit " + Yamux.WINDOW_BYTES_MAX), right.reason());
    }

    @Test
    void aPeerMayOpenSoManyStreamsAndTheNextIsReset() throws Exception {
        Session right = listener(pipe);
        for (int i = 0; i < Yamux.INBOUND_STREAMS_MAX; i++) say(Frame.WINDOW_UPDATE, Frame.SYN, 2 * i + 1, 0);
        say(Frame.PING, Frame.SYN, 0, 1);
        assertNotNull(hear(Frame.PING, Frame.ACK));
        assertEquals(Yamux.INBOUND_STREAMS_MAX, right.streams());
        int next = 2 * Yamux.INBOUND_STREAMS_MAX + 1;
        say(Frame.WINDOW_UPDATE, Frame.SYN, next, 0);
        assertEquals(next, hear(Frame.WINDOW_UPDATE, Frame.RST).id());
        assertFalse(right.closed());
    }

    @Test
    void soManyStreamsMayWaitForAnAcknowledgementAndNotOneMore() throws Exception {
        Session right = listener(pipe);
        List<Stream> open = new ArrayList<>();
        for (int i = 0; i < Yamux.ACK_BACKLOG_MAX; i++) open.add(right.open());
        assertThrows(IOException.class, right::open);
        open.getFirst().reset();
        Stream again = right.open();
        again.out().write(1);
        assertThrows(IOException.class, right::open);
        Frame opened = hear(Frame.DATA, Frame.SYN);
        pipe.left().in().skipNBytes(opened.length());
        say(Frame.WINDOW_UPDATE, Frame.ACK, opened.id(), 0);
        say(Frame.PING, Frame.SYN, 0, 1);
        assertNotNull(hear(Frame.PING, Frame.ACK));
        assertNotNull(right.open());
    }

    @Test
    void soManyStreamsOfOursMayBeOpenAndNotOneMore() throws Exception {
        Session right = listener(pipe);
        for (int i = 0; i < Yamux.OUTBOUND_STREAMS_MAX; i++) {
            right.open();
            say(Frame.WINDOW_UPDATE, Frame.ACK, 2 * i + 2, 0);
            if (i % Yamux.ACK_BACKLOG_MAX != Yamux.ACK_BACKLOG_MAX - 1) continue;
            say(Frame.PING, Frame.SYN, 0, i); // answered once the acknowledgements before it are read
            assertNotNull(hear(Frame.PING, Frame.ACK));
        }
        IOException refused = assertThrows(IOException.class, right::open);
        assertTrue(refused.getMessage().contains(Yamux.OUTBOUND_STREAMS_MAX + " streams are open"),
                refused.getMessage());
    }

    @Test
    void weOpenSoManyStreamsAndNotOneMore() throws Exception {
        Session left = dialer(pipe), right = listener(pipe);
        Both.start(() -> {
            for (Stream s; (s = right.accept()) != null;) s.out().write(1);
            return null;
        });
        // The listener holds only so many; the others are reset and free again, so the count is of one session's own.
        List<Stream> open = new ArrayList<>();
        for (int i = 0; i < Yamux.INBOUND_STREAMS_MAX; i++) {
            Stream stream = left.open();
            stream.out().write(1);
            assertEquals(1, Both.get(Both.start(() -> stream.in().read())));
            open.add(stream);
        }
        Stream over = left.open();
        over.out().write(1);
        assertThrows(StreamResetException.class, () -> Both.get(Both.start(() -> over.in().read())));
        assertEquals(Yamux.INBOUND_STREAMS_MAX, left.streams());
    }

    @Test
    void aResetWakesWhoeverReadsOrWrites() throws Exception {
        Session left = dialer(pipe), right = listener(pipe);
        Stream one = left.open();
        one.out().write(1);
        Stream other = Both.get(Both.start(right::accept));
        var reading = Both.start(() -> other.in().readAllBytes());
        var writing = Both.start(() -> {
            other.out().write(new byte[Yamux.WINDOW_BYTES * 2]);
            return null;
        });
        one.reset();
        assertThrows(StreamResetException.class, () -> Both.get(reading));
        assertThrows(StreamResetException.class, () -> Both.get(writing));
        assertFalse(right.closed());
        assertEquals(0, left.streams());
    }

    @Test
    void dataForAStreamThatWeClosedIsAnsweredWithAReset() throws Exception {
        Session right = listener(pipe);
        say(Frame.DATA, Frame.SYN, 1, 1, new byte[1]);
        Stream stream = Both.get(Both.start(right::accept));
        Both.get(Both.start(() -> stream.in().read()));
        stream.close();
        assertEquals(1, hear(Frame.WINDOW_UPDATE, Frame.FIN).id());
        say(Frame.DATA, 0, 1, 1, new byte[1]);
        assertEquals(1, hear(Frame.WINDOW_UPDATE, Frame.RST).id());
        assertEquals(0, right.streams());
    }

    @Test
    void aStreamThatThePeerNeverClosesIsForgottenInTheEnd() throws Exception {
        Session right = listener(pipe);
        say(Frame.DATA, Frame.SYN, 1, 1, new byte[1]);
        Stream stream = Both.get(Both.start(right::accept));
        Both.get(Both.start(() -> stream.in().read()));
        stream.close();
        time.advance(Yamux.CLOSE_LINGER_MS - Yamux.KEEP_ALIVE_MS);
        assertEquals(1, right.streams());
        say(Frame.PING, Frame.ACK, 0, hear(Frame.PING, Frame.SYN).length());
        say(Frame.PING, Frame.SYN, 0, 99);
        while (hear(Frame.PING, Frame.ACK).length() != 99) continue;
        time.advance(Yamux.KEEP_ALIVE_MS);
        assertEquals(1, hear(Frame.WINDOW_UPDATE, Frame.RST).id());
        assertEquals(0, right.streams());
    }

    @Test
    void aPeerThatDoesNotAnswerPingsIsLetGo() throws Exception {
        Session right = listener(pipe);
        time.advance(Yamux.KEEP_ALIVE_MS);
        assertFalse(right.closed());
        time.advance(Yamux.KEEP_ALIVE_MS);
        assertTrue(over(right).contains("no answer to a ping"));
        assertEquals(0, time.pending());
    }

    @Test
    void aPingMeasuresTheWayThereAndBack() throws Exception {
        Session left = dialer(pipe);
        listener(pipe);
        assertTrue(Both.get(Both.start(left::ping)) > 0);
    }

    @Test
    void whatIsNoFrameEndsTheSessionWithAProtocolError() throws Exception {
        int[][] bad = {{1, 0, 0, 1}, {0, 4, 0, 1}, {0, 0, 16, 1}, {0, 2, 1, 1}, {0, 0, 1, 0}, {0, 0, 1, 2}};
        for (int[] head : bad) {
            MemoryPipe pipe = new MemoryPipe();
            Session right = listener(pipe);
            byte[] frame = new byte[Frame.HEAD_BYTES];
            Frame.put(frame, head[1], head[2], head[3], 0);
            frame[0] = (byte) head[0];
            pipe.left().out().write(frame);
            assertTrue(over(right).startsWith("yamux frame"), right.reason());
        }
    }

    @Test
    void aStreamOpenedTwiceEndsTheSession() throws Exception {
        Session right = listener(pipe);
        say(Frame.DATA, Frame.SYN, 1, 0);
        say(Frame.DATA, Frame.SYN, 1, 0);
        assertTrue(over(right).contains("open already"));
    }

    @Test
    void aPeerThatPingsWithoutReadingIsCutOffAndHoldsNoMemory() throws Exception {
        Session right = listener(pipe);
        Both.start(() -> {
            while (true) say(Frame.PING, Frame.SYN, 0, 1);
        });
        assertTrue(over(right).contains("limit " + Yamux.ANSWERS_MAX), right.reason());
    }

    @Test
    void whatASessionHoldsUnreadIsBounded() throws Exception {
        Session right = listener(pipe);
        byte[] full = new byte[Yamux.WINDOW_BYTES];
        int most = Yamux.SESSION_BYTES_MAX / Yamux.WINDOW_BYTES;
        for (int i = 0; i < most; i++) say(Frame.DATA, Frame.SYN, 2 * i + 1, full.length, full);
        say(Frame.PING, Frame.SYN, 0, 5);
        assertNotNull(hear(Frame.PING, Frame.ACK));
        say(Frame.DATA, Frame.SYN, 2 * most + 1, 1, new byte[1]);
        assertEquals(2 * most + 1, hear(Frame.WINDOW_UPDATE, Frame.RST).id());
        assertFalse(right.closed());
    }

    @Test
    void aGoodbyeEndsNewStreamsAndACodeEndsAll() throws Exception {
        Session right = listener(pipe);
        say(Frame.GO_AWAY, 0, 0, 0);
        say(Frame.PING, Frame.SYN, 0, 5);
        assertNotNull(hear(Frame.PING, Frame.ACK));
        assertFalse(right.closed());
        assertThrows(IOException.class, right::open);
        say(Frame.GO_AWAY, 0, 0, 2);
        assertTrue(over(right).contains("code 2"));
    }

    @Test
    void closingTheSessionEndsEveryStreamOnBothSides() throws Exception {
        Session left = dialer(pipe), right = listener(pipe);
        Stream one = left.open();
        one.out().write(1);
        Stream other = Both.get(Both.start(right::accept));
        other.in().read();
        var reading = Both.start(() -> other.in().read());
        left.close();
        assertThrows(IOException.class, () -> Both.get(reading));
        assertThrows(IOException.class, () -> one.in().read());
        assertThrows(IOException.class, left::open);
        assertNull(Both.get(Both.start(left::accept)));
        over(right);
        assertEquals(0, left.streams() + right.streams());
    }

    @Test
    void anyBytesAtAllEndInAnOrderlyEnd() {
        Forall.seeds(300, random -> {
            MemoryPipe pipe = new MemoryPipe(random, Long.MAX_VALUE);
            Session right = listener(pipe);
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            // Mostly heads that are nearly right, so that the deeper checks are reached.
            for (int i = 0; i + 12 <= noise.length && random.nextInt(4) > 0; i += 12) {
                noise[i] = 0;
                noise[i + 1] &= 3;
                noise[i + 2] = 0;
                noise[i + 3] &= 15;
                noise[i + 8] = noise[i + 9] = noise[i + 10] = 0;
            }
            pipe.left().out().write(noise);
            pipe.left().closeWrite();
            assertNotNull(over(right));
            assertEquals(0, right.streams());
        });
    }
}
