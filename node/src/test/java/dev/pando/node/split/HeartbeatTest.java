package dev.pando.node.split;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HeartbeatTest {

    @Test
    void silenceIsNoticedAndNotBefore() {
        Heartbeat heartbeat = new Heartbeat(1_000);
        assertTrue(heartbeat.complaint(1_000 + SplitLimits.SILENCE_MS).isEmpty());
        assertTrue(heartbeat.complaint(1_001 + SplitLimits.SILENCE_MS).orElseThrow().startsWith("not heard of"));
        heartbeat.heard(5_000, 0);
        assertTrue(heartbeat.complaint(5_000 + SplitLimits.SILENCE_MS).isEmpty());
    }

    @Test
    void aStageThatAnswersButComputesNothingIsNoticedWhileWeWait() {
        Heartbeat heartbeat = new Heartbeat(0);
        heartbeat.asked(100);
        for (int now = 200; now <= 100 + SplitLimits.STALL_MS; now += 100) {
            heartbeat.heard(now, 0);
            assertTrue(heartbeat.complaint(now).isEmpty());
        }
        heartbeat.heard(1_700, 0);
        assertTrue(heartbeat.complaint(1_700).orElseThrow().startsWith("has finished no layer"));
    }

    @Test
    void aStageThatIsSlowButMovesIsLeftAlone() {
        Heartbeat heartbeat = new Heartbeat(0);
        heartbeat.asked(0);
        for (int now = 0; now < 60_000; now += 1_000) {
            heartbeat.heard(now, now);
            assertTrue(heartbeat.complaint(now + 900).isEmpty());
        }
    }

    @Test
    void nobodyWaitsForAnIdleStage() {
        Heartbeat heartbeat = new Heartbeat(0);
        heartbeat.asked(0);
        heartbeat.answered(10);
        heartbeat.heard(60_000, 1);
        assertTrue(heartbeat.complaint(60_100).isEmpty());
        heartbeat.asked(60_100);
        heartbeat.abandoned();
        heartbeat.heard(70_000, 1);
        assertTrue(heartbeat.complaint(70_000).isEmpty());
    }
}
