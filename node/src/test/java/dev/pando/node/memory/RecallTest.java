package dev.pando.node.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecallTest {

    private static List<Long> ids(List<Recall.Ranked> ranked) {
        return ranked.stream().map(Recall.Ranked::id).toList();
    }

    @Test
    void wordsLiftWhatMeansAsMuchAndTheLaterOfEqualsComesFirst() {
        assertEquals(List.of(2L, 3L, 1L), ids(Recall.fused(Map.of(1L, 0.5f, 2L, 0.5f, 3L, 0.5f), List.of(2L))));
        assertEquals(List.of(4L), ids(Recall.fused(Map.of(), List.of(4L))));
        assertEquals(List.of(), ids(Recall.fused(Map.of(), List.of())));
    }

    @Test
    void manyWaysOfSayingTheSameDoNotHideAnotherThing() {
        List<Recall.Ranked> ranked = List.of(new Recall.Ranked(1, 0.60, 0.6), new Recall.Ranked(2, 0.59, 0.6),
                new Recall.Ranked(3, 0.58, 0.6), new Recall.Ranked(4, 0.50, 0.5));
        Recall.Likeness alike = (a, b) -> a < 4 && b < 4 ? 0.9 : 0.1;
        assertEquals(List.of(1L, 4L, 2L, 3L), ids(Recall.spread(ranked, 4, alike)));
        assertEquals(List.of(1L, 4L), ids(Recall.spread(ranked, 2, alike)));
        assertEquals(List.of(1L, 2L, 3L, 4L), ids(Recall.spread(ranked, 9, (_, _) -> Recall.LIKENESS_FREE)));
    }
}
