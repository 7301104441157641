package dev.pando.libp2p.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.libp2p.identity.Identity;
import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.testing.Both;
import dev.pando.libp2p.testing.ManualTime;
import dev.pando.libp2p.testing.MemoryPipe;
import dev.pando.libp2p.transport.Connection;
import dev.pando.libp2p.yamux.Yamux;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

class DialerTest {

    private static final Identity BOB = Identity.ofSeed(new byte[32]);
    private static final PeerId PEER = BOB.peer();
    private static final Multiaddr A = Multiaddr.parse("/ip4/192.0.2.1/tcp/1");
    private static final Multiaddr B = Multiaddr.parse("/ip4/192.0.2.2/tcp/2");

    private final ManualTime time = new ManualTime();
    private final BlockingQueue<Multiaddr> tried = new LinkedBlockingQueue<>();
    private final List<Multiaddr> failed = Collections.synchronizedList(new ArrayList<>());

    private Connection connection(Multiaddr at) {
        var session = new Yamux(time).session(new MemoryPipe().left(), true);
        return new Connection(session, BOB.key(), at, at, true, "test");
    }

    @Test
    void theSecondAddressIsTriedWhenTheFirstIsSlowAndTheFirstToAnswerIsKept() throws Exception {
        CountDownLatch never = new CountDownLatch(1), interrupted = new CountDownLatch(1);
        var dial = Both.start(() -> new Dialer(time, 8).dial(PEER, List.of(A, B), at -> {
            tried.add(at);
            if (at.equals(B)) return connection(B);
            try {
                never.await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            throw new IOException("interrupted");
        }, (at, why) -> failed.add(at)));
        assertEquals(A, Both.get(Both.start(tried::take)));
        time.advance(Dialer.STAGGER_MS - 1);
        assertTrue(tried.isEmpty());
        time.advance(1);
        assertEquals(B, Both.get(dial).remote());
        // Whoever is too late is told to stop.
        Both.get(Both.start(() -> {
            interrupted.await();
            return null;
        }));
    }

    @Test
    void theSecondAddressIsTriedAtOnceWhenTheFirstFails() throws Exception {
        var dial = Both.start(() -> new Dialer(time, 8).dial(PEER, List.of(A, B), at -> {
            if (at.equals(A)) throw new IOException("refused");
            return connection(at);
        }, (at, why) -> failed.add(at)));
        assertEquals(B, Both.get(dial).remote());
        assertEquals(List.of(A), failed);
        assertEquals(0, time.pending() - 1, "only the session's own alarm is left");
    }

    @Test
    void aDialThatFailsEverywhereSaysWhatHappenedAtEachAddress() {
        DialException all = assertThrows(DialException.class,
                () -> new Dialer(time, 8).dial(PEER, List.of(A, B), at -> {
                    throw new IOException("no route to " + at.ip().orElseThrow().getHostAddress());
                }, (at, why) -> failed.add(at)));
        assertEquals(PEER + ": " + A + ": no route to 192.0.2.1; " + B + ": no route to 192.0.2.2", all.getMessage());
        assertEquals(List.of(A, B), failed);
    }

    @Test
    void whoAnswersTooLateIsHungUpOn() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        BlockingQueue<Connection> late = new LinkedBlockingQueue<>();
        var dial = Both.start(() -> new Dialer(time, 8).dial(PEER, List.of(A, B), at -> {
            tried.add(at);
            if (at.equals(B)) return connection(B);
            boolean released = false;
            while (!released) {
                try {
                    release.await();
                    released = true;
                } catch (InterruptedException e) {
                    // A transport that does not listen to interrupts.
                }
            }
            Connection connection = connection(A);
            late.add(connection);
            return connection;
        }, (at, why) -> failed.add(at)));
        Both.get(Both.start(tried::take));
        time.advance(Dialer.STAGGER_MS);
        Connection won = Both.get(dial);
        release.countDown();
        Connection lost = Both.get(Both.start(late::take));
        Both.get(Both.start(() -> {
            while (lost.session().accept() != null) continue;
            return null;
        }));
        assertTrue(lost.closed());
        assertFalse(won.closed());
    }

    @Test
    void onlySoManyAddressesAreDialedAtOnce() throws Exception {
        Dialer dialer = new Dialer(time, 1);
        CountDownLatch release = new CountDownLatch(1);
        var first = Both.start(() -> dialer.dial(PEER, List.of(A), at -> {
            tried.add(at);
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return connection(at);
        }, (at, why) -> {}));
        Both.get(Both.start(tried::take));
        var second = Both.start(() -> dialer.dial(PEER, List.of(B), at -> {
            tried.add(at);
            return connection(at);
        }, (at, why) -> {}));
        assertTrue(tried.isEmpty());
        release.countDown();
        assertEquals(A, Both.get(first).remote());
        assertEquals(B, Both.get(second).remote());
        assertSame(1, tried.size());
    }

    @Test
    void aFailedAddressIsLeftAloneForLongerEachTime() {
        DialBackoff backoff = new DialBackoff();
        assertTrue(backoff.allows(A, 0));
        backoff.failed(A, 0);
        assertFalse(backoff.allows(A, DialBackoff.FIRST_MS - 1));
        assertTrue(backoff.allows(A, DialBackoff.FIRST_MS));
        backoff.failed(A, 0);
        assertFalse(backoff.allows(A, 2 * DialBackoff.FIRST_MS - 1));
        assertTrue(backoff.allows(A, 2 * DialBackoff.FIRST_MS));
        for (int i = 0; i < 100; i++) backoff.failed(A, 0);
        assertTrue(backoff.allows(A, DialBackoff.LONGEST_MS));
        assertTrue(backoff.allows(B, 0));
        backoff.succeeded(A);
        assertTrue(backoff.allows(A, 0));
    }

    @Test
    void soManyFailedAddressesAreRememberedAndNotOneMore() {
        DialBackoff backoff = new DialBackoff();
        for (int i = 0; i <= DialBackoff.ADDRESSES_MAX; i++) {
            backoff.failed(Multiaddr.parse("/ip4/192.0.2.1/tcp/" + i), 0);
        }
        assertEquals(DialBackoff.ADDRESSES_MAX, backoff.size());
        assertTrue(backoff.allows(Multiaddr.parse("/ip4/192.0.2.1/tcp/0"), 0), "the oldest is forgotten");
    }

    @Test
    void nearGoesBeforeFarAndDirectBeforeRelayed() {
        List<Multiaddr> best = List.of("/ip6/fd00::1/tcp/1", "/ip4/192.168.1.1/tcp/1", "/ip4/192.168.1.1/udp/1/quic-v1",
                "/ip6/2001:db8::1/udp/1/quic-v1", "/ip4/192.0.2.1/udp/1/quic-v1", "/ip4/192.0.2.1/tcp/1",
                "/ip4/192.0.2.9/tcp/1/p2p/" + PEER + "/p2p-circuit").stream().map(Multiaddr::parse).toList();
        List<Multiaddr> shuffled = new ArrayList<>(best);
        Collections.shuffle(shuffled, new java.util.Random(7));
        shuffled.addAll(best);
        assertEquals(best, AddressRanking.rank(shuffled));
    }

    @Test
    void soManyAddressesAreTriedAndNotOneMore() {
        List<Multiaddr> many = new ArrayList<>();
        for (int i = 0; i <= AddressRanking.TRIED_MAX; i++) many.add(Multiaddr.parse("/ip4/192.0.2.1/tcp/" + i));
        assertEquals(AddressRanking.TRIED_MAX, AddressRanking.rank(many).size());
    }
}
