package dev.pando.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.kernel.machine.ByteKernel;
import dev.pando.testing.Forall;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ByteMatrixTest {

    private static ByteMatrix matrix(RandomGenerator random, Arena arena, int rows, int columns, int most) {
        byte[] weights = new byte[rows * columns];
        for (int i = 0; i < weights.length; i++)
            weights[i] = (byte) (random.nextInt(8) == 0 ? most : random.nextInt(-most, most + 1));
        return new ByteMatrix(arena, rows, columns, weights, Samples.floats(random, rows),
                Samples.floats(random, rows));
    }

    // For Java's vectors, and for machine code where it runs.
    private static List<ByteInputs> inputs() {
        return ByteKernel.isPossible()
                ? List.of(new ByteInputs(true), new ByteInputs(false))
                : List.of(new ByteInputs(true));
    }

    @Test
    void aProductHasTheBitsOfItsTwinForAnyPartOfIt() {
        for (ByteInputs x : inputs()) hasTheBitsOfItsTwin(x);
    }

    private static void hasTheBitsOfItsTwin(ByteInputs x) {
        Forall.seeds(100, random -> {
            int rows = ByteMatrix.GROUP * random.nextInt(1, 9), columns = 8 * random.nextInt(1, 60);
            int texts = random.nextInt(1, 4), tokens = 0;
            x.reserve(40, columns);
            for (int i = 0; i < texts; i++) {
                int n = random.nextInt(1, 13);
                float[] text = Samples.floats(random, n * columns);
                if (random.nextBoolean()) for (int j = 0; j < text.length; j++) text[j] = Math.abs(text[j]);
                x.round(tokens, n, text, 0);
                tokens += n;
            }
            try (Arena arena = Arena.ofConfined()) {
                ByteMatrix m = matrix(random, arena, rows, columns, random.nextInt(8, ByteMatrix.WEIGHT_MAX + 1));
                int from = random.nextInt(tokens), n = random.nextInt(tokens - from + 1);
                float[] twin = new float[tokens * rows], y = twin.clone();
                m.plain(x, from, from + n, twin);
                m.multiply(x, from, n, y);
                Same.bits(twin, y);
            }
        });
    }

    @Test
    void theLargestSumsFit() {
        for (ByteInputs x : inputs())
            for (int largest : new int[]{ByteMatrix.WEIGHT_MAX, ByteMatrix.WEIGHT_MAX / 2, -ByteMatrix.WEIGHT_MAX,
                    -ByteMatrix.WEIGHT_MAX / 2, -ByteMatrix.WEIGHT_MAX / 2 - 1})
                for (float input : new float[]{255, -255}) theLargestSumsFit(x, largest, input); // bytes of 255 and 0
    }

    private static void theLargestSumsFit(ByteInputs x, int largest, float input) {
        try (Arena arena = Arena.ofConfined()) {
            int columns = 1536, tokens = 5;
            byte[] weights = new byte[ByteMatrix.GROUP * columns];
            Arrays.fill(weights, (byte) largest);
            float[] ones = new float[ByteMatrix.GROUP], text = new float[tokens * columns],
                    y = new float[tokens * ByteMatrix.GROUP];
            Arrays.fill(ones, 1);
            Arrays.fill(text, input);
            x.reserve(tokens, columns);
            x.round(0, tokens, text, 0);
            new ByteMatrix(arena, ByteMatrix.GROUP, columns, weights, ones, ones).multiply(x, 0, tokens, y);
            for (float v : y) assertEquals(input * largest * columns + 1, v);
        }
    }

    @Test
    void inputsAreRoundedToTheNearestOf256StepsAndZeroStaysZero() {
        Forall.seeds(100, random -> {
            int columns = 8 * random.nextInt(1, 25);
            float[] text = Samples.floats(random, 2 * columns);
            text[random.nextInt(text.length)] = 0;
            ByteInputs x = new ByteInputs();
            x.reserve(3, columns);
            x.round(1, 2, text, 0);
            for (int i = 0; i < text.length; i++) {
                int t = 1 + i / columns;
                float back = ((x.bytes[t * x.stride() + i % columns] & 0xff) - x.zero(t)) * x.scale(t);
                assertEquals(text[i], back, 1.01 * x.scale(t));
                if (text[i] == 0) assertEquals(0, back);
            }
            byte[] plain = new byte[columns];
            Plain.round(text, 0, columns, x.scale(1), x.zero(1), plain, 0);
            assertEquals(0, Arrays.compare(plain, 0, columns, x.bytes, x.stride(), x.stride() + columns));
        });
    }

    @Test
    void aTextOfZerosIsZeros() {
        ByteInputs x = new ByteInputs();
        x.reserve(1, 8);
        x.round(0, 1, new float[8], 0);
        assertEquals(1, x.scale(0));
        assertEquals(0, x.zero(0));
    }

    @Test
    void weightsThatMightOverflowAreRefused() {
        try (Arena arena = Arena.ofConfined()) {
            byte[] weights = new byte[ByteMatrix.GROUP * 8];
            weights[5] = -65;
            float[] ones = new float[ByteMatrix.GROUP];
            assertThrows(IllegalArgumentException.class,
                    () -> new ByteMatrix(arena, ByteMatrix.GROUP, 8, weights, ones, ones));
            assertThrows(IllegalArgumentException.class, () -> new ByteMatrix(arena, 8, 16, weights, ones, ones));
        }
    }

    @Test
    void theErrorFunctionIsNearItsSeriesAndItsTwin() {
        for (float x = -4; x < 4; x += 0.0137f) {
            double sum = 0, term = x;
            for (int n = 0; n < 200; n++) { // 2/√π Σ (−1)ⁿ x²ⁿ⁺¹ / (n! (2n + 1))
                sum += term / (2 * n + 1);
                term *= -(double) x * x / (n + 1);
            }
            assertEquals(sum * 2 / Math.sqrt(Math.PI), Erf.of(x), 2e-7, "erf " + x);
            float[] many = new float[33];
            Arrays.fill(many, x);
            Vectors.gelu(many, 0, many.length);
            for (float one : many) Same.bits(many[32], one, "gelu " + x);
        }
        assertTrue(Erf.of(20) == 1 && Erf.of(-20) == -1);
    }
}
