package dev.pando.lab.split;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.testing.Forall;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LawTest {

    @Test
    void theLawIsFoundAgainInWhatFollowsFromIt() {
        Forall.seeds(50, random -> {
            Law law = new Law(random.nextDouble(1, 9), random.nextDouble(0.5, 2), random.nextDouble(0.1, 5), 1);
            List<Law.Point> points = new ArrayList<>();
            for (int stages = 2; stages <= 4; stages++) {
                for (double rtt : new double[]{0, 5, 20, 80}) {
                    points.add(new Law.Point(stages, rtt, law.ms(stages, rtt)));
                }
            }
            Law found = Law.fit(points);
            assertEquals(law.c(), found.c(), 1e-6);
            assertEquals(law.a(), found.a(), 1e-6);
            assertEquals(law.p(), found.p(), 1e-6);
            assertEquals(1, found.r2(), 1e-9);
            assertEquals(law.p(), Law.loopback(points), 1e-6);
        });
    }

    @Test
    void withOneNumberOfStagesNoSlopeIsSaid() {
        assertTrue(Double.isNaN(Law.loopback(List.of(new Law.Point(2, 0, 1), new Law.Point(3, 5, 9)))));
    }

    @Test
    void stagesAreCutEvenlyAndNeverEmpty() {
        assertEquals(List.of(8, 16), Rig.evenCuts(24, 3));
        assertEquals(List.of(2, 3), Rig.evenCuts(5, 3));
        assertEquals(List.of(1, 2, 3), Rig.evenCuts(4, 4));
    }
}
