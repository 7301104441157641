package dev.pando.node.split;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.libp2p.identity.Identity;
import dev.pando.libp2p.identity.PeerId;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuestsTest {

    private static final PeerId ALICE = peer(1), BOB = peer(2);

    private static PeerId peer(int seed) {
        return Identity.generate(new SecureRandom(new byte[]{(byte) seed})).peer();
    }

    @Test
    void aPeerHasSoManySequencesAndNotOneMore() {
        Guests guests = new Guests(1_000);
        for (int i = 0; i < SplitLimits.SESSIONS_PER_PEER_MAX; i++) {
            assertTrue(guests.begin(ALICE, () -> {}, 0).isPresent());
        }
        assertTrue(guests.begin(ALICE, () -> {}, 0).isEmpty());
        assertTrue(guests.begin(BOB, () -> {}, 0).isPresent());
    }

    @Test
    void aPeerHasSoManyPartsAndNotOneMore() {
        Guests guests = new Guests(1_000);
        for (int i = 0; i < SplitLimits.PARTS_PER_PEER_MAX; i++) assertTrue(guests.part(ALICE, 1).isEmpty());
        assertTrue(guests.part(ALICE, 1).isPresent());
        guests.partLeft(ALICE, 1);
        assertTrue(guests.part(ALICE, 1).isEmpty());
        assertTrue(guests.part(BOB, 1).isEmpty());
    }

    @Test
    void memoryIsGivenToTheLastByteAndComesBack() {
        Guests guests = new Guests(1_000);
        assertTrue(guests.part(ALICE, 601).isEmpty());
        assertEquals("400 bytes are needed, 399 are free", guests.part(BOB, 400).orElseThrow());
        var session = guests.begin(ALICE, () -> {}, 0).orElseThrow();
        assertTrue(guests.use(session, 399, 1));
        assertTrue(guests.use(session, 200, 2), "less than before takes nothing");
        assertFalse(guests.use(session, 400, 3));
        guests.end(session);
        assertEquals(399, guests.freeBytes());
        guests.partLeft(ALICE, 601);
        assertEquals(1_000, guests.freeBytes());
    }

    @Test
    void aSequenceThatNobodyUsesIsForgotten() {
        Guests guests = new Guests(1_000);
        var idle = guests.begin(ALICE, () -> {}, 0).orElseThrow();
        var busy = guests.begin(ALICE, () -> {}, 0).orElseThrow();
        guests.use(busy, 1, 1);
        assertEquals(List.of(), guests.idle(SplitLimits.SESSION_IDLE_MS - 1));
        assertEquals(List.of(idle), guests.idle(SplitLimits.SESSION_IDLE_MS));
    }
}
