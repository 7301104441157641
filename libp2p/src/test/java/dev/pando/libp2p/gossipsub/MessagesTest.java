package dev.pando.libp2p.gossipsub;

import static dev.pando.libp2p.gossipsub.Stand.TOPIC;
import static dev.pando.libp2p.gossipsub.Stand.message;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.testing.Forall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MessagesTest {

    private static final MeshParameters NO_FLOOD = new MeshParameters(6, 4, 12, 4, 2, 6, false, false);

    @Test
    void anAcceptedMessageIsDeliveredAndSentToTheMeshButNotToThoseWhoBroughtIt() {
        Stand stand = Stand.joined();
        stand.meshOf(5);
        Message m = message(1);
        stand.receive("m0", m);
        stand.receive("m1", m);
        assertEquals(List.of(), stand.receivers(m), "nobody before the application has judged");
        stand.judge(m, Verdict.ACCEPT);
        assertTrue(stand.delivered(m));
        assertEquals(List.of("m2", "m3", "m4"), stand.receivers(m));
    }

    @Test
    void aCopyIsNeitherValidatedNorDeliveredNorSentAgain() {
        Stand stand = Stand.joined();
        stand.meshOf(3);
        Message m = message(1);
        stand.receive("m0", m);
        stand.judge(m, Verdict.ACCEPT);
        stand.actions.clear();
        stand.receive("m1", m);
        stand.judge(m, Verdict.ACCEPT);
        assertEquals(List.of(), stand.actions);
    }

    @Test
    void aRejectedMessageCostsEveryoneWhoBroughtItAndGoesNowhere() {
        Stand stand = Stand.joined();
        stand.meshOf(4);
        Message m = message(1);
        stand.receive("m0", m);
        stand.receive("m1", m);
        stand.judge(m, Verdict.REJECT);
        stand.receive("m2", m);
        assertFalse(stand.delivered(m));
        assertEquals(List.of(), stand.receivers(m));
        for (String liar : List.of("m0", "m1", "m2")) assertEquals(-100, stand.router.score(liar));
        assertEquals(0, stand.router.score("m3"));
    }

    @Test
    void anIgnoredMessageGoesNowhereAndCostsNobody() {
        Stand stand = Stand.joined();
        stand.meshOf(3);
        Message m = message(1);
        stand.receive("m0", m);
        stand.judge(m, Verdict.IGNORE);
        stand.receive("m1", m);
        assertFalse(stand.delivered(m));
        assertEquals(List.of(), stand.receivers(m));
        assertEquals(0, stand.router.score("m0"));
        assertEquals(0, stand.router.score("m1"));
    }

    @Test
    void aMessageOfATopicWeDidNotJoinIsIgnored() {
        Stand stand = new Stand(MeshParameters.DEFAULT, ScoreParameters.defaults(Map.of()));
        stand.peer("a", true);
        stand.receive("a", message(1));
        assertEquals(List.of(), stand.actions);
    }

    @Test
    void ourOwnMessageGoesToEveryPeerOfTheTopicThatWeTrust() {
        Stand stand = Stand.joined();
        stand.meshOf(4);
        stand.peers(9);
        stand.router.appSpecificScore("p0", ScoreParameters.PUBLISH_THRESHOLD - 1);
        Message m = message(1);
        stand.handle(new Event.Publish<>(m));
        assertEquals(4 + 9 - 1, stand.receivers(m).size());
        assertFalse(stand.receivers(m).contains("p0"));
        stand.actions.clear();
        stand.receive("m0", m);
        assertEquals(List.of(), stand.actions, "what comes back to us is known");
    }

    @Test
    void withoutFloodingOurOwnMessageGoesToTheMesh() {
        Stand stand = Stand.joined(NO_FLOOD, ScoreParameters.defaults(Map.of()));
        stand.meshOf(4);
        stand.peers(9);
        Message m = message(1);
        stand.handle(new Event.Publish<>(m));
        assertEquals(List.of("m0", "m1", "m2", "m3"), stand.receivers(m));
    }

    @Test
    void withoutFloodingAndWithoutJoiningItGoesToAFanoutThatIsForgottenAfterAMinute() {
        Stand stand = new Stand(NO_FLOOD, ScoreParameters.defaults(Map.of()));
        stand.peers(20);
        Message first = message(1), second = message(2), third = message(3);
        stand.handle(new Event.Publish<>(first));
        stand.heartbeats(59);
        stand.handle(new Event.Publish<>(second));
        assertEquals(MeshParameters.D, stand.receivers(first).size());
        assertEquals(stand.receivers(first), stand.receivers(second), "the fanout holds");
        stand.heartbeats(61);
        stand.handle(new Event.Publish<>(third));
        assertFalse(stand.receivers(third).equals(stand.receivers(first)), "a new one is drawn");
    }

    @Test
    void aPeerThatWasHeardOfButNotAskedForGetsGossip() {
        Stand stand = Stand.joined();
        stand.meshOf(6);
        stand.peers(3);
        stand.heartbeat();
        Message m = message(1);
        stand.receive("m0", m);
        stand.judge(m, Verdict.ACCEPT);
        for (int i = 1; i <= MeshParameters.GOSSIP_WINDOWS + 1; i++) {
            stand.actions.clear();
            stand.heartbeat();
            List<Control.IHave> gossip = stand.controls("p0", Control.IHave.class);
            boolean fresh = i <= MeshParameters.GOSSIP_WINDOWS;
            assertEquals(fresh ? List.of(new Control.IHave(TOPIC, List.of(m.id()))) : List.of(), gossip, "beat " + i);
            assertEquals(List.of(), stand.controls("m1", Control.IHave.class), "the mesh has it already");
        }
    }

    @Test
    void aPeerThatEntersTheMeshIsToldOnceWhatCameBefore() {
        Stand stand = Stand.joined();
        Message m = message(1);
        stand.peer("a", true);
        stand.receive("a", m);
        stand.judge(m, Verdict.ACCEPT);
        stand.peer("late", true);
        stand.receive("late", new Control.Graft(TOPIC));
        stand.heartbeat();
        assertEquals(1, stand.controls("late", Control.IHave.class).size());
        stand.actions.clear();
        stand.heartbeat();
        assertEquals(0, stand.controls("late", Control.IHave.class).size());
    }

    @Test
    void anOfferIsAnsweredByAskingForWhatWeHaveNotSeen() {
        Stand stand = Stand.joined();
        stand.peer("a", true);
        Message seen = message(1);
        stand.receive("a", seen);
        stand.receive("a", new Control.IHave(TOPIC, List.of(seen.id(), message(2).id())));
        assertEquals(List.of(new Control.IWant(List.of(message(2).id()))), stand.controls("a", Control.IWant.class));
    }

    @Test
    void aPeerIsAskedForAtMostFiveThousandMessagesAHeartbeatInTenOffers() {
        Stand stand = Stand.joined();
        stand.peer("a", true);
        stand.receive("a", new Control.IHave(TOPIC, ids(0, MeshParameters.IHAVE_IDS_MAX - 1)));
        stand.receive("a", new Control.IHave(TOPIC, ids(10_000, 2)));
        assertEquals(List.of(MeshParameters.IHAVE_IDS_MAX - 1, 1),
                stand.controls("a", Control.IWant.class).stream().map(w -> w.ids().size()).toList());
        stand.heartbeat();
        stand.actions.clear();
        for (int i = 0; i < MeshParameters.IHAVE_MESSAGES_MAX + 1; i++) {
            stand.receive("a", new Control.IHave(TOPIC, ids(20_000 + i, 1)));
        }
        assertEquals(MeshParameters.IHAVE_MESSAGES_MAX, stand.controls("a", Control.IWant.class).size());
    }

    @Test
    void aPeerThatPromisesMessagesAndNeverSendsThemIsPunished() {
        Stand stand = Stand.joined();
        stand.peer("liar", true);
        stand.peer("slow", true);
        for (int i = 0; i < 4; i++) stand.receive("liar", new Control.IHave(TOPIC, ids(100 + i, 1)));
        stand.receive("slow", new Control.IHave(TOPIC, ids(1, 1)));
        stand.receive("liar", message(1)); // "If the message is not received (from any peer)"
        stand.heartbeats(4);
        assertEquals(ScoreParameters.BEHAVIOUR_WEIGHT, stand.router.score("liar"), 1);
        assertEquals(0, stand.router.score("slow"), 0.1);
    }

    @Test
    void soManyPromisesAreWaitedForAndNotOneMore() {
        Promises<String> promises = new Promises<>();
        for (int i = 0; i < MeshParameters.PROMISES_MAX; i++) promises.add(message(i).id(), "a", 0);
        promises.add(message(MeshParameters.PROMISES_MAX).id(), "late", 0);
        promises.add(message(0).id(), "b", 0);
        assertEquals(MeshParameters.PROMISES_MAX, promises.size());
        assertEquals(Map.of("a", MeshParameters.PROMISES_MAX, "b", 1),
                promises.broken(MeshParameters.IWANT_FOLLOWUP_MS), "who promises the same is waited for too");
    }

    @Test
    void soManyBackoffsAreRememberedAndTheOldestGoFirst() {
        Backoffs<Integer> backoffs = new Backoffs<>();
        for (int peer = 0; peer <= MeshParameters.BACKOFFS_MAX; peer++) backoffs.add(peer, 1_000, 0);
        assertEquals(MeshParameters.BACKOFFS_MAX, backoffs.size());
        assertTrue(backoffs.mayGraft(0));
        assertFalse(backoffs.mayGraft(1));
    }

    @Test
    void aCachedMessageIsSentOnRequestThreeTimesAndThenNoMore() {
        Stand stand = Stand.joined();
        stand.peer("a", true);
        Message m = message(1);
        stand.handle(new Event.Publish<>(m));
        stand.actions.clear();
        for (int i = 0; i < 5; i++) stand.receive("a", new Control.IWant(List.of(m.id())));
        assertEquals(MeshParameters.RETRANSMISSIONS_MAX, stand.receivers(m).size());
    }

    @Test
    void aMessageCanBeAskedForDuringFiveHeartbeats() {
        Stand stand = Stand.joined();
        stand.peer("a", true);
        Message m = message(1);
        stand.handle(new Event.Publish<>(m));
        for (int beat = 0; beat <= MeshParameters.CACHE_WINDOWS; beat++) {
            stand.actions.clear();
            stand.peer("b" + beat, true);
            stand.receive("b" + beat, new Control.IWant(List.of(m.id())));
            assertEquals(beat < MeshParameters.CACHE_WINDOWS ? 1 : 0, stand.receivers(m).size(), "beat " + beat);
            stand.heartbeat();
        }
    }

    @Test
    void aLargeMessageIsDeclinedToTheRestOfTheMeshBeforeItIsJudged() {
        Stand stand = Stand.joined();
        stand.meshOf(3);
        Message large = message(1, MeshParameters.IDONTWANT_BYTES_MIN);
        Message small = message(2, MeshParameters.IDONTWANT_BYTES_MIN - 1);
        stand.receive("m0", large);
        stand.receive("m0", small);
        assertEquals(List.of(new Control.IDontWant(List.of(large.id()))),
                stand.controls("m1", Control.IDontWant.class));
        assertEquals(List.of(), stand.controls("m0", Control.IDontWant.class), "its bearer has it");
    }

    @Test
    void aMessageIsNotSentToAPeerThatDeclinedIt() {
        Stand stand = Stand.joined();
        stand.meshOf(3);
        Message m = message(1);
        stand.receive("m1", new Control.IDontWant(List.of(m.id())));
        stand.receive("m0", m);
        stand.judge(m, Verdict.ACCEPT);
        assertEquals(List.of("m2"), stand.receivers(m));
    }

    @Test
    void aPeerMayDeclineAThousandMessagesAHeartbeatAndTheyAreForgottenAfterThree() {
        Stand stand = Stand.joined();
        stand.meshOf(1);
        stand.receive("m0", new Control.IDontWant(ids(0, MeshParameters.IDONTWANT_IDS_MAX + 1)));
        assertEquals(MeshParameters.IDONTWANT_IDS_MAX, stand.router.tables().unwanted());
        stand.heartbeats(MeshParameters.IDONTWANT_HEARTBEATS - 1);
        assertEquals(MeshParameters.IDONTWANT_IDS_MAX, stand.router.tables().unwanted());
        stand.heartbeat();
        assertEquals(0, stand.router.tables().unwanted());
    }

    @Test
    void seenMessagesAreForgottenAfterTwoMinutesAndBeyondTheirLimit() {
        Stand stand = Stand.joined();
        stand.peer("a", true);
        for (int i = 0; i < MeshParameters.SEEN_MAX + 1; i++) stand.receive("a", message(i, 0));
        assertEquals(MeshParameters.SEEN_MAX, stand.router.tables().seen());
        stand.actions.clear();
        stand.heartbeats(120);
        assertEquals(0, stand.router.tables().seen());
    }

    @Test
    void theCacheKeepsAtMostItsLimitOfMessages() {
        MessageCache<String> cache = new MessageCache<>();
        for (int i = 0; i < MeshParameters.CACHE_MESSAGES_MAX + 1; i++) cache.put(message(i, 1));
        assertEquals(MeshParameters.CACHE_MESSAGES_MAX, cache.size());
        assertEquals(null, cache.takeFor("a", message(0).id()), "the oldest went first");
        for (int i = 0; i < MeshParameters.CACHE_WINDOWS; i++) cache.shift();
        assertEquals(0, cache.size());
        assertEquals(0, cache.bytes());
    }

    @Test
    void theCacheKeepsAtMostItsLimitOfBytes() {
        MessageCache<String> cache = new MessageCache<>();
        int bytes = 1 << 20, fit = (int) (MeshParameters.CACHE_BYTES_MAX / bytes);
        for (int i = 0; i < fit; i++) cache.put(message(i, bytes));
        assertEquals(fit, cache.size());
        cache.put(message(fit, 1));
        assertEquals(fit, cache.size());
        assertEquals(MeshParameters.CACHE_BYTES_MAX - bytes + 1, cache.bytes());
    }

    @Test
    void aPeerMaySubscribeToSoManyTopicsAndNoMore() {
        Stand stand = new Stand(MeshParameters.DEFAULT, ScoreParameters.defaults(Map.of()));
        stand.handle(new Event.Connected<>("a", true, "a", Version.V1_1));
        stand.receive("a", Rpc.subscribe(IntStream.rangeClosed(0, MeshParameters.TOPICS_OF_PEER_MAX)
                .mapToObj(i -> new Subscription("t" + i, true)).toList()));
        assertEquals(MeshParameters.TOPICS_OF_PEER_MAX, stand.router.tables().topics());
        stand.handle(new Event.Disconnected<>("a"));
        stand.heartbeat();
        assertEquals(0, stand.router.tables().topics());
    }

    @Test
    void theSameEventsCauseTheSameActions() {
        Forall.seeds(20, random -> {
            long seed = random.nextLong();
            assertEquals(randomLife(seed), randomLife(seed));
        });
    }

    private static List<Action<String>> randomLife(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Stand stand = Stand.joined();
        List<Action<String>> all = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            String peer = "p" + random.nextInt(30);
            Message m = message(random.nextInt(50), random.nextInt(2_000));
            switch (random.nextInt(9)) {
                case 0 -> stand.peer(peer, random.nextBoolean());
                case 1 -> stand.handle(new Event.Disconnected<>(peer));
                case 2 -> stand.receive(peer, m);
                case 3 -> stand.judge(m, Verdict.values()[random.nextInt(3)]);
                case 4 -> stand.receive(peer, new Control.Graft(TOPIC));
                case 5 -> stand.receive(peer, new Control.Prune(TOPIC, List.of(), random.nextInt(90)));
                case 6 -> stand.receive(peer, new Control.IHave(TOPIC, List.of(m.id())));
                case 7 -> stand.receive(peer, new Control.IWant(List.of(m.id())));
                default -> stand.heartbeat();
            }
            assertTrue(stand.mesh().size() <= 30);
            all.addAll(stand.actions);
            stand.actions.clear();
        }
        return all;
    }

    private static List<MessageId> ids(int first, int count) {
        return IntStream.range(first, first + count).mapToObj(i -> message(i).id()).toList();
    }
}
