package dev.pando.lab.emergence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pando.lab.emergence.Statistics.Coverage;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatisticsTest {

    @Test
    void mcnemarIsTheSignTestOnWhatDiffers() {
        assertEquals(1, Statistics.mcnemar(0, 0));
        assertEquals(1, Statistics.mcnemar(3, 3));
        assertEquals(2.0 / 1024, Statistics.mcnemar(10, 0), 1e-12);
        assertEquals(2.0 * (1 + 10) / 1024, Statistics.mcnemar(1, 9), 1e-12);
        assertEquals(Statistics.mcnemar(9, 1), Statistics.mcnemar(1, 9));
    }

    @Test
    void aShareOfFewIsLessSureThanOneOfMany() {
        assertEquals(1, Statistics.wilsonUpper(0, 0));
        assertEquals(0.2775, Statistics.wilsonUpper(0, 10), 1e-4); // Wilson 1927: z² / (n + z²) where nothing was seen
        assertEquals(0.4042, Statistics.wilsonUpper(1, 10), 1e-4);
        assertEquals(0.0500, Statistics.wilsonUpper(0, 73), 1e-4);
    }

    @Test
    void holmMultipliesTheSmallestByAllOfThemAndNeverFalls() {
        List<Double> corrected = Statistics.holm(List.of(0.04, 0.01, 0.03));
        assertEquals(0.06, corrected.get(0), 1e-12);
        assertEquals(0.03, corrected.get(1), 1e-12);
        assertEquals(0.06, corrected.get(2), 1e-12);
        assertEquals(List.of(1.0, 1.0), Statistics.holm(List.of(0.9, 0.8)));
    }

    @Test
    void areaUnderTheCurveIsTheChanceThatAPositiveScoresAbove() {
        assertEquals(1, Statistics.auroc(List.of(0.9, 0.8), List.of(0.1)));
        assertEquals(0.5, Statistics.auroc(List.of(0.5, 0.5), List.of(0.5)));
        assertEquals(0.75, Statistics.auroc(List.of(0.9, 0.3), List.of(0.5, 0.1)));
    }

    @Test
    void theCurveBeginsWithTheSurestAnswer() {
        assertEquals(List.of(new Coverage(1 / 3.0, 0), new Coverage(2 / 3.0, 0.5), new Coverage(1, 1 / 3.0)),
                Statistics.coverageRisk(List.of(0.2, 0.9, 0.5), List.of(true, true, false)));
    }
}
