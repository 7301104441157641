package dev.pando.engine.train;

import static dev.pando.engine.train.Gradients.assertClose;
import static dev.pando.engine.train.Gradients.doubles;
import static dev.pando.engine.train.Gradients.normal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pando.engine.train.Weight.Parameter;
import dev.pando.kernel.Workers;
import dev.pando.testing.Forall;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// The cell rule against its meaning in doubles, and its gradients over several steps against differences.
class CellsTest {

    @Test
    void gradientsThroughSeveralStepsAreThoseOfDifferences() {
        try (Workers workers = new Workers(2)) {
            Forall.seeds(8, random -> {
                int height = random.nextInt(1, 9), width = random.nextInt(1, 9), steps = random.nextInt(1, 4);
                Rule rule = rule(random, random.nextInt(1, 4), random.nextInt(1, 7), random.nextInt(1, 4));
                int channels = Math.max(rule.perceived(), rule.updated()) + random.nextInt(0, 2),
                        cells = height * width;
                float[] mask = new float[cells], target = normal(random, channels * cells);
                for (int i = 0; i < cells; i++) mask[i] = random.nextInt(4) == 0 ? 0 : 1;
                Node start = new Node(channels, cells, normal(random, channels * cells), new float[channels * cells]);

                float loss = rollOut(new Tape(workers), start, height, rule, mask, target, steps);

                double[] s = doubles(start.value());
                List<Parameter> p = rule.parameters();
                double[][] w = p.stream().map(q -> doubles(q.value())).toArray(double[][]::new);
                assertEquals(loss(s, w, channels, height, width, rule, mask, target, steps), loss, 1e-4 * (1 + loss));
                Gradients.check("state", start.grad(), start.value(),
                        v -> loss(v, w, channels, height, width, rule, mask, target, steps), random);
                for (int i = 0; i < w.length; i++) {
                    int at = i;
                    Gradients.check(p.get(i).name(), p.get(i).grad(), p.get(i).value(), v -> {
                        double[][] changed = w.clone();
                        changed[at] = v;
                        return loss(s, changed, channels, height, width, rule, mask, target, steps);
                    }, random);
                }
            });
        }
    }

    @Test
    void severalBandsGiveTheSameAsTheMeaningAndTheSameBitsOnOneAndTwoThreads() {
        int height = 21, width = 70;
        float[][] results = new float[2][];
        for (int threads = 1; threads <= 2; threads++) {
            RandomGenerator random = new SplittableRandom(5);
            Rule rule = rule(random, 3, 9, 2);
            Node start = new Node(4, height * width, normal(random, 4 * height * width), new float[4 * height * width]);
            float[] mask = new float[height * width];
            Arrays.fill(mask, 1);
            try (Workers workers = new Workers(threads)) {
                Tape tape = new Tape(workers);
                Node y = tape.cellStep(start, height, rule, mask);
                double[][] w = rule.parameters().stream().map(q -> doubles(q.value())).toArray(double[][]::new);
                assertClose("y", Arrays.copyOf(y.value(), 4 * height * width),
                        step(doubles(start.value()), w, 4, height, width, rule, mask));
                tape.squaredError(y, new float[4 * height * width], null);
                tape.backward();
            }
            results[threads - 1] = rule.first().grad().clone();
        }
        assertArrayEquals(results[0], results[1]);
    }

    @Test
    void aRuleThatIsFreshChangesNothingAndSagesHas5192Weights() {
        Rule rule = Rule.fresh(24, 64, 8, new SplittableRandom(1));
        assertEquals(5_192, rule.size());
        try (Workers workers = new Workers(1)) {
            Node start = new Node(32, 64, normal(new SplittableRandom(2), 32 * 64), null);
            float[] mask = new float[64];
            Arrays.fill(mask, 1);
            assertArrayEquals(start.value(),
                    Arrays.copyOf(new Tape(workers).cellStep(start, 8, rule, mask).value(), 32 * 64));
        }
    }

    @Test
    void shapesThatDoNotFitAreRefused() {
        Rule rule = Rule.fresh(2, 4, 2, new SplittableRandom(1));
        try (Workers workers = new Workers(1)) {
            Tape tape = new Tape(workers);
            Node state = new Node(2, 12, new float[24], null);
            assertThrows(IllegalArgumentException.class, () -> tape.cellStep(state, 5, rule, new float[12]));
            assertThrows(IllegalArgumentException.class, () -> tape.cellStep(state, 3, rule, new float[11]));
            Node thin = new Node(1, 12, new float[12], null);
            assertThrows(IllegalArgumentException.class, () -> tape.cellStep(thin, 3, rule, new float[12]));
            assertThrows(IllegalArgumentException.class, () -> tape.squaredError(state, new float[23], null));
        }
    }

    private static Rule rule(RandomGenerator random, int perceived, int hidden, int updated) {
        Rule rule = Rule.fresh(perceived, hidden, updated, random);
        for (Parameter p : rule.parameters()) {
            for (int i = 0; i < p.value().length; i++) p.value()[i] = 0.5f * (float) random.nextGaussian();
        }
        return rule;
    }

    private static float rollOut(Tape tape, Node start, int height, Rule rule, float[] mask, float[] target,
            int steps) {
        Node state = start;
        for (int i = 0; i < steps; i++) state = tape.cellStep(state, height, rule, mask);
        float loss = tape.squaredError(state, target, null);
        tape.backward();
        return loss;
    }

    private static double loss(double[] s, double[][] w, int channels, int height, int width, Rule rule, float[] mask,
            float[] target, int steps) {
        for (int i = 0; i < steps; i++) s = step(s, w, channels, height, width, rule, mask);
        double sum = 0;
        for (int i = 0; i < s.length; i++) sum += (s[i] - target[i]) * (s[i] - target[i]);
        return sum / s.length;
    }

    private static double[] step(double[] s, double[][] w, int channels, int height, int width, Rule rule,
            float[] mask) {
        double[] y = s.clone();
        int cells = height * width, seen = rule.perceived(), hidden = rule.hidden(), updated = rule.updated();
        for (int cell = 0; cell < cells; cell++) {
            double[] p = new double[3 * seen];
            for (int c = 0; c < seen; c++) perceive(s, channels - seen, c, cell, height, width, seen, p);
            double[] h = new double[hidden];
            for (int u = 0; u < hidden; u++) {
                h[u] = w[1][u];
                for (int i = 0; i < p.length; i++) h[u] += w[0][u * p.length + i] * p[i];
                h[u] = Math.max(0, h[u]);
            }
            for (int c = 0; c < updated; c++) {
                double change = w[3][c];
                for (int u = 0; u < hidden; u++) change += w[2][c * hidden + u] * h[u];
                y[(channels - updated + c) * cells + cell] += mask[cell] * change;
            }
        }
        return y;
    }

    private static void perceive(double[] s, int unseen, int channel, int cell, int height, int width, int seen,
            double[] p) {
        int row = cell / width, column = cell % width, plane = (unseen + channel) * height * width;
        p[channel] = s[plane + cell];
        for (int dy = -1; dy <= 1; dy++) {
            for (int dx = -1; dx <= 1; dx++) {
                double there = s[plane + Math.floorMod(row + dy, height) * width + Math.floorMod(column + dx, width)];
                p[seen + channel] += there * dx * (2 - Math.abs(dy)) / 8;
                p[2 * seen + channel] += there * dy * (2 - Math.abs(dx)) / 8;
            }
        }
    }
}
