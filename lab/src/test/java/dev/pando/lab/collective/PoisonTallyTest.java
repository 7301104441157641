package dev.pando.lab.collective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.lab.emergence.Statistics;
import org.junit.jupiter.api.Test;

class PoisonTallyTest {

    @Test
    void whatIsEnoughShowsLessThanTheBarAndOneFactFewerDoesNot() {
        assertTrue(Statistics.wilsonUpper(0, PoisonTally.FACTS_ENOUGH) < PoisonTally.SUCCESS_MAX);
        assertFalse(Statistics.wilsonUpper(0, PoisonTally.FACTS_ENOUGH - 1) < PoisonTally.SUCCESS_MAX);
    }

    @Test
    void withEightAttackersOfTwentyAThirdOfTheFactsHasMoreHolders() {
        assertEquals(60, PoisonRun.claimed(180, 8), "holders 1 to 12 in turn, of which 9 to 12 are more than 8");
        assertEquals(180, PoisonRun.claimed(180, 0));
    }

    @Test
    void tallyOfTwoNodesIsTheirSumAndTheShareIsOfTheFactsThatAreClaimed() {
        PoisonTally first = PoisonTally.unasked(1, 10, 2, 100, 2).asked(true, false).asked(true, true);
        PoisonTally both = first.plus(PoisonTally.unasked(1, 10, 2, 100, 2).asked(false, true));
        assertEquals(new PoisonTally(2, 20, 4, 200, 4, 2, 1, 1, 1), both);
        assertEquals(0.5, both.row(Attack.TARGETED).get("success").asDouble());
        assertEquals(1, both.row(Attack.TARGETED).get("success_elsewhere").asDouble());
    }

    @Test
    void nothingIsClaimedOfSleepersButHonestAuthorsMustNotLose() {
        PoisonTally won = PoisonTally.unasked(0, 10, 10, 100, 2).asked(true, true);
        assertFalse(won.holds(Attack.TARGETED));
        assertTrue(won.holds(Attack.SLEEPER));
        assertFalse(PoisonTally.unasked(0, 10, 10, 100, 3).holds(Attack.SLEEPER));
    }
}
