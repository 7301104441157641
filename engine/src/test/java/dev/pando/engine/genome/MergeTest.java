package dev.pando.engine.genome;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.genome.MergeOperator.Dare;
import dev.pando.engine.genome.MergeOperator.DareTies;
import dev.pando.engine.genome.MergeOperator.Linear;
import dev.pando.engine.genome.MergeOperator.Slerp;
import dev.pando.engine.genome.MergeOperator.TaskArithmetic;
import dev.pando.engine.genome.MergeOperator.Ties;
import dev.pando.kernel.Workers;
import dev.pando.testing.Forall;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MergeTest {

    private static final List<Double> ONES = List.of(1.0, 1.0);

    private static Merge.Result merge(MergeOperator operator, int rank, Change... changes) {
        try (Workers workers = new Workers(2)) {
            return new Merge(operator, rank, workers).of(List.of(changes).stream().map(c -> Map.of("m", c)).toList());
        }
    }

    @Test
    void aLinearMergeIsTheSumOfProductsNotTheProductOfSums() {
        Forall.seeds(30, random -> {
            Change x = SpectrumTest.random(random, 9, 13, 2), y = SpectrumTest.random(random, 9, 13, 5);
            float[] merged = merge(Linear.own(2), 7, x, y).changes().get("m").dense(), dx = x.dense(), dy = y.dense();
            for (int i = 0; i < merged.length; i++) assertEquals(0.85 * dx[i] + 0.15 * dy[i], merged[i], 1e-4);
        });
    }

    @Test
    void whatTheRankCannotHoldIsReported() {
        Change x = SpectrumTest.random(new SplittableRandom(1), 20, 20, 4);
        Change y = SpectrumTest.random(new SplittableRandom(2), 20, 20, 4);
        assertEquals(0, merge(Linear.mean(2), 8, x, y).lost(), 1e-3);
        Change sum = x.times(0.5).plus(y.times(0.5));
        assertEquals(Spectrum.of(sum).lost(3), merge(Linear.mean(2), 3, x, y).lost(), 1e-3);
        assertEquals(3, merge(Linear.mean(2), 3, x, y).changes().get("m").rank());
    }

    @Test
    void theSameSeedsGiveTheSameBits() {
        Change x = SpectrumTest.random(new SplittableRandom(1), 20, 30, 4);
        Change y = SpectrumTest.random(new SplittableRandom(2), 20, 30, 4);
        for (MergeOperator operator : List.of(new Dare(0.5, ONES, 3), new DareTies(0.5, 1, ONES, true, 3),
                new Ties(0.3, 1, ONES, true), new Slerp(0.4), new TaskArithmetic(0.3, ONES))) {
            Change first = merge(operator, 4, x, y).changes().get("m");
            assertEquals(first, merge(operator, 4, x, y).changes().get("m"), operator.label());
        }
        Change other = merge(new Dare(0.5, ONES, 4), 4, x, y).changes().get("m");
        assertTrue(!other.equals(merge(new Dare(0.5, ONES, 3), 4, x, y).changes().get("m")));
    }

    @Test
    void tiesOfOneAdapterWithAllOfItsElementsIsThatAdapter() {
        Change x = SpectrumTest.random(new SplittableRandom(1), 10, 12, 3);
        float[] merged = merge(new Ties(1, 1, List.of(1.0), true), 3, x).changes().get("m").dense();
        assertArrayEquals(x.dense(), merged, 1e-4f);
    }

    @Test
    void aMatrixThatOnlyOneAdapterHasCountsAsUnchangedInTheOther() {
        Change x = SpectrumTest.random(new SplittableRandom(1), 4, 4, 1);
        try (Workers workers = new Workers(1)) {
            var merged = new Merge(Linear.mean(2), 4, workers).of(List.of(Map.of("p", x), Map.of("q", x))).changes();
            assertArrayEquals(x.times(0.5).dense(), merged.get("p").dense(), 1e-6f);
            assertArrayEquals(x.times(0.5).dense(), merged.get("q").dense(), 1e-6f);
        }
    }

    @Test
    void shapesAndWeightsMustMatch() {
        Change x = SpectrumTest.random(new SplittableRandom(1), 4, 4, 1);
        Change y = SpectrumTest.random(new SplittableRandom(1), 4, 5, 1);
        assertThrows(IllegalArgumentException.class, () -> merge(Linear.mean(2), 4, x, y));
        assertThrows(IllegalArgumentException.class, () -> merge(Linear.mean(3), 4, x, x));
    }
}
