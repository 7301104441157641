package dev.pando.engine.genome;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.kernel.Workers;
import dev.pando.testing.Forall;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SpectrumTest {

    static Change random(RandomGenerator random, int outputs, int inputs, int rank) {
        return new Change(outputs, inputs, rank, gaussian(random, outputs * rank), gaussian(random, rank * inputs));
    }

    private static float[] gaussian(RandomGenerator random, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) values[i] = (float) random.nextGaussian();
        return values;
    }

    private static double distance(float[] x, float[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) sum += (double) (x[i] - y[i]) * (x[i] - y[i]);
        return Math.sqrt(sum);
    }

    @Test
    void aChangeOfItsOwnRankIsTheSameChange() {
        Forall.seeds(50, random -> {
            Change change = random(random, random.nextInt(1, 30), random.nextInt(1, 30), random.nextInt(1, 6));
            Spectrum spectrum = Spectrum.of(change);
            float[] before = change.dense();
            assertEquals(0, distance(before, spectrum.truncated(change.rank()).dense()), 1e-5 * (1 + change.norm()));
        });
    }

    @Test
    void whatIsLostIsExactlyWhatTheSmallerSingularValuesHold() {
        Forall.seeds(50, random -> {
            Change change = random(random, 20, 25, 6);
            Spectrum spectrum = Spectrum.of(change);
            for (int rank = 1; rank <= 6; rank++) {
                double lost = distance(change.dense(), spectrum.truncated(rank).dense());
                assertEquals(spectrum.lost(rank) * change.norm(), lost, 1e-4);
            }
        });
    }

    @Test
    void singularValuesOfADiagonalAreItsElements() {
        Change diagonal = new Change(3, 3, 3, new float[]{2, 0, 0, 0, -5, 0, 0, 0, 1},
                new float[]{1, 0, 0, 0, 1, 0, 0, 0, 1});
        assertArrayEquals(new double[]{5, 2, 1}, Spectrum.of(diagonal).values(), 1e-12);
    }

    @Test
    void factorsThatRepeatThemselvesHaveALowerRank() {
        Change once = random(new SplittableRandom(3), 12, 9, 2);
        double[] values = Spectrum.of(once.plus(once)).values();
        assertEquals(2 * Spectrum.of(once).norm(), values[0], 1e-4);
        assertEquals(0, values[2], 1e-5);
        assertEquals(0, distance(once.times(2).dense(), Spectrum.of(once.plus(once)).truncated(2).dense()), 1e-4);
    }

    @Test
    void noChangeHasNoLength() {
        assertEquals(0, Spectrum.of(Change.none(4, 5)).norm());
        assertEquals(0, Spectrum.of(new Change(4, 5, 1, new float[4], new float[5])).lost(0));
    }

    @Test
    void aDenseMatrixOfLowRankIsFoundWhole() {
        try (Workers workers = new Workers(2)) {
            Forall.seeds(20, random -> {
                Change change = random(random, random.nextInt(20, 90), random.nextInt(20, 90), 4);
                Change found = Spectrum.ofDense(change.dense(), change.outputs(), change.inputs(), 4, 1, workers);
                assertTrue(found.rank() <= 4);
                assertEquals(0, distance(change.dense(), found.dense()), 1e-4 * change.norm());
            });
        }
    }

    @Test
    void theInnerProductNeedsNoDenseMatrix() {
        Forall.seeds(30, random -> {
            Change x = random(random, 7, 11, 3), y = random(random, 7, 11, 5);
            double sum = 0;
            float[] dx = x.dense(), dy = y.dense();
            for (int i = 0; i < dx.length; i++) sum += (double) dx[i] * dy[i];
            assertEquals(sum, x.dot(y), 1e-4);
        });
    }
}
