package dev.pando.libp2p.gossipsub;

import static dev.pando.libp2p.gossipsub.Stand.TOPIC;
import static dev.pando.libp2p.gossipsub.Stand.message;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScoreTest {

    // Weights apart by powers of ten, so that a score shows its parts.
    private static final TopicScoreParameters TOPIC_PARAMETERS = new TopicScoreParameters(0.5, 2, 1_000, 10, 3, 0.5, 5,
            -1, 0.9, 20, 4, 5_000, 5, -10, 0.9, -7, 0.5);

    @Test
    void timeInTheMeshCountsInQuantaUpToItsCap() {
        Stand stand = quiet(2, 10, 0);
        stand.meshOf(5);
        stand.heartbeats(3);
        assertEquals(3 * 2, stand.router.score("m0"));
        stand.heartbeats(30);
        assertEquals(10 * 2, stand.router.score("m0"));
    }

    @Test
    void firstDeliveriesCountUpToTheirCapAndDecay() {
        Stand stand = quiet(0, 0, 3);
        stand.meshOf(5);
        for (int i = 0; i < 7; i++) deliver(stand, "m0", i);
        assertEquals(5 * 3, stand.router.score("m0"), "the cap is five");
        stand.heartbeat();
        assertEquals(5 * 3 * 0.5, stand.router.score("m0"));
        stand.heartbeats(20);
        assertEquals(0, stand.router.score("m0"), "and below decayToZero it is nothing");
    }

    @Test
    void aMeshPeerThatDeliversTooLittleIsPunishedBySquareOnceItsTimeIsUp() {
        Stand stand = Stand.joined(TOPIC_PARAMETERS);
        stand.meshOf(5);
        stand.heartbeats(5);
        assertTrue(stand.router.score("m0") > 0, "five seconds are its grace");
        stand.heartbeat();
        // P₁ 6 × 2, P₃ (4 - 0)² × -1, half of it all; pruned in the same heartbeat, P₃b remains: 16 × -10
        assertEquals(0.5 * -160, stand.router.score("m0"));
        assertEquals(List.of(), List.copyOf(stand.mesh()));
    }

    @Test
    void nearFirstCopiesCountForTheMeshAndLateOnesDoNot() {
        Stand stand = Stand.joined(TOPIC_PARAMETERS);
        stand.meshOf(3);
        for (int i = 0; i < 8; i++) {
            Message m = message(i);
            stand.receive("m0", m);
            stand.judge(m, Verdict.ACCEPT);
            stand.nowMs += 5;
            stand.receive("m1", m);
            stand.receive("m1", m);
            stand.nowMs += 1;
            stand.receive("m2", m);
        }
        stand.heartbeats(6);
        assertTrue(stand.router.score("m0") > 0);
        assertTrue(stand.router.score("m1") > 0);
        assertTrue(stand.router.score("m2") < -50);
    }

    @Test
    void invalidMessagesCountBySquare() {
        Stand stand = Stand.joined(TOPIC_PARAMETERS);
        stand.meshOf(1);
        for (int i = 0; i < 3; i++) stand.handle(new Event.Forged<>("m0", TOPIC));
        assertEquals(0.5 * 9 * -7, stand.router.score("m0"));
        stand.heartbeat();
        assertEquals(0.5 * 2.25 * -7, stand.router.score("m0"), 0.001 + 0.5 * 2);
    }

    @Test
    void theApplicationsOpinionCounts() {
        Stand stand = Stand.joined();
        stand.peer("a", true);
        stand.router.appSpecificScore("a", -12.5);
        assertEquals(-12.5, stand.router.score("a"));
    }

    @Test
    void peersOfOneAddressArePunishedBySquareOfTheirSurplus() {
        Stand stand = Stand.joined();
        for (int i = 0; i < ScoreParameters.COLOCATION_THRESHOLD; i++) {
            stand.handle(new Event.Connected<>("s" + i, false, "203.0.113.7", Version.V1_1));
        }
        assertEquals(0, stand.router.score("s0"));
        for (int i = 0; i < 3; i++) {
            stand.handle(new Event.Connected<>("t" + i, false, "203.0.113.7", Version.V1_1));
        }
        assertEquals(9 * ScoreParameters.COLOCATION_WEIGHT, stand.router.score("s0"));
        for (int i = 0; i < 3; i++) stand.handle(new Event.Disconnected<>("t" + i));
        assertEquals(0, stand.router.score("s0"));
        for (int i = 0; i < 50; i++) stand.handle(new Event.Connected<>("l" + i, false, "", Version.V1_1));
        assertEquals(0, stand.router.score("l0"), "no address, no punishment");
    }

    @Test
    void aBadNameOutlivesADisconnectionAndIsForgottenInTheEnd() {
        Stand stand = Stand.joined();
        stand.peer("a", false);
        stand.handle(new Event.Forged<>("a", TOPIC));
        stand.handle(new Event.Disconnected<>("a"));
        stand.handle(new Event.Connected<>("a", false, "elsewhere", Version.V1_1));
        assertEquals(-100, stand.router.score("a"));
        stand.handle(new Event.Disconnected<>("a"));
        stand.nowMs += ScoreParameters.RETAIN_MS;
        stand.heartbeat();
        assertEquals(0, stand.router.tables().retained());
        stand.peer("a", false);
        assertEquals(0, stand.router.score("a"));
    }

    @Test
    void noMoreDepartedPeersAreRememberedThanTheLimit() {
        Stand stand = Stand.joined();
        for (int i = 0; i <= ScoreParameters.RETAINED_MAX; i++) {
            stand.handle(new Event.Connected<>("a" + i, false, "", Version.V1_1));
            stand.handle(new Event.Disconnected<>("a" + i));
        }
        assertEquals(ScoreParameters.RETAINED_MAX, stand.router.tables().retained());
    }

    @Test
    void aGraylistedPeerIsNotReadAndAnExplicitOneIs() {
        ScoreParameters scoring = ScoreParameters.defaults(Map.of(TOPIC, TopicScoreParameters.QUIET));
        Stand stand = Stand.joined(MeshParameters.DEFAULT, scoring, "friend");
        stand.peer("liar", false);
        stand.peer("friend", false);
        for (String peer : List.of("liar", "friend")) {
            stand.router.appSpecificScore(peer, ScoreParameters.GRAYLIST_THRESHOLD);
            stand.actions.clear();
            stand.receive(peer, message(peer.hashCode()));
            assertEquals(1, stand.actions.size(), "at the threshold it is still read");
            stand.router.appSpecificScore(peer, ScoreParameters.GRAYLIST_THRESHOLD - 1);
            stand.actions.clear();
            stand.receive(peer, message(peer.hashCode() + 1));
            assertEquals(peer.equals("friend") ? 1 : 0, stand.actions.size(), peer);
        }
    }

    @Test
    void noGossipIsTakenFromAPeerBelowTheGossipThreshold() {
        Stand stand = Stand.joined();
        stand.peer("a", true);
        stand.actions.clear();
        stand.router.appSpecificScore("a", ScoreParameters.GOSSIP_THRESHOLD - 1);
        stand.receive("a", new Control.IHave(TOPIC, List.of(message(1).id())));
        assertEquals(List.of(), stand.actions);
        stand.router.appSpecificScore("a", ScoreParameters.GOSSIP_THRESHOLD);
        stand.receive("a", new Control.IHave(TOPIC, List.of(message(1).id())));
        assertEquals(1, stand.actions.size());
    }

    @Test
    void parametersOutOfTheirRangeAreRefusedByName() {
        var e = assertThrows(IllegalArgumentException.class,
                () -> new TopicScoreParameters(1, 0.01, 1_000, 1_000, 1, 0.999, 100, 1, 0.997, 400, 10, 60_000, 5, 0,
                        0.997, -100, 0.9994));
        assertEquals("score: meshWeight 1.0", e.getMessage());
        e = assertThrows(IllegalArgumentException.class,
                () -> new ScoreParameters(Map.of(), 0, 1, -1, 1, -1, 0, 0.5, 1_000, 0.01, 0, -10, -5, -20, 0, 0));
        assertEquals("score: publishThreshold -5.0", e.getMessage());
    }

    private static void deliver(Stand stand, String peer, int number) {
        Message m = message(number);
        stand.receive(peer, m);
        stand.judge(m, Verdict.ACCEPT);
    }

    private static Stand quiet(double timeWeight, double timeCap, double firstWeight) {
        return Stand.joined(new TopicScoreParameters(1, timeWeight, 1_000, timeCap, firstWeight, 0.5, 5, 0, 0.9, 20, 4,
                5_000, 5, 0, 0.9, -7, 0.5));
    }
}
