package dev.pando.lab.kad;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.libp2p.kad.KadParameters;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class KadRunTest {

    @Test
    void valuesSurviveTheDeathOfAThirdOfTheNodesAfterOneRepublish() {
        assertMeetsTheBars(new KadRun(200, 200, 0.3, KadParameters.SERVER, 7));
    }

    @Test
    @Tag("long")
    void aThousandNodesKeepTheirValues() {
        assertMeetsTheBars(new KadRun(1_000, 2_000, 0.3, KadParameters.SERVER, 7));
    }

    private static void assertMeetsTheBars(KadRun run) {
        KadRun.Outcome outcome = run.run();
        assertTrue(outcome.readableAll() >= 0.999, outcome.toString());
        assertTrue(outcome.hopsP50() <= Math.log(run.nodes()) / Math.log(2) / 2, outcome.toString());
        assertTrue(outcome.copiesMean() > KadParameters.REPLICAS - 0.1, outcome.toString());
        assertTrue(outcome.writeMean() <= 40, outcome.toString());
    }

    @Test
    void theSameSeedIsTheSameStory() {
        KadRun run = new KadRun(60, 20, 0.1, KadParameters.SERVER, 3);
        assertEquals(run.run(), run.run());
    }

    @Test
    void tablesStayBoundedWhileNodesComeAndGo() {
        assertBounded(new ChurnRun(60, 2, 0.3, 7).run());
    }

    @Test
    @Tag("long")
    void tablesStayBoundedThroughADayOfComingAndGoing() {
        assertBounded(new ChurnRun(300, 24, 0.3, 7).run());
    }

    private static void assertBounded(ChurnRun.Outcome o) {
        assertTrue(o.readable() >= 0.99, o.toString());
        assertTrue(o.peersMax() <= KadParameters.K * 12, o.toString());
        assertTrue(o.recordsMax() <= 50, o.toString());
        assertTrue(o.callsMax() <= 20 * KadParameters.ALPHA, o.toString());
        assertTrue(o.operationsMax() <= 30, o.toString());
    }

    @Test
    void aRunThatMakesNoSenseIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new KadRun(10, 1, 0, KadParameters.SERVER, 7));
        assertThrows(IllegalArgumentException.class, () -> new KadRun(100, 1, 1, KadParameters.SERVER, 7));
        assertThrows(IllegalArgumentException.class, () -> new ChurnRun(100, 0, 0.3, 7));
    }
}
