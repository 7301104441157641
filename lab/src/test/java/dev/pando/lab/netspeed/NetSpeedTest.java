package dev.pando.lab.netspeed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.libp2p.quic.QuicTransport;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class NetSpeedTest {

    @Test
    void everythingIsMeasuredInEveryRound() throws Exception {
        Assumptions.assumeTrue(QuicTransport.available(), "no native QUIC for this platform");
        NetSpeedRun.Outcome outcome = new NetSpeedRun(2, 0, 1 << 20, 3).run();
        for (Figures figures : List.of(outcome.cipherMbS(), outcome.sealMbS(), outcome.plainMbS(), outcome.tcpMbS(),
                outcome.plainEchoUs(), outcome.tcpEchoUs(), outcome.bareQuicMbS(), outcome.quicMbS(),
                outcome.quicEchoUs())) {
            assertEquals(2, figures.values().size());
            assertTrue(figures.min() > 0, figures.toString());
        }
    }

    @Test
    void ratiosAreOfTheSameRound() {
        Figures ratios = new Figures(List.of(2.0, 30.0, 5.0)).over(new Figures(List.of(4.0, 10.0, 5.0)));
        assertEquals(List.of(0.5, 3.0, 1.0), ratios.values());
        assertEquals(1.0, ratios.median());
        assertEquals(1.5, new Figures(List.of(1.0, 2.0)).median());
    }

    @Test
    void aRunThatMeasuresNothingIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new NetSpeedRun(0, 0, 1 << 20, 1));
        assertThrows(IllegalArgumentException.class, () -> new NetSpeedRun(1, 0, (1 << 20) - 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new Figures(List.of()));
    }
}
