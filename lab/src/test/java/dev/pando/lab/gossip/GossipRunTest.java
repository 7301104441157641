package dev.pando.lab.gossip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.lab.net.Weather;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class GossipRunTest {

    @Test
    void everyHonestNodeHearsEveryMessage() {
        assertMeetsTheBars(run(500, 20, 0, 0, 7), 1_500);
    }

    @Test
    void everyHonestNodeHearsEveryMessageThoughAFifthAreSilentAndFramesAreLost() {
        assertMeetsTheBars(run(500, 20, 0.2, 0.01, 7), 3_000);
    }

    @Test
    void theSameSeedIsTheSameStoryAndAnotherSeedAnother() {
        String hash = run(100, 5, 0.1, 0.01, 7).hash();
        assertEquals(hash, run(100, 5, 0.1, 0.01, 7).hash());
        assertNotEquals(hash, run(100, 5, 0.1, 0.01, 8).hash());
    }

    @Test
    @Tag("long")
    void tenThousandNodesHearEveryMessage() {
        assertMeetsTheBars(run(10_000, 100, 0, 0, 7), 1_500);
    }

    @Test
    @Tag("long")
    void tenThousandNodesHearEveryMessageThoughAFifthAreSilentAndFramesAreLost() {
        assertMeetsTheBars(run(10_000, 100, 0.2, 0.01, 7), 3_000);
    }

    @Test
    void aRunThatMakesNoSenseIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> run(100, 0, 0, 0, 7));
        assertThrows(IllegalArgumentException.class, () -> run(15, 1, 0, 0, 7));
        assertThrows(IllegalArgumentException.class, () -> run(100, 1, 1, 0, 7));
        assertThrows(IllegalArgumentException.class, () -> run(100, 1, 0, 1.1, 7));
    }

    private static GossipRun.Outcome run(int nodes, int messages, double silent, double loss, long seed) {
        return new GossipRun(nodes, messages, 1_024, 100, silent, 15, Weather.WIDE_AREA.withLoss(loss), seed).run();
    }

    private static void assertMeetsTheBars(GossipRun.Outcome outcome, double p99MsMax) {
        Tally.Report report = outcome.report();
        assertEquals(1.0, report.reach(), report.toString());
        assertTrue(report.hopsMax() <= 13, report.toString());
        assertTrue(report.p99Ms() < p99MsMax, report.toString());
        assertTrue(report.maxMs() < 5_000, report.toString());
        assertTrue(report.copiesMean() <= 9, report.toString());
    }
}
