package dev.pando.libp2p.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.testing.Forall;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LimitsTest {

    // low, high, most, per IP, per subnet, per peer, proving, dialing, grace
    private static final ConnectionLimits LIMITS = new ConnectionLimits(4, 6, 8, 2, 3, 2, 5, 4, 1000);

    private static Multiaddr from(String ip) {
        return Multiaddr.parse((ip.contains(":") ? "/ip6/" : "/ip4/") + ip + "/tcp/1");
    }

    @Test
    void anAddressHasSoManyPlacesAndNotOneMore() {
        Admission admission = new Admission(LIMITS);
        assertTrue(admission.knock(from("192.0.2.1")).isEmpty());
        assertTrue(admission.knock(from("192.0.2.1")).isEmpty());
        assertEquals("192.0.2.1: 3 connections, limit 2", admission.knock(from("192.0.2.1")).orElseThrow());
        admission.left(from("192.0.2.1"));
        assertTrue(admission.knock(from("192.0.2.1")).isEmpty());
    }

    @Test
    void aSubnetHasSoManyPlacesAndNotOneMore() {
        for (String[] three : new String[][]{{"192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4", "192.0.3.4"},
                {"2001:db8::1", "2001:db8:0:1::1", "2001:db8:0:ff::1", "2001:db8::2", "2001:db8:0:100::1"}}) {
            Admission admission = new Admission(LIMITS);
            for (int i = 0; i < 3; i++) assertTrue(admission.knock(from(three[i])).isEmpty(), three[i]);
            assertTrue(admission.knock(from(three[3])).orElseThrow().contains("limit 3"));
            assertTrue(admission.knock(from(three[4])).isEmpty(), "another subnet");
        }
    }

    @Test
    void loopbackIsNotCountedByAddress() {
        Admission admission = new Admission(LIMITS);
        for (int i = 0; i < LIMITS.provingMax(); i++) assertTrue(admission.knock(from("127.0.0.1")).isEmpty());
    }

    @Test
    void soManyMayBeProvingThemselvesAndNotOneMore() {
        Admission admission = new Admission(LIMITS);
        for (int i = 0; i < LIMITS.provingMax(); i++) assertTrue(admission.knock(from("::1")).isEmpty());
        assertEquals("handshakes: 6, limit 5", admission.knock(from("::1")).orElseThrow());
        admission.proved();
        assertTrue(admission.knock(from("::1")).isEmpty());
    }

    @Test
    void soManyConnectionsAndNotOneMoreInEitherDirection() {
        Admission admission = new Admission(LIMITS);
        for (int i = 0; i < LIMITS.most(); i++) assertTrue(admission.dialed());
        assertFalse(admission.dialed());
        assertEquals("connections: 9, limit 8", admission.knock(from("192.0.2.1")).orElseThrow());
        admission.hungUp();
        assertTrue(admission.dialed());
    }

    @Test
    void whateverComesAndGoesEveryPlaceIsGivenBack() {
        Forall.seeds(200, random -> {
            Admission admission = new Admission(LIMITS);
            List<Multiaddr> in = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                if (random.nextBoolean() && !in.isEmpty()) {
                    admission.left(in.remove(random.nextInt(in.size())));
                } else {
                    Multiaddr remote = from("10.0." + random.nextInt(2) + "." + random.nextInt(4));
                    if (admission.knock(remote).isEmpty()) {
                        in.add(remote);
                        admission.proved();
                    }
                }
                assertEquals(in.size(), admission.taken());
                assertTrue(in.size() <= LIMITS.most());
            }
            in.forEach(admission::left);
            assertEquals(0, admission.taken());
            assertTrue(admission.knock(from("10.0.0.1")).isEmpty());
        });
    }

    private static Trimmer.Candidate<Integer> one(int id, long openedMs, int streams, boolean kept) {
        return new Trimmer.Candidate<>(id, openedMs, streams, kept);
    }

    @Test
    void nothingIsTrimmedAtTheHighMarkAndAboveItDownToTheLow() {
        List<Trimmer.Candidate<Integer>> all = new ArrayList<>();
        for (int i = 0; i < LIMITS.high(); i++) all.add(one(i, i, 0, false));
        assertEquals(List.of(), Trimmer.choose(all, LIMITS, 100_000));
        all.add(one(6, 6, 0, false));
        // Three must go; the youngest first.
        assertEquals(List.of(6, 5, 4), Trimmer.choose(all, LIMITS, 100_000));
    }

    @Test
    void theBusyTheNewAndTheProtectedStay() {
        List<Trimmer.Candidate<Integer>> all = List.of(one(0, 0, 5, false), one(1, 1, 0, true), one(2, 2, 0, false),
                one(3, 99_500, 0, false), one(4, 4, 1, false), one(5, 5, 0, true), one(6, 6, 9, false));
        assertEquals(List.of(2, 4, 0), Trimmer.choose(all, LIMITS, 100_000));
    }

    @Test
    void limitsThatContradictThemselvesAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new ConnectionLimits(5, 4, 6, 1, 1, 1, 1, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new ConnectionLimits(1, 4, 3, 1, 1, 1, 1, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new ConnectionLimits(1, 2, 3, 0, 1, 1, 1, 1, 0));
    }
}
