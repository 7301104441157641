package dev.pando.libp2p.quic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.pando.libp2p.Host;
import dev.pando.libp2p.identity.Identity;
import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.swarm.PeerStream;
import dev.pando.libp2p.testing.Both;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The end of a stream arrives whatever the line loses.
class QuicEndTest {

    private static final int[] SIZES = {0, 1, 1000};

    private volatile Predicate<LossyLine.Datagram> loses = datagram -> false;
    private Host alice;
    private Host bob;
    private LossyLine line;

    @BeforeEach
    void connect() throws Exception {
        Assumptions.assumeTrue(QuicTransport.available(), "no native QUIC for this platform");
        alice = Host.plan(Identity.generate(new SecureRandom())).listen("/ip4/127.0.0.1/udp/0/quic-v1").start();
        bob = Host.plan(Identity.generate(new SecureRandom())).start();
        alice.handle("/echo/1", stream -> stream.out().write(stream.in().readAllBytes()));
        alice.handle("/flush/1", stream -> {
            stream.out().write(stream.in().readAllBytes());
            stream.out().flush();
        });
        alice.handle("/answer/1", stream -> stream.out().write(stream.in().readNBytes(1)));
        line = new LossyLine(alice.swarm().listening().getFirst().port().orElseThrow(), d -> loses.test(d));
        bob.connect(Multiaddr.parse("/ip4/127.0.0.1/udp/" + line.port() + "/quic-v1").withPeer(alice.peer().hash()));
    }

    @AfterEach
    void disconnect() throws IOException {
        for (AutoCloseable each : new AutoCloseable[]{line, bob, alice}) {
            try (each) {
                continue;
            } catch (Exception e) {
                throw new IOException(e);
            }
        }
    }

    private void echo(int size) throws Exception {
        echo("/echo/1", size);
    }

    private void echo(String protocol, int size) throws Exception {
        byte[] message = new byte[size];
        try (PeerStream stream = bob.open(alice.peer(), protocol)) {
            stream.out().write(message);
            stream.closeWrite();
            assertArrayEquals(message, Both.get(Both.start(() -> stream.in().readAllBytes())));
        }
    }

    @Test
    void anEndSurvivesTheLossOfAnyDatagramAroundIt() throws Exception {
        for (boolean fromListener : new boolean[]{true, false}) {
            for (int lost = 0; lost < 6; lost++) {
                for (int size : SIZES) {
                    AtomicInteger left = new AtomicInteger(lost);
                    loses = d -> d.fromListener() == fromListener && left.getAndDecrement() == 0;
                    echo(size);
                }
            }
        }
    }

    @Test
    void anEndThatComesRightAfterItsBytesHaveGoneSurvivesToo() throws Exception {
        for (int lost = 0; lost < 8; lost++) {
            AtomicInteger left = new AtomicInteger(lost);
            loses = d -> d.fromListener() && left.getAndDecrement() == 0;
            echo("/flush/1", 1000);
        }
    }

    @Test
    void anEndWaitsForAPeerThatHasNotYetSaidThatTheBytesHaveCome() throws Exception {
        AtomicBoolean asked = new AtomicBoolean();
        CountDownLatch late = new CountDownLatch(1); // from the question until then nothing that the dialer says arrives
        AtomicInteger copies = new AtomicInteger(); // of the answer, which is sent again as nobody acknowledges it
        loses = d -> {
            if (!d.fromListener()) {
                if (asked.get()) await(late);
                if (d.bytes().length > 1000) asked.set(true);
                return false;
            }
            if (d.bytes().length > 1000) {
                if (copies.incrementAndGet() == 4) late.countDown();
                return false;
            }
            boolean isEarlyEnd = copies.get() > 0 && late.getCount() > 0;
            if (isEarlyEnd) late.countDown();
            return isEarlyEnd;
        };
        echo("/flush/1", 1000);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void anAnswerEndsThoughTheAskerHasNot() throws Exception {
        for (int lost = 0; lost < 4; lost++) {
            AtomicInteger left = new AtomicInteger(lost);
            loses = d -> d.fromListener() && left.getAndDecrement() == 0;
            try (PeerStream stream = bob.open(alice.peer(), "/answer/1")) {
                stream.out().write(7);
                assertArrayEquals(new byte[]{7}, Both.get(Both.start(() -> stream.in().readAllBytes())));
            }
        }
    }

    @Test
    @Tag("long")
    void twoThousandEchoesOverABadLineAllEnd() throws Exception {
        SplittableRandom random = new SplittableRandom(7);
        loses = d -> {
            synchronized (random) {
                return random.nextInt(20) == 0;
            }
        };
        for (int i = 0; i < 2000; i++) echo(SIZES[i % SIZES.length]);
    }
}
