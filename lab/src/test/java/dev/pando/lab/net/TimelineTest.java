package dev.pando.lab.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.testing.Forall;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimelineTest {

    private record What(long timeUs, int turn) {}

    @Test
    void eventsHappenInTheOrderOfTheirTimesAndThenOfTheirComing() {
        Forall.seeds(50, random -> {
            Timeline timeline = new Timeline();
            List<What> expected = new ArrayList<>(), seen = new ArrayList<>();
            for (int i = 0; i < 5_000; i++) {
                What what = new What(random.nextLong(200), i);
                timeline.add(what.timeUs, 0, 0, what);
                expected.add(what);
            }
            expected.sort(Comparator.comparingLong(What::timeUs).thenComparingInt(What::turn));
            for (; !timeline.isEmpty(); timeline.remove()) seen.add((What) timeline.nextBody());
            assertEquals(expected, seen);
        });
    }

    @Test
    void anEventMayBeAddedWhileOthersAreTaken() {
        Timeline timeline = new Timeline();
        timeline.add(0, -1, 7, "first");
        long lastUs = 0;
        for (int i = 0; i < 10_000; i++) {
            assertTrue(timeline.nextUs() >= lastUs);
            lastUs = timeline.nextUs();
            assertEquals(7, timeline.nextTo());
            timeline.remove();
            timeline.add(lastUs + i % 13, -1, 7, "next");
            if (i % 3 == 0) timeline.add(lastUs + i % 7, -1, 7, "more");
        }
        assertEquals(1 + 3_334, timeline.size());
    }

    @Test
    void aTimeBeyondTheEndOfTimeIsRefused() {
        Timeline timeline = new Timeline();
        timeline.add(Timeline.TIME_US_MAX, 0, 0, "last");
        assertEquals(Timeline.TIME_US_MAX, timeline.nextUs());
        assertThrows(IllegalArgumentException.class, () -> timeline.add(Timeline.TIME_US_MAX + 1, 0, 0, "later"));
    }
}
