package dev.pando.lab.gossip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AttackRunTest {

    @Test
    void sybilsThatAreThereFromTheBeginningDelayNobody() {
        AttackRun.Outcome outcome = small(AttackPlan.COLD_BOOT, 40, 160);
        assertDelivered(outcome);
        assertTrue(outcome.sybilShareMax() > 0, "they did get in: " + outcome);
        assertTrue(outcome.sybilShare() < 0.1, outcome.toString());
    }

    @Test
    void sybilsOfFewAddressesAreSoonOutOfEveryMesh() {
        AttackRun.Outcome outcome = small(AttackPlan.COLOCATION, 40, 160);
        assertDelivered(outcome);
        assertEquals(0, outcome.sybilShare(), outcome.toString());
    }

    @Test
    @Tag("long")
    void sybilsThatTurnAllAtOnceAreFoundOut() {
        AttackRun.Outcome outcome = small(AttackPlan.COVERT_FLASH, 100, 400);
        assertDelivered(outcome);
        assertTrue(outcome.sybilShare() < 0.01, outcome.toString());
    }

    @Test
    @Tag("long")
    void aCensoredPublisherIsHeardAllTheSame() {
        assertDelivered(small(AttackPlan.CENSOR_SINGLE, 100, 400));
    }

    @ParameterizedTest
    @EnumSource
    @Tag("long")
    void noPlanKeepsAMessageFromAnHonestNode(AttackPlan plan) {
        assertDelivered(small(plan, 200, 800));
    }

    @Test
    void aRunThatMakesNoSenseIsRefused() {
        assertThrows(IllegalArgumentException.class,
                () -> new AttackRun(AttackPlan.COLD_BOOT, 20, 1, 10, 150, false, 7));
        assertThrows(IllegalArgumentException.class,
                () -> new AttackRun(AttackPlan.COVERT_FLASH, 100, 1, 10, 240, false, 7));
    }

    private static AttackRun.Outcome small(AttackPlan plan, int honest, int sybils) {
        return new AttackRun(plan, honest, sybils, 5, plan.attackSeconds() + 150, false, 7).run();
    }

    private static void assertDelivered(AttackRun.Outcome outcome) {
        assertEquals(1.0, outcome.report().reach(), outcome.toString());
        assertTrue(outcome.report().p99Ms() <= 1_200, outcome.toString());
    }
}
