package dev.pando.libp2p.ping;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.libp2p.Host;
import dev.pando.libp2p.identity.Identity;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.swarm.PeerStream;
import java.io.IOException;
import java.security.SecureRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PingTest {

    private Host alice;
    private Host bob;

    @BeforeEach
    void meet() throws IOException {
        alice = Host.plan(Identity.generate(new SecureRandom())).listen("/ip4/127.0.0.1/tcp/0").start();
        bob = Host.plan(Identity.generate(new SecureRandom())).start();
        bob.connect(alice.addresses().getFirst());
    }

    @AfterEach
    void part() throws IOException {
        alice.close();
        bob.close();
    }

    @Test
    void oneStreamEchoesAsOftenAsItIsAskedAndEndsWithTheAsker() throws Exception {
        try (PeerStream stream = bob.open(alice.peer(), Ping.PROTOCOL)) {
            for (int i = 0; i < 5; i++) {
                byte[] payload = new byte[Ping.PAYLOAD_BYTES];
                payload[0] = (byte) i;
                stream.out().write(payload);
                assertArrayEquals(payload, stream.in().readNBytes(Ping.PAYLOAD_BYTES));
            }
            stream.closeWrite();
            assertEquals(-1, stream.in().read());
        }
    }

    @Test
    void aPeerMayPingInSoManyStreamsAndNotInOneMore() throws Exception {
        byte[] payload = new byte[Ping.PAYLOAD_BYTES];
        PeerStream[] streams = new PeerStream[Ping.STREAMS_MAX];
        for (int i = 0; i < streams.length; i++) {
            streams[i] = bob.open(alice.peer(), Ping.PROTOCOL);
            streams[i].out().write(payload);
            assertEquals(Ping.PAYLOAD_BYTES, streams[i].in().readNBytes(Ping.PAYLOAD_BYTES).length);
        }
        assertThrows(IOException.class, () -> {
            PeerStream more = bob.open(alice.peer(), Ping.PROTOCOL);
            more.out().write(payload);
            more.in().readNBytes(Ping.PAYLOAD_BYTES);
        });
        streams[0].closeWrite();
        assertEquals(-1, streams[0].in().read());
    }

    @Test
    void aPeerThatAnswersSomethingElseIsCaught() throws IOException {
        alice.handle(Ping.PROTOCOL, stream -> {
            stream.in().readNBytes(Ping.PAYLOAD_BYTES);
            stream.out().write(new byte[Ping.PAYLOAD_BYTES]);
        });
        WireException caught = assertThrows(WireException.class, () -> bob.ping(alice.peer()));
        assertTrue(caught.getMessage().startsWith("ping from " + alice.peer()));
    }

    @Test
    void aPeerThatLeavesWithinItsAnswerIsAnIoException() throws IOException {
        alice.handle(Ping.PROTOCOL, stream -> stream.out().write(new byte[Ping.PAYLOAD_BYTES - 1]));
        assertThrows(IOException.class, () -> bob.ping(alice.peer()));
    }
}
