package dev.pando.lab.loopback;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LoopbackRunTest {

    @Test
    void everyRealHostHearsEveryMessage() throws Exception {
        assertEquals(1.0, new LoopbackRun(8, 3, 5, 50, 7).run().reach());
    }

    @Test
    @Tag("long")
    void aHundredRealHostsHearEveryMessageWithinASecond() throws Exception {
        LoopbackRun.Outcome outcome = new LoopbackRun(100, 8, 50, 500, 7).run();
        assertEquals(1.0, outcome.reach(), outcome.toString());
        assertTrue(outcome.p99Ms() < 1_000, outcome.toString());
        assertTrue(outcome.peakMiB() < 2_048, outcome.toString());
    }
}
