package dev.pando.libp2p.gossipsub;

import static dev.pando.libp2p.gossipsub.Stand.TOPIC;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MeshTest {

    private static final Control GRAFT = new Control.Graft(TOPIC);

    @Test
    void aNewPeerHearsWhatWeSubscribeTo() {
        Stand stand = Stand.joined();
        stand.handle(new Event.Connected<>("a", true, "a", Version.V1_1));
        assertEquals(List.of(new Action.Send<>("a", Rpc.subscribe(List.of(new Subscription(TOPIC, true))))),
                stand.sent());
    }

    @Test
    void aPeerThatIsReachedAnewHearsOurTopicsAndItsLinksAgainAndIsNotForgotten() {
        Stand stand = Stand.joined();
        stand.meshOf(1);
        stand.handle(new Event.Connected<>("m0", true, "m0", Version.V1_2));
        assertEquals(List.of(GRAFT), stand.controls("m0", Control.Graft.class));
        assertEquals(List.of(new Subscription(TOPIC, true)), stand.sent().getFirst().rpc().subscriptions());
        assertTrue(stand.mesh().contains("m0"));
    }

    @Test
    void aMeshBelowItsLowMarkIsFilledToItsDegree() {
        Stand stand = Stand.joined();
        stand.peers(20);
        stand.heartbeat();
        assertEquals(MeshParameters.D, stand.mesh().size());
        for (String peer : stand.mesh()) assertEquals(List.of(GRAFT), stand.controls(peer, Control.Graft.class));
    }

    @Test
    void aMeshAboveItsHighMarkIsThinnedToItsDegreeAndKeepsItsOutboundQuota() {
        Stand stand = Stand.joined();
        for (int i = 0; i < MeshParameters.D_HIGH; i++) {
            stand.peer("in" + i, false);
            stand.receive("in" + i, GRAFT);
        }
        for (String name : List.of("out0", "out1")) {
            stand.peer(name, true);
            stand.receive(name, GRAFT);
        }
        assertEquals(MeshParameters.D_HIGH + 2, stand.mesh().size(), "peers we dialled come in above the high mark");
        stand.heartbeat();
        assertEquals(MeshParameters.D, stand.mesh().size());
        assertTrue(stand.mesh().containsAll(List.of("out0", "out1")));
    }

    @Test
    void aFullMeshRefusesAGraftFromAPeerThatDialledUs() {
        Stand stand = Stand.joined();
        stand.meshOf(MeshParameters.D_HIGH);
        stand.peer("late", false);
        stand.receive("late", GRAFT);
        assertFalse(stand.mesh().contains("late"));
        assertEquals(60, stand.controls("late", Control.Prune.class).getFirst().backoffSeconds());
    }

    @Test
    void aMeshWithoutPeersWeDialledSeeksSome() {
        Stand stand = Stand.joined();
        for (int i = 0; i < MeshParameters.D; i++) {
            stand.peer("in" + i, false);
            stand.receive("in" + i, GRAFT);
        }
        for (int i = 0; i < 5; i++) stand.peer("out" + i, true);
        stand.heartbeat();
        assertEquals(MeshParameters.D_OUT, stand.mesh().stream().filter(p -> p.startsWith("out")).count());
    }

    private static Stand withAMeshThatHoldsItself() {
        Stand stand = Stand.joined();
        stand.meshOf(MeshParameters.D_LOW);
        stand.heartbeats(10);
        for (String peer : stand.mesh()) assertTrue(stand.router.score(peer) > 0, "time in the mesh counts");
        return stand;
    }

    private static boolean enters(Stand stand, String stranger) {
        stand.peer(stranger, false);
        stand.receive(stranger, GRAFT);
        return stand.mesh().contains(stranger);
    }

    @Test
    void aMeshThatHoldsItselfTakesOneStrangerAtATime() {
        Stand stand = withAMeshThatHoldsItself();
        assertTrue(enters(stand, "first"));
        assertFalse(enters(stand, "second"));
        stand.heartbeats((int) (MeshParameters.GUEST_WAIT_MS / MeshParameters.HEARTBEAT_MS));
        assertTrue(stand.router.score("first") > 0, "it stayed, and is no stranger any more");
        assertTrue(enters(stand, "third"));
    }

    @Test
    void aStrangerWhoDisappointsMakesTheNextWaitTwiceAsLong() {
        Stand stand = withAMeshThatHoldsItself();
        int beats = (int) (MeshParameters.GUEST_WAIT_MS / MeshParameters.HEARTBEAT_MS);
        assertTrue(enters(stand, "first"));
        stand.receive("first", Stand.message(1));
        stand.judge(Stand.message(1), Verdict.REJECT);
        stand.heartbeat();
        assertFalse(stand.mesh().contains("first"));
        stand.heartbeats(2 * beats - 2);
        assertFalse(enters(stand, "early"));
        stand.heartbeats(2);
        assertTrue(enters(stand, "late"));
    }

    @Test
    void nobodyIsTakenFromACrowd() {
        Stand stand = withAMeshThatHoldsItself();
        assertTrue(enters(stand, "first"));
        for (int i = 0; i < 2 * MeshParameters.D_HIGH; i++) assertFalse(enters(stand, "crowd" + i));
        stand.heartbeats((int) (MeshParameters.GUEST_WAIT_MS / MeshParameters.HEARTBEAT_MS));
        assertFalse(enters(stand, "second"), "the minute is over, the crowd is not forgotten");
        stand.heartbeats((int) (MeshParameters.GUEST_WAIT_MS / MeshParameters.HEARTBEAT_MS));
        assertTrue(enters(stand, "third"));
    }

    private int messages;

    private void brings(Stand stand, String peer, int count) {
        for (int i = 0; i < count; i++) {
            Message message = Stand.message(messages++);
            stand.receive(peer, message);
            stand.judge(message, Verdict.ACCEPT);
        }
    }

    @Test
    void oneLuckyMessageMakesNoFriendOfAStranger() {
        Stand stand = withAMeshThatHoldsItself();
        for (String member : stand.mesh()) brings(stand, member, 2);
        assertTrue(enters(stand, "first"), "the one place for strangers");
        stand.peer("lucky", false);
        brings(stand, "lucky", 1);
        stand.receive("lucky", GRAFT);
        assertFalse(stand.mesh().contains("lucky"));
        stand.peer("good", false);
        brings(stand, "good", 3);
        stand.receive("good", GRAFT);
        assertTrue(stand.mesh().contains("good"));
    }

    private boolean staysWhenMembersBringTen(int count, double deliveriesWeight) {
        Stand stand = Stand
                .joined(new TopicScoreParameters(1, 0.01, 1_000, 1_000, 1, 0.999, 100, deliveriesWeight, 0.997, 400,
                        1, 60_000, 5, 0, 0.997, -100, 0.9994));
        stand.meshOf(MeshParameters.D_LOW);
        stand.heartbeats(10);
        List<String> members = List.copyOf(stand.mesh());
        assertTrue(enters(stand, "guest"));
        for (String member : members) brings(stand, member, 10);
        brings(stand, "guest", count);
        stand.heartbeats((int) (MeshParameters.GUEST_WAIT_MS / MeshParameters.HEARTBEAT_MS) - 1);
        assertTrue(stand.mesh().contains("guest"), "it is not judged yet");
        stand.heartbeat();
        assertTrue(stand.mesh().containsAll(members));
        return stand.mesh().contains("guest");
    }

    @Test
    void aGuestThatBringsLessThanTwoThirdsOfTheMedianGoesAgain() {
        assertTrue(staysWhenMembersBringTen(7, -1));
        assertFalse(staysWhenMembersBringTen(6, -1));
        assertTrue(staysWhenMembersBringTen(0, 0), "where deliveries do not count, nobody is judged by them");
    }

    @Test
    void whoHasDoneSomethingGoodIsSoughtBeforeStrangers() {
        Stand stand = Stand.joined();
        stand.peers(20);
        for (int i = 0; i < MeshParameters.D; i++) {
            stand.receive("p" + i, Stand.message(i));
            stand.judge(Stand.message(i), Verdict.ACCEPT);
        }
        stand.heartbeat();
        for (int i = 0; i < MeshParameters.D; i++) assertTrue(stand.mesh().contains("p" + i), stand.mesh().toString());
    }

    @Test
    void aGraftForATopicWeDoNotHaveIsNotEvenAnswered() {
        Stand stand = Stand.joined();
        stand.peer("a", false);
        stand.actions.clear();
        stand.receive("a", new Control.Graft("never heard of"));
        assertEquals(List.of(), stand.actions);
    }

    @Test
    void aPeerThatGraftsWithinItsBackOffIsPrunedAgainAndPunished() {
        Stand stand = Stand.joined();
        stand.peer("a", false);
        stand.receive("a", new Control.Prune(TOPIC, List.of(), 0));
        stand.actions.clear();
        int tries = 0;
        for (; stand.router.score("a") >= 0 && tries < 10; tries++) stand.receive("a", GRAFT);
        assertEquals(2, tries, "two misdeeds each within ten seconds, three are forgiven");
        assertFalse(stand.mesh().contains("a"));
        assertEquals(2, stand.controls("a", Control.Prune.class).size());
    }

    @Test
    void aPrunedPeerIsNotGraftedBeforeItsBackOffHasEnded() {
        Stand stand = Stand.joined();
        stand.peer("a", false);
        stand.receive("a", new Control.Prune(TOPIC, List.of(), 30));
        stand.heartbeats(31);
        assertEquals(List.of(), List.copyOf(stand.mesh()));
        stand.heartbeats(2);
        assertEquals(List.of("a"), List.copyOf(stand.mesh()));
    }

    @Test
    void aPeerCannotAskForABackOffWithoutEnd() {
        Stand stand = Stand.joined();
        stand.peer("a", false);
        stand.receive("a", new Control.Prune(TOPIC, List.of(), Long.MAX_VALUE));
        stand.nowMs += MeshParameters.BACKOFF_MAX_MS + MeshParameters.BACKOFF_SLACK_MS;
        stand.heartbeat();
        assertEquals(List.of("a"), List.copyOf(stand.mesh()));
    }

    @Test
    void leavingATopicPrunesItsMeshWithTheShortBackOff() {
        Stand stand = Stand.joined();
        stand.meshOf(3);
        stand.handle(new Event.Leave<>(TOPIC));
        assertEquals(List.of(), List.copyOf(stand.mesh()));
        assertEquals(List.of(new Control.Prune(TOPIC, List.of(), 10)), stand.controls("m0", Control.Prune.class));
    }

    @Test
    void aPeerWithANegativeScoreIsPrunedAndNotGrafted() {
        Stand stand = Stand.joined();
        stand.meshOf(5);
        stand.router.appSpecificScore("m0", -1);
        stand.heartbeats(70);
        assertFalse(stand.mesh().contains("m0"));
        stand.receive("m0", GRAFT);
        assertFalse(stand.mesh().contains("m0"));
    }

    @Test
    void aPeerThatUnsubscribesOrDisconnectsLeavesTheMesh() {
        Stand stand = Stand.joined();
        stand.meshOf(3);
        stand.receive("m0", Rpc.subscribe(List.of(new Subscription(TOPIC, false))));
        stand.handle(new Event.Disconnected<>("m1"));
        assertEquals(List.of("m2"), List.copyOf(stand.mesh()));
    }

    @Test
    void anExplicitPeerIsDialledForwardedToAndNeverInTheMesh() {
        Stand stand = Stand.joined(MeshParameters.DEFAULT, ScoreParameters.defaults(Map.of()), "friend");
        stand.heartbeat();
        assertTrue(stand.actions.contains(new Action.Dial<>("friend")));
        stand.peer("friend", true);
        stand.peer("a", true);
        stand.receive("friend", GRAFT);
        assertEquals(1, stand.controls("friend", Control.Prune.class).size());
        stand.heartbeat();
        assertEquals(List.of("a"), List.copyOf(stand.mesh()));
        Message m = Stand.message(1);
        stand.receive("a", m);
        stand.judge(m, Verdict.ACCEPT);
        assertEquals(List.of("friend"), stand.receivers(m));
    }

    @Test
    void aPoorMeshTakesInBetterPeersOnceAMinute() {
        Stand stand = Stand.joined();
        stand.meshOf(6);
        for (int i = 0; i < 4; i++) {
            stand.peer("good" + i, false);
            stand.router.appSpecificScore("good" + i, 3);
        }
        stand.heartbeats(MeshParameters.OPPORTUNISTIC_GRAFT_HEARTBEATS - 1);
        assertEquals(6, stand.mesh().size());
        stand.heartbeat();
        assertEquals(6 + MeshParameters.OPPORTUNISTIC_GRAFT_PEERS, stand.mesh().size());
    }

    @Test
    void anOfferOfOtherPeersIsHeardOnlyIfSwitchedOnAndFromThoseWeTrust() {
        Control.Prune offer = new Control.Prune(TOPIC, List.of(new PeerOffer(new byte[]{1}, new byte[0])), 60);
        for (boolean on : new boolean[]{false, true}) {
            MeshParameters mesh = new MeshParameters(6, 4, 12, 4, 2, 6, true, on);
            Stand stand = Stand.joined(mesh, ScoreParameters.defaults(Map.of()));
            stand.peer("a", true);
            stand.receive("a", offer);
            stand.router.appSpecificScore("a", ScoreParameters.ACCEPT_OFFER_THRESHOLD);
            stand.actions.clear();
            stand.receive("a", offer);
            assertEquals(on ? List.of(new Action.Offered<>("a", offer.offers())) : List.of(), stand.actions);
        }
    }

    @Test
    void aMeshThatCannotHoldIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new MeshParameters(6, 7, 12, 4, 2, 6, true, false));
        assertThrows(IllegalArgumentException.class, () -> new MeshParameters(6, 4, 12, 4, 4, 6, true, false));
        assertThrows(IllegalArgumentException.class, () -> new MeshParameters(6, 4, 5, 4, 2, 6, true, false));
        assertEquals(0, new MeshParameters(0, 0, 0, 0, 0, 6, true, false).d(), "a bootstrapper has no mesh");
    }
}
