package dev.pando.lab.speed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class PairedTest {

    @Test
    void onlyFiguresOfTheSameRoundAreCompared() {
        Paired pair = new Paired(new double[]{10, 30, 20}, new double[]{10, 10, 40});
        assertArrayEquals(new double[]{0.5, 1, 3}, pair.ratios());
        assertEquals(1, pair.medianRatio());
    }

    @Test
    void theMedianOfAnEvenNumberIsTheMeanOfTheMiddleTwo() {
        assertEquals(2.5, Paired.median(new double[]{4, 1, 2, 3}));
    }

    @Test
    void roundsWithoutAPartnerAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Paired(new double[1], new double[2]));
        assertThrows(IllegalArgumentException.class, () -> new Paired(new double[0], new double[0]));
    }
}
