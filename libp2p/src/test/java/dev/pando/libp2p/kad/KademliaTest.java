package dev.pando.libp2p.kad;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.libp2p.multiformats.Multihash;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KademliaTest {

    private static final byte[] KEY = "/t/key".getBytes();
    private static final byte[] HASH = Multihash.sha256("what".getBytes()).bytes();

    @Test
    void aClientAnswersNobody() {
        assertNull(new KadStand(KadParameters.CLIENT).ask("a", new KadRequest.FindNode(KEY)));
    }

    @Test
    void theClosestKnownPeersAreToldButNotTheAskerItself() {
        KadStand stand = new KadStand(KadParameters.SERVER);
        stand.knows(60);
        List<Contact<String>> known = stand.node.closest(KEY, KadParameters.K + 1);
        String asker = known.getFirst().peer();
        assertEquals(known.subList(1, KadParameters.K + 1), stand.ask(asker, new KadRequest.FindNode(KEY)).closer());
    }

    @Test
    void aStoredValueIsServedUntilItExpires() {
        KadStand stand = new KadStand(KadParameters.SERVER);
        KadRecord stored = new KadRecord(KEY, new byte[]{60});
        assertEquals(Optional.of(stored), stand.ask("a", new KadRequest.PutValue(stored)).found());
        stand.nowMs += 59_999;
        assertEquals(Optional.of(stored), stand.ask("b", new KadRequest.GetValue(KEY)).found());
        stand.nowMs += 1;
        assertEquals(Optional.empty(), stand.ask("b", new KadRequest.GetValue(KEY)).found());
        stand.handle(new KadEvent.Tick<>());
        assertEquals(0, stand.node.tables().records());
    }

    @Test
    void anInvalidAWorseOrANamelessValueIsRefused() {
        KadStand stand = new KadStand(KadParameters.SERVER);
        assertNull(stand.ask("a", new KadRequest.PutValue(new KadRecord(KEY, new byte[]{0}))));
        assertNotNull(stand.ask("a", new KadRequest.PutValue(new KadRecord(KEY, new byte[]{60}))));
        assertNull(stand.ask("a", new KadRequest.PutValue(new KadRecord(KEY, new byte[]{59}))));
        assertNotNull(stand.ask("a", new KadRequest.PutValue(new KadRecord(KEY, new byte[]{61}))));
        assertNull(stand.ask("a", new KadRequest.PutValue(new KadRecord("/u/key".getBytes(), new byte[]{60}))));
        assertNull(stand.ask("a", new KadRequest.PutValue(new KadRecord("t/key".getBytes(), new byte[]{60}))));
    }

    @Test
    void aProviderIsToldWithItsAddressForHalfAnHourAndWithoutForTwoDays() {
        KadStand stand = new KadStand(KadParameters.SERVER);
        assertNotNull(stand.ask("a", new KadRequest.AddProvider(HASH, List.of(new byte[]{1, 2}))));
        assertNull(stand.ask("a", new KadRequest.AddProvider(KEY, List.of())), "the key is no multihash");
        Contact<String> told = providers(stand).getFirst();
        assertEquals(KadStand.contact("a"), told);
        assertEquals(1, told.addresses().size());
        stand.nowMs += KadParameters.PROVIDER_ADDRESS_TTL_MS;
        assertEquals(0, providers(stand).getFirst().addresses().size());
        stand.nowMs += KadParameters.PROVIDER_TTL_MS - KadParameters.PROVIDER_ADDRESS_TTL_MS;
        assertEquals(List.of(), providers(stand));
        stand.handle(new KadEvent.Tick<>());
        assertEquals(0, stand.node.tables().providers());
    }

    private static List<Contact<String>> providers(KadStand stand) {
        return stand.ask("b", new KadRequest.GetProviders(HASH)).providers();
    }

    @Test
    void aSearchAsksAtMostTenAtOnceAndNobodyTwice() {
        KadStand stand = new KadStand(KadParameters.SERVER);
        stand.knows(200);
        stand.handle(new KadEvent.Find<>(1, KEY));
        Set<String> everAsked = new HashSet<>();
        int under = 0;
        for (List<KadAction.Ask<String>> asks = stand.asks(); !asks.isEmpty(); asks = stand.asks()) {
            under += asks.size();
            assertTrue(under <= KadParameters.ALPHA, "under way: " + under);
            for (KadAction.Ask<String> ask : asks) {
                assertTrue(everAsked.add(ask.to().peer()), ask.to().peer());
                stand.handle(new KadEvent.Answered<>(ask.call(), KadResponse.heard()));
                under--;
            }
        }
        var result = (KadAction.Closest<String>) stand.result();
        assertEquals(KadParameters.K, result.closest().size());
        assertEquals(stand.node.closest(KEY, KadParameters.K), result.closest());
    }

    @Test
    void silentPeersAreGivenUpAndLeaveTheTable() {
        KadStand stand = new KadStand(KadParameters.SERVER);
        stand.knows(5);
        stand.handle(new KadEvent.Find<>(1, KEY));
        stand.nowMs += KadParameters.ANSWER_MS;
        for (int i = 0; i < 5; i++) stand.handle(new KadEvent.Tick<>());
        var result = (KadAction.Closest<String>) stand.result();
        assertEquals(List.of(), result.closest());
        assertEquals(0, stand.node.tables().peers());
    }

    @Test
    void aNodeThatKnowsNobodyFinishesAtOnce() {
        KadStand stand = new KadStand(KadParameters.CLIENT);
        stand.handle(new KadEvent.Get<>(1, KEY));
        var value = (KadAction.Value<String>) stand.result();
        assertEquals(Optional.empty(), value.value());
        stand.handle(new KadEvent.Put<>(2, new KadRecord(KEY, new byte[]{9})));
        var stored = (KadAction.Stored<String>) stand.result();
        assertEquals(0, stored.copies());
        assertEquals(0, stand.node.tables().operations());
    }

    @Test
    void theBetterOfTwoValuesWinsAndThoseWithTheWorseOneAreTold() {
        KadStand stand = new KadStand(new KadParameters(false, 3, 1, 3, 1_000_000));
        stand.knows(6);
        stand.handle(new KadEvent.Get<>(1, KEY));
        byte[] good = {60}, poor = {30}, wrong = {0};
        List<KadAction.Ask<String>> asks = stand.asks();
        assertEquals(6, asks.size());
        byte[][] answers = {poor, good, wrong, null, null, null};
        for (int i = 0; i < 6; i++) {
            Optional<KadRecord> found = Optional.ofNullable(answers[i]).map(v -> new KadRecord(KEY, v));
            stand.handle(new KadEvent.Answered<>(asks.get(i).call(), new KadResponse<>(found, List.of(), List.of())));
        }
        var result = (KadAction.Value<String>) stand.result();
        assertArrayEquals(good, result.value().orElseThrow());
        List<KadAction.Ask<String>> corrections = stand.asks();
        assertTrue(corrections.stream().anyMatch(c -> c.to().equals(asks.get(0).to())), "who had the poor one");
        assertTrue(corrections.stream().noneMatch(c -> c.to().equals(asks.get(1).to())), "who had the good one");
        for (KadAction.Ask<String> c : corrections) {
            assertArrayEquals(good, ((KadRequest.PutValue) c.request()).stored().value());
            stand.handle(new KadEvent.Answered<>(c.call(), KadResponse.heard()));
        }
        assertEquals(0, stand.node.tables().operations());
        assertEquals(0, stand.node.tables().calls());
    }

    @Test
    void aValueIsStoredAtTheClosestThatAcceptItAsManyAsThereShallBe() {
        KadStand stand = new KadStand(new KadParameters(false, 3, 1, 2, 60_000));
        stand.knows(30);
        stand.handle(new KadEvent.Put<>(1, new KadRecord(KEY, new byte[]{60})));
        answerLookup(stand);
        List<KadAction.Ask<String>> writes = stand.asks();
        List<Contact<String>> closest = stand.node.closest(KEY, 4);
        assertEquals(closest.subList(0, 3), writes.stream().map(KadAction.Ask::to).toList());
        stand.handle(new KadEvent.Answered<>(writes.get(0).call(), KadResponse.heard()));
        stand.handle(new KadEvent.Unanswered<>(writes.get(1).call()));
        stand.handle(new KadEvent.Answered<>(writes.get(2).call(), KadResponse.heard()));
        KadAction.Ask<String> instead = stand.asks().getFirst();
        assertEquals(closest.get(3), instead.to());
        stand.handle(new KadEvent.Answered<>(instead.call(), KadResponse.heard()));
        var result = (KadAction.Stored<String>) stand.result();
        assertEquals(3, result.copies());
    }

    private static void answerLookup(KadStand stand) {
        while (true) {
            List<KadAction.Ask<String>> asks = stand.asks();
            boolean writing = asks.isEmpty() || asks.getFirst().request() instanceof KadRequest.PutValue;
            if (writing) {
                stand.actions.addAll(asks);
                return;
            }
            for (KadAction.Ask<String> a : asks) stand.handle(new KadEvent.Answered<>(a.call(), KadResponse.heard()));
        }
    }

    @Test
    void ourValuesAreStoredAnewUntilTheyAreWithdrawn() {
        KadStand stand = new KadStand(new KadParameters(false, 3, 1, 2, 60_000));
        stand.knows(1);
        stand.handle(new KadEvent.Put<>(1, new KadRecord(KEY, new byte[]{60})));
        answerLookup(stand);
        stand.handle(new KadEvent.Answered<>(stand.asks().getFirst().call(), KadResponse.heard()));
        stand.actions.clear();
        stand.nowMs += 60_000;
        stand.handle(new KadEvent.Tick<>());
        assertTrue(
                stand.asks().stream().anyMatch(a -> a.request() instanceof KadRequest.FindNode(byte[] k) && k == KEY));
        stand.handle(new KadEvent.Withdraw<>(KEY));
        assertEquals(0, stand.node.tables().published());
    }

    @Test
    void soManyValuesOfOurOwnAreStoredAnewAndNotOneMore() {
        KadStand stand = new KadStand(KadParameters.CLIENT);
        for (int i = 0; i <= KadParameters.PUBLISHED_MAX; i++) {
            stand.handle(new KadEvent.Put<>(i, new KadRecord(("/t/" + i).getBytes(), new byte[]{100})));
        }
        assertEquals(KadParameters.PUBLISHED_MAX, stand.node.tables().published());
    }

    @Test
    void valuesThatAreDueBeyondTheLimitOfOperationsAreStoredWithTheNextTick() {
        KadStand stand = new KadStand(new KadParameters(false, 3, 1, 2, 60_000));
        int count = KadParameters.OPERATIONS_MAX + 1;
        for (int i = 0; i < count; i++) {
            stand.handle(new KadEvent.Put<>(i, new KadRecord(("/t/" + i).getBytes(), new byte[]{100})));
        }
        stand.knows(1);
        stand.nowMs += 60_000;
        int atOnce = storedWithOneTick(stand);
        assertTrue(atOnce > 0 && atOnce < count, "stored at once: " + atOnce);
        assertEquals(count - atOnce, storedWithOneTick(stand));
    }

    /// Every question is answered, so that all operations end.
    private static int storedWithOneTick(KadStand stand) {
        stand.handle(new KadEvent.Tick<>());
        int stored = 0;
        for (List<KadAction.Ask<String>> asks = stand.asks(); !asks.isEmpty(); asks = stand.asks()) {
            for (KadAction.Ask<String> ask : asks) {
                if (ask.request() instanceof KadRequest.PutValue) stored++;
                stand.handle(new KadEvent.Answered<>(ask.call(), KadResponse.heard()));
            }
        }
        return stored;
    }

    @Test
    void answersThatComeTooLateChangeNothing() {
        KadStand stand = new KadStand(KadParameters.SERVER);
        stand.handle(new KadEvent.Answered<>(12, KadResponse.heard()));
        stand.handle(new KadEvent.Unanswered<>(13));
        assertEquals(List.of(), stand.actions);
    }

    @Test
    void noMoreOperationsAreBegunThanTheLimit() {
        KadStand stand = new KadStand(KadParameters.CLIENT);
        stand.knows(30);
        for (int i = 0; i < KadParameters.OPERATIONS_MAX; i++) stand.handle(new KadEvent.Find<>(i, KEY));
        assertNull(stand.result());
        stand.handle(new KadEvent.Find<>(9_999, KEY));
        var refused = (KadAction.Closest<String>) stand.result();
        assertEquals(List.of(), refused.closest());
    }

    @Test
    void parametersThatCannotWorkAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new KadParameters(true, KadParameters.K + 1, 1, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new KadParameters(true, 3, KadParameters.ALPHA + 1, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new KadParameters(true, 3, 1, 0, 1));
    }
}
