package dev.pando.libp2p.kad;

import static dev.pando.libp2p.kad.KadStand.contact;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.testing.Forall;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TablesTest {

    private static final KadId SELF = KadId.of("self".getBytes());

    @Test
    void distanceIsAMetricAndItsPrefixItsLogarithm() {
        Forall.seeds(200, random -> {
            KadId x = KadId.of(bytes(random.nextInt())), y = KadId.of(bytes(random.nextInt()));
            KadId z = KadId.of(bytes(random.nextInt()));
            assertEquals(x.distance(y), y.distance(x));
            assertEquals(x.distance(z), x.distance(y).distance(y.distance(z)), "unidirectional");
            assertEquals(KadId.BITS, x.commonPrefix(x));
            assertEquals(0, KadId.nearest(z).compare(x, x));
            assertEquals(x.distance(z).compareTo(y.distance(z)), KadId.nearest(z).compare(x, y));
            if (x.commonPrefix(z) > y.commonPrefix(z)) assertTrue(KadId.nearest(z).compare(x, y) < 0);
        });
    }

    @Test
    void theClosestOfTheTableAreTheClosestOfAllItHolds() {
        Forall.seeds(20, random -> {
            RoutingTable<String> table = new RoutingTable<>(SELF);
            for (int i = 0; i < 300; i++) table.heard(contact("p" + random.nextInt(1_000)), "", i);
            KadId target = KadId.of(bytes(random.nextInt()));
            List<Contact<String>> all = new ArrayList<>(table.closest(target, Integer.MAX_VALUE));
            List<Contact<String>> sorted = new ArrayList<>(all);
            sorted.sort(Comparator.comparing(c -> c.id().distance(target)));
            assertEquals(sorted, all);
            assertEquals(sorted.subList(0, 20), table.closest(target, 20));
        });
    }

    @Test
    void aBucketHoldsTwentyAndOldFriendsBeforeNewOnes() {
        RoutingTable<String> table = new RoutingTable<>(SELF);
        List<Contact<String>> far = far(KadParameters.K + 1);
        for (Contact<String> c : far) table.heard(c, "", 0);
        assertEquals(KadParameters.K, table.size());
        assertFalse(holds(table, far.getLast()));
        table.lost(far.getFirst());
        assertFalse(holds(table, far.getFirst()));
        assertTrue(holds(table, far.getLast()), "who waited takes the place");
    }

    @Test
    void soManyWaitForAPlaceInABucketAndTheOldestGoFirst() {
        RoutingTable<String> table = new RoutingTable<>(SELF);
        List<Contact<String>> far = far(KadParameters.K + KadParameters.WAITING_MAX + 1);
        for (Contact<String> c : far) table.heard(c, "", 0);
        for (Contact<String> c : far.subList(0, KadParameters.K)) table.lost(c);
        assertEquals(KadParameters.WAITING_MAX, table.size());
        assertFalse(holds(table, far.get(KadParameters.K)), "it had waited the longest");
    }

    @Test
    void anEntryNotHeardOfForAnHourGivesWay() {
        RoutingTable<String> table = new RoutingTable<>(SELF);
        List<Contact<String>> far = far(KadParameters.K + 2);
        for (Contact<String> c : far.subList(0, KadParameters.K)) table.heard(c, "", 0);
        table.heard(far.getFirst(), "", 1);
        table.heard(far.get(KadParameters.K), "", KadParameters.STALE_MS);
        assertTrue(holds(table, far.get(KadParameters.K)));
        assertTrue(holds(table, far.getFirst()), "heard of later than the others");
        assertFalse(holds(table, far.get(1)));
    }

    @Test
    void peersOfOneNetworkCannotFillABucketNorTheTable() {
        RoutingTable<String> table = new RoutingTable<>(SELF);
        for (Contact<String> c : far(10)) table.heard(c, "evil", 0);
        assertEquals(KadParameters.GROUP_IN_BUCKET_MAX, table.size());
        for (int i = 0; i < 1_000; i++) table.heard(contact("e" + i), "evil", 0);
        assertEquals(KadParameters.GROUP_IN_TABLE_MAX, table.size());
    }

    @Test
    void aNodeDoesNotKnowItself() {
        RoutingTable<String> table = new RoutingTable<>(SELF);
        table.heard(contact("self"), "", 0);
        assertEquals(0, table.size());
    }

    @Test
    void pathsOfASearchShareNoPeer() {
        Forall.seeds(30, random -> {
            KadId target = KadId.of(bytes(random.nextInt()));
            List<Contact<String>> seeds = new ArrayList<>();
            for (int i = 0; i < 20; i++) seeds.add(contact("s" + random.nextInt(10_000)));
            Lookup<String> lookup = new Lookup<>(target, seeds, 1 + random.nextInt(5), "self"::equals);
            List<String> asked = new ArrayList<>();
            for (List<Contact<String>> next = lookup.next(); !next.isEmpty(); next = lookup.next()) {
                for (Contact<String> c : next) {
                    assertFalse(asked.contains(c.peer()), c.peer());
                    asked.add(c.peer());
                    if (random.nextInt(4) == 0) {
                        lookup.failed(c.peer());
                        continue;
                    }
                    List<Contact<String>> closer = new ArrayList<>();
                    for (int i = 0; i < 20; i++) closer.add(contact("s" + random.nextInt(10_000)));
                    lookup.answered(c.peer(), closer);
                }
            }
            assertTrue(lookup.isDone());
            assertTrue(asked.size() <= KadParameters.CANDIDATES_MAX);
            List<Contact<String>> closest = lookup.closest();
            for (int i = 1; i < closest.size(); i++) {
                assertTrue(KadId.nearest(target).compare(closest.get(i - 1).id(), closest.get(i).id()) <= 0);
            }
        });
    }

    @Test
    void aPathThatIsToldOfHundredsLeavesTheOthersTheirShare() {
        KadId target = KadId.of(bytes(7));
        Lookup<String> lookup = new Lookup<>(target, List.of(contact("liar"), contact("b"), contact("c")), 3,
                "self"::equals);
        lookup.next();
        List<Contact<String>> asked = List.of(contact("liar"));
        for (int distance = 1_000_000; !asked.isEmpty();) { // each names K that are nearer still
            List<Contact<String>> next = new ArrayList<>();
            for (Contact<String> liar : asked) {
                List<Contact<String>> named = new ArrayList<>();
                for (int i = 0; i < KadParameters.K; i++, distance--) {
                    KadId place = new KadId(target.a(), target.b(), target.c(), target.d() ^ distance);
                    named.add(new Contact<>("liar " + distance, place, List.of()));
                }
                lookup.answered(liar.peer(), named);
                next.addAll(lookup.next());
            }
            asked = next;
        }
        lookup.answered("b", List.of(contact("honest")));
        assertEquals(List.of(contact("honest")), lookup.next());
    }

    @Test
    void valuesBeyondTheirBytesPushOutTheFarthest() {
        RecordStore store = new RecordStore(SELF, Map.of("t", KadStand.SECONDS));
        byte[] value = new byte[KadParameters.VALUE_BYTES_MAX];
        value[0] = 100;
        KadRecord first = new KadRecord("/t/0".getBytes(), value);
        long most = KadParameters.RECORDS_BYTES_MAX / value.length;
        for (int i = 0; i <= most; i++) store.put(new KadRecord(("/t/" + i).getBytes(), value), 0);
        assertTrue(store.size() < most, "keys count as well");
        assertTrue(store.bytes() <= KadParameters.RECORDS_BYTES_MAX);
        long before = store.bytes();
        if (store.get(first.key(), 0).isPresent()) store.put(first, 0);
        assertEquals(before, store.bytes(), "what is replaced is not counted twice");
        store.expire(100_000);
        assertEquals(0, store.bytes());
    }

    @Test
    void providersBeyondTheirBytesPushOutTheFarthestKeys() {
        ProviderStore<String> store = new ProviderStore<>(SELF);
        List<byte[]> addresses = Collections.nCopies(KadCodec.ADDRESSES_MAX, new byte[KadCodec.ADDRESS_BYTES_MAX]);
        Contact<String> talker = new Contact<>("talker", SELF, addresses);
        int flood = (int) (KadParameters.PROVIDERS_BYTES_MAX / KadCodec.ADDRESSES_MAX / KadCodec.ADDRESS_BYTES_MAX);
        assertTrue(flood < KadParameters.PROVIDER_KEYS_MAX);
        for (int i = 0; i < flood; i++) store.add(bytes(i), talker, 0);
        assertTrue(store.size() < flood);
        assertTrue(store.bytes() <= KadParameters.PROVIDERS_BYTES_MAX);
        long before = store.bytes();
        for (int i = 0; i < flood; i++) if (!store.get(bytes(i), 1, 0).isEmpty()) store.add(bytes(i), talker, 0);
        assertEquals(before, store.bytes(), "who says it again is not counted twice");
        store.expire(KadParameters.PROVIDER_TTL_MS);
        assertEquals(0, store.bytes());
    }

    @Test
    void valuesBeyondTheLimitPushOutTheFarthest() {
        RecordStore store = new RecordStore(SELF, Map.of("t", KadStand.SECONDS));
        KadRecord farthest = null;
        for (int i = 0; i < KadParameters.RECORDS_MAX; i++) {
            KadRecord r = new KadRecord(("/t/" + i).getBytes(), new byte[]{100});
            assertEquals(RecordStore.Outcome.STORED, store.put(r, 0));
            boolean farther = farthest == null
                    || KadId.nearest(SELF).compare(KadId.of(r.key()), KadId.of(farthest.key())) > 0;
            if (farther) farthest = r;
        }
        int refused = 0;
        while (store.get(farthest.key(), 0).isPresent()) {
            KadRecord r = new KadRecord(("/t/more" + refused).getBytes(), new byte[]{100});
            if (store.put(r, 0) == RecordStore.Outcome.TOO_FAR) refused++;
        }
        assertEquals(KadParameters.RECORDS_MAX, store.size());
    }

    @Test
    void providersBeyondTheLimitPushOutTheOldest() {
        ProviderStore<String> store = new ProviderStore<>(SELF);
        for (int i = 0; i <= KadParameters.PROVIDERS_OF_KEY_MAX; i++) store.add(new byte[]{1}, contact("p" + i), i);
        List<Contact<String>> told = store.get(new byte[]{1}, Integer.MAX_VALUE, 0);
        assertEquals(KadParameters.PROVIDERS_OF_KEY_MAX, told.size());
        assertEquals(contact("p" + KadParameters.PROVIDERS_OF_KEY_MAX), told.getFirst(), "the newest comes first");
        for (int i = 0; i <= KadParameters.PROVIDER_KEYS_MAX; i++) store.add(bytes(i), contact("p"), 0);
        assertEquals(KadParameters.PROVIDER_KEYS_MAX, store.size());
    }

    /// Contacts of the farthest bucket.
    private static List<Contact<String>> far(int count) {
        List<Contact<String>> far = new ArrayList<>();
        for (int i = 0; far.size() < count; i++) {
            Contact<String> c = contact("f" + i);
            if (SELF.commonPrefix(c.id()) == 0) far.add(c);
        }
        return far;
    }

    private static boolean holds(RoutingTable<String> table, Contact<String> c) {
        return table.closest(SELF, Integer.MAX_VALUE).contains(c);
    }

    private static byte[] bytes(int n) {
        return ByteBuffer.allocate(4).putInt(n).array();
    }
}
