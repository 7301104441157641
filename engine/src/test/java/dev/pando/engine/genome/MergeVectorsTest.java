package dev.pando.engine.genome;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pando.engine.genome.MergeOperator.Slerp;
import dev.pando.engine.genome.MergeOperator.TaskArithmetic;
import dev.pando.engine.genome.MergeOperator.Ties;
import dev.pando.kernel.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Numbers that mergekit and the published formulas give, each vector as a change of one row.
class MergeVectorsTest {

    private static final double FLOAT = 1e-6;

    private static JsonNode vectors() throws IOException {
        Path path = Path.of(System.getProperty("pando.root", "..")).resolve("../shared/data/vectors/merge")
                .resolve("merge-vectors.json").normalize();
        if (!Files.exists(path)) System.err.println("SKIPPED: no " + path);
        assumeTrue(Files.exists(path), "no " + path);
        return new ObjectMapper().readTree(path.toFile());
    }

    private static double[] numbers(JsonNode array) {
        double[] numbers = new double[array.size()];
        for (int i = 0; i < numbers.length; i++) numbers[i] = array.get(i).doubleValue();
        return numbers;
    }

    private static List<Double> weights(JsonNode c) {
        List<Double> weights = new ArrayList<>();
        c.get("weights").forEach(w -> weights.add(w.doubleValue()));
        return weights;
    }

    private static Change row(double[] values, double[] minus) {
        float[] a = new float[values.length];
        for (int i = 0; i < a.length; i++) a[i] = (float) (values[i] - (minus == null ? 0 : minus[i]));
        return new Change(1, a.length, 1, new float[]{1}, a);
    }

    private static List<Map<String, Change>> deltas(JsonNode c) {
        List<Map<String, Change>> deltas = new ArrayList<>();
        double[] base = numbers(c.get("base"));
        c.get("models").forEach(m -> deltas.add(Map.of("row", row(numbers(m), base))));
        return deltas;
    }

    private static void assertGives(JsonNode c, double[] base, float[] delta) {
        double[] expected = numbers(c.get("expected"));
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], delta[i] + (base == null ? 0 : base[i]), FLOAT * (1 + Math.abs(expected[i])),
                    c.get("name") + " element " + i);
        }
    }

    private static float[] merged(MergeOperator operator, List<Map<String, Change>> deltas) {
        try (Workers workers = new Workers(1)) {
            return new Merge(operator, 64, workers).of(deltas).changes().get("row").dense();
        }
    }

    @Test
    void theArcIsMergekits() throws IOException {
        int seen = 0;
        for (JsonNode c : vectors().get("slerp")) {
            var pair = List.of(Map.of("row", row(numbers(c.get("v0")), null)),
                    Map.of("row", row(numbers(c.get("v1")), null)));
            assertGives(c, null, merged(new Slerp(c.get("t").doubleValue()), pair));
            seen++;
        }
        assertTrue(seen >= 50);
    }

    @Test
    void tiesKeepsElectsAndAverages() throws IOException {
        for (JsonNode c : vectors().get("ties")) {
            Ties ties = new Ties(c.get("density").doubleValue(), c.get("lambda_").doubleValue(), weights(c),
                    c.get("normalize").booleanValue());
            assertGives(c, numbers(c.get("base")), merged(ties, deltas(c)));
        }
    }

    @Test
    void tasksAddUp() throws IOException {
        for (JsonNode c : vectors().get("task_arithmetic")) {
            assertGives(c, numbers(c.get("base")), merged(new TaskArithmetic(1, weights(c)), deltas(c)));
        }
    }

    @Test
    void whatDareKeepsGrows() throws IOException {
        for (JsonNode c : vectors().get("dare")) {
            double density = 1 - c.get("drop_p").doubleValue();
            List<float[]> deltas = new ArrayList<>();
            for (Map<String, Change> delta : deltas(c)) {
                float[] dense = delta.get("row").dense();
                boolean[] kept = new boolean[dense.length];
                JsonNode mask = c.get("masks").get(deltas.size());
                for (int i = 0; i < kept.length; i++) kept[i] = mask.get(i).intValue() == 1;
                Mixing.keep(dense, kept, density);
                deltas.add(dense);
            }
            assertGives(c, numbers(c.get("base")), Mixing.sum(deltas, weights(c)));
        }
    }
}
