package dev.pando.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pando.kernel.tensor.Matrix;
import dev.pando.kernel.tensor.TensorType;
import dev.pando.testing.Forall;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProjectionsTest {

    @ParameterizedTest
    @EnumSource
    void anOutputIsTheInnerProductOfItsRowAndItsToken(TensorType type) {
        Forall.seeds(10, random -> {
            int rows = random.nextInt(1, 70), columns = 256 * random.nextInt(1, 4), tokens = random.nextInt(1, 9);
            Matrix m = Samples.matrix(random, type, rows, columns);
            int offset = random.nextInt(5);
            double error = Grouped.takes(type) ? 4e-2 : 1e-5; // inputs rounded to 8 bits
            float[] x = Samples.floats(random, offset + tokens * columns), y = new float[tokens * rows];
            try (Workers workers = new Workers(2); Projection w = Projection.of(m)) {
                Projections.multiply(workers, new Scratch(), x, offset, tokens, new Projections.Output(w, y));
            }
            float[] row = new float[columns];
            for (int r = 0; r < rows; r++) {
                Dequantise.row(m, r, row, 0);
                for (int t = 0; t < tokens; t++) {
                    double exact = 0, size = 0;
                    for (int k = 0; k < columns; k++) {
                        double product = (double) x[offset + t * columns + k] * row[k];
                        exact += product;
                        size += product * product;
                    }
                    assertEquals(exact, y[t * rows + r], error * Math.sqrt(size) + 1e-6, "row " + r + " token " + t);
                }
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void manyTokensAtOnceGiveTheBitsOfEachAlone(TensorType type) {
        Forall.seeds(10, random -> {
            int rows = random.nextInt(1, 200), columns = 256 * random.nextInt(1, 4), tokens = random.nextInt(2, 30);
            float[] x = Samples.floats(random, tokens * columns);
            float[] together = new float[tokens * rows], alone = new float[rows];
            try (Workers one = new Workers(1);
                    Workers three = new Workers(3);
                    Projection w = Projection.of(Samples.matrix(random, type, rows, columns))) {
                Projections.multiply(three, new Scratch(), x, 0, tokens, new Projections.Output(w, together));
                for (int t = 0; t < tokens; t++) {
                    Projections.multiply(one, new Scratch(), x, t * columns, 1, new Projections.Output(w, alone));
                    Same.bits(alone, Arrays.copyOfRange(together, t * rows, (t + 1) * rows));
                }
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void whatIsRepackedOnTheWayGivesTheBitsOfWhatWasRepacked(TensorType type) {
        Forall.seeds(10, random -> {
            int rows = random.nextInt(1, 1200), columns = 256 * random.nextInt(1, 9), tokens = random.nextInt(1, 9);
            Matrix m = Samples.matrix(random, type, rows, columns);
            float[] x = Samples.floats(random, tokens * columns);
            float[] ready = new float[tokens * rows], atOnce = new float[tokens * rows],
                    later = new float[tokens * rows];
            try (Workers workers = new Workers(2);
                    Projection a = Projection.of(workers, m);
                    Projection b = Projection.atOnce(workers, m)) {
                Projections.multiply(workers, new Scratch(), x, 0, tokens, new Projections.Output(a, ready));
                Projections.multiply(workers, new Scratch(), x, 0, tokens, new Projections.Output(b, atOnce));
                b.repack(workers);
                assertEquals(a.ownBytes(), b.ownBytes());
                b.repack(workers); // once is enough
                assertEquals(a.ownBytes(), b.ownBytes());
                Projections.multiply(workers, new Scratch(), x, 0, tokens, new Projections.Output(b, later));
            }
            Same.bits(ready, atOnce);
            Same.bits(ready, later);
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "Q8_0"})
    void aSliceThatLeavesItsArrayIsRefusedBeforeAnythingIsWritten(TensorType type) {
        Matrix m = Samples.matrix(new java.util.SplittableRandom(1), type, 4, 32);
        float[] y = new float[8];
        try (Workers workers = new Workers(1); Projection w = Projection.of(m)) {
            var out = new Projections.Output(w, y, 5, 4);
            assertThrows(IndexOutOfBoundsException.class,
                    () -> Projections.multiply(workers, new Scratch(), new float[32], 0, 1, out));
            assertThrows(IndexOutOfBoundsException.class, () -> Projections.multiply(workers, new Scratch(),
                    new float[32], 1, 1, new Projections.Output(w, y)));
            assertThrows(IllegalArgumentException.class, () -> new Projections.Output(w, y, 0, 3));
        }
        Same.bits(new float[8], y);
    }
}
