package dev.pando.engine.train;

import static dev.pando.engine.train.Gradients.assertClose;
import static dev.pando.engine.train.Gradients.doubles;
import static dev.pando.engine.train.Gradients.normal;
import static dev.pando.engine.train.Gradients.weighted;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pando.engine.train.Weight.Frozen;
import dev.pando.engine.train.Weight.Parameter;
import dev.pando.kernel.Dequantise;
import dev.pando.kernel.Workers;
import dev.pando.kernel.tensor.Matrix;
import dev.pando.kernel.tensor.TensorType;
import dev.pando.testing.Forall;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every gradient against central differences in doubles, on random shapes.
class TapeTest {

    private static final Workers WORKERS = new Workers(2);

    @AfterAll
    static void close() {
        WORKERS.close();
    }

    private static Node input(RandomGenerator random, int rows, int columns) {
        return new Node(rows, columns, normal(random, rows * columns), new float[rows * columns]);
    }

    private static Parameter parameter(RandomGenerator random, int rows, int columns) {
        return new Parameter("w", rows, columns, normal(random, rows * columns), new float[rows * columns], true);
    }

    /// Sends `c` back through the tape, so that the loss is `Σ c · y`.
    private static float[] back(Tape tape, Node y, RandomGenerator random) {
        float[] c = normal(random, y.rows() * y.columns());
        System.arraycopy(c, 0, y.grad(), 0, c.length);
        tape.backward();
        return c;
    }

    @Test
    void linear() {
        Forall.seeds(20, random -> {
            int rows = random.nextInt(1, 70), in = random.nextInt(1, 20), out = random.nextInt(1, 20);
            Tape tape = new Tape(WORKERS);
            Node x = input(random, rows, in);
            Parameter w = parameter(random, out, in), b = parameter(random, 1, out);
            Node y = tape.linear(x, w, b);
            double[] xs = doubles(x.value()), ws = doubles(w.value()), bs = doubles(b.value());
            assertClose("y", y.value(), Meaning.linear(xs, ws, bs, rows, in, out));
            float[] c = back(tape, y, random);
            Gradients.check("x", x.grad(), x.value(), v -> weighted(Meaning.linear(v, ws, bs, rows, in, out), c),
                    random);
            Gradients.check("w", w.grad(), w.value(), v -> weighted(Meaning.linear(xs, v, bs, rows, in, out), c),
                    random);
            Gradients.check("b", b.grad(), b.value(), v -> weighted(Meaning.linear(xs, ws, v, rows, in, out), c),
                    random);
        });
    }

    @Test
    void columnsAreTakenAndTheirGradientGivenBack() {
        Forall.seeds(20, random -> {
            int rows = random.nextInt(1, 70), wide = random.nextInt(1, 20), from = random.nextInt(wide);
            int count = random.nextInt(1, wide - from + 1);
            Tape tape = new Tape(WORKERS);
            Node x = input(random, rows, wide), y = tape.columns(x, from, count);
            float[] c = back(tape, y, random);
            for (int row = 0; row < rows; row++) {
                for (int i = 0; i < wide; i++) {
                    boolean taken = i >= from && i < from + count;
                    if (taken) assertEquals(x.value()[row * wide + i], y.value()[row * count + i - from]);
                    assertEquals(taken ? c[row * count + i - from] : 0, x.grad()[row * wide + i]);
                }
            }
            assertThrows(IndexOutOfBoundsException.class, () -> tape.columns(x, from, wide - from + 1));
        });
    }

    @ParameterizedTest
    @EnumSource(TensorType.class)
    void aFrozenMatrixOfAnyFormatPassesTheGradientOn(TensorType type) {
        Forall.seeds(4, random -> {
            int rows = random.nextInt(1, 40), in = 256 * random.nextInt(1, 3), out = random.nextInt(1, 40);
            Matrix matrix = matrix(random, type, out, in);
            float[] floats = new float[out * in];
            for (int row = 0; row < out; row++) Dequantise.row(matrix, row, floats, row * in);
            Tape tape = new Tape(WORKERS);
            Node x = input(random, rows, in);
            Node y = tape.linear(x, new Frozen(matrix), null);
            double[] ws = doubles(floats);
            assertClose("y", y.value(), Meaning.linear(doubles(x.value()), ws, null, rows, in, out));
            float[] c = back(tape, y, random);
            Gradients.check("x", x.grad(), x.value(), v -> weighted(Meaning.linear(v, ws, null, rows, in, out), c),
                    random);
        });
    }

    /// Bytes of a matrix whose scales are ordinary numbers; anything goes for the rest.
    private static Matrix matrix(RandomGenerator random, TensorType type, int rows, int columns) {
        byte[] bytes = new byte[Math.toIntExact(type.bytes((long) rows * columns))];
        random.nextBytes(bytes);
        MemorySegment data = MemorySegment.ofArray(bytes);
        int unit = type.blockBytes();
        for (int at = 0; at < bytes.length; at += unit) {
            switch (type) {
                case F32 -> data.set(ValueLayout.JAVA_FLOAT_UNALIGNED, at, (float) random.nextGaussian());
                case BF16 -> data.set(ValueLayout.JAVA_SHORT_UNALIGNED, at,
                        (short) (Float.floatToRawIntBits((float) random.nextGaussian()) >>> 16));
                case F16, Q4_0, Q5_0, Q8_0 -> half(data, at, random);
                case Q4_1, Q5_1, Q4_K, Q5_K -> {
                    half(data, at, random);
                    half(data, at + 2, random);
                }
                case Q6_K -> half(data, at + 208, random);
            }
        }
        return new Matrix("w", type, rows, columns, data);
    }

    private static void half(MemorySegment data, int at, RandomGenerator random) {
        data.set(ValueLayout.JAVA_SHORT_UNALIGNED, at, Float.floatToFloat16((float) random.nextGaussian()));
    }

    @Test
    void lora() {
        Forall.seeds(20, random -> {
            int rows = random.nextInt(1, 70), in = random.nextInt(2, 20), out = random.nextInt(2, 20), rank = 2;
            float scale = 1.5f;
            Tape tape = new Tape(WORKERS);
            Node x = input(random, rows, in);
            Parameter w = parameter(random, out, in), a = parameter(random, rank, in), b = parameter(random, out, rank);
            Node y = tape.lora(tape.linear(x, w, null), x, a, b, scale);
            double[] xs = doubles(x.value()), ws = doubles(w.value()), as = doubles(a.value()), bs = doubles(b.value());
            Lora meaning = (v, wa, wb) -> {
                double[] base = Meaning.linear(v, ws, null, rows, in, out);
                double[] low = Meaning.linear(Meaning.linear(v, wa, null, rows, in, rank), wb, null, rows, rank, out);
                for (int i = 0; i < base.length; i++) base[i] += scale * low[i];
                return base;
            };
            assertClose("y", y.value(), meaning.of(xs, as, bs));
            float[] c = back(tape, y, random);
            Gradients.check("x", x.grad(), x.value(), v -> weighted(meaning.of(v, as, bs), c), random);
            Gradients.check("a", a.grad(), a.value(), v -> weighted(meaning.of(xs, v, bs), c), random);
            Gradients.check("b", b.grad(), b.value(), v -> weighted(meaning.of(xs, as, v), c), random);
        });
    }

    private interface Lora {
        double[] of(double[] x, double[] a, double[] b);
    }

    @Test
    void norms() {
        Forall.seeds(20, random -> {
            int rows = random.nextInt(1, 70), n = random.nextInt(2, 40);
            Tape tape = new Tape(WORKERS);
            Node x = input(random, rows, n);
            Parameter w = parameter(random, 1, n), b = parameter(random, 1, n);
            double[] xs = doubles(x.value()), ws = doubles(w.value()), bs = doubles(b.value());
            float[] c = back(tape, tape.rmsNorm(x, w, 1e-5f), random);
            Gradients.check("rms x", x.grad(), x.value(), v -> weighted(Meaning.rmsNorm(v, ws, n, 1e-5), c), random);
            Gradients.check("rms w", w.grad(), w.value(), v -> weighted(Meaning.rmsNorm(xs, v, n, 1e-5), c), random);
            Node x2 = new Node(rows, n, x.value(), new float[rows * n]);
            Parameter w2 = new Parameter("w", 1, n, w.value(), new float[n], false);
            float[] c2 = back(tape, tape.layerNorm(x2, w2, b, 1e-5f), random);
            Gradients.check("x", x2.grad(), x.value(), v -> weighted(Meaning.layerNorm(v, ws, bs, n, 1e-5), c2),
                    random);
            Gradients.check("w", w2.grad(), w.value(), v -> weighted(Meaning.layerNorm(xs, v, bs, n, 1e-5), c2),
                    random);
            Gradients.check("b", b.grad(), b.value(), v -> weighted(Meaning.layerNorm(xs, ws, v, n, 1e-5), c2), random);
        });
    }

    @Test
    void gates() {
        Forall.seeds(20, random -> {
            int rows = random.nextInt(1, 70), n = random.nextInt(1, 40);
            for (Activations.Kind kind : Activations.Kind.values()) {
                Function<Double, Double> f = kind == Activations.Kind.SILU ? Meaning::silu : Meaning::gelu;
                Tape tape = new Tape(WORKERS);
                Node gate = input(random, rows, n), up = input(random, rows, n);
                Node y = kind == Activations.Kind.SILU ? tape.swiGlu(gate, up) : tape.geGlu(gate, up);
                float[] c = back(tape, y, random);
                double[] gates = doubles(gate.value()), ups = doubles(up.value());
                Gradients.check("gate", gate.grad(), gate.value(), v -> gated(f, v, ups, c), random);
                Gradients.check("up", up.grad(), up.value(), v -> gated(f, gates, v, c), random);
            }
            Tape tape = new Tape(WORKERS);
            Node x = input(random, rows, n);
            float[] c = back(tape, tape.gelu(x), random);
            double[] ones = new double[rows * n];
            Arrays.fill(ones, 1);
            Gradients.check("gelu", x.grad(), x.value(), v -> gated(Meaning::gelu, v, ones, c), random);
        });
    }

    private static double gated(Function<Double, Double> f, double[] gate, double[] up, float[] c) {
        double sum = 0;
        for (int i = 0; i < gate.length; i++) sum += f.apply(gate[i]) * up[i] * c[i];
        return sum;
    }

    @Test
    void rotation() {
        Forall.seeds(20, random -> {
            int length = random.nextInt(1, 20), rows = length * random.nextInt(1, 4), heads = random.nextInt(1, 4);
            int headSize = 2 * random.nextInt(1, 9), columns = heads * headSize;
            boolean halves = random.nextBoolean();
            Tape tape = new Tape(WORKERS);
            Node x = input(random, rows, columns);
            Node y = tape.rotate(x, Rotation.ofBase(10_000, headSize, halves, length), length);
            Function<double[], double[]> meaning = v -> Meaning.rotate(v, columns, headSize, halves, 10_000, length);
            assertClose("y", y.value(), meaning.apply(doubles(x.value())));
            float[] c = back(tape, y, random);
            Gradients.check("x", x.grad(), x.value(), v -> weighted(meaning.apply(v), c), random);
        });
    }

    @Test
    void attentionOfGroupedHeadsOverTilesAndWindowsAndTextsThatShareASequence() {
        Forall.seeds(15, random -> {
            int length = random.nextInt(1, 150), kvHeads = random.nextInt(1, 3), group = random.nextInt(1, 3);
            int sequences = random.nextInt(1, 3), size = 2 * random.nextInt(1, 5);
            int window = random.nextBoolean() ? 0 : random.nextInt(1, length + 1);
            int[] firsts = random.nextBoolean() ? null : firsts(random, sequences, length);
            int[] ends = firsts == null || random.nextBoolean() ? null : ends(firsts, length);
            var shape = new Attention.Shape(length, kvHeads * group, kvHeads, size, 0.7f, window, firsts, ends);
            Tape tape = new Tape(WORKERS);
            Node q = input(random, sequences * length, kvHeads * group * size);
            Node k = input(random, sequences * length, kvHeads * size),
                    v = input(random, sequences * length, kvHeads * size);
            Node y = tape.attention(q, k, v, shape);
            double[] qs = doubles(q.value()), ks = doubles(k.value()), vs = doubles(v.value());
            assertClose("y", y.value(), Meaning.attention(qs, ks, vs, shape));
            float[] c = back(tape, y, random);
            Gradients.check("v", v.grad(), v.value(), w -> weighted(Meaning.attention(qs, ks, w, shape), c), random);
            if (length < 3 || window == 1 || firsts != null && length < 40) return; // one key: scores do not matter
            Gradients.check("q", q.grad(), q.value(), w -> weighted(Meaning.attention(w, ks, vs, shape), c), random);
            Gradients.check("k", k.grad(), k.value(), w -> weighted(Meaning.attention(qs, w, vs, shape), c), random);
        });
    }

    // A text begins at one token in ten.
    private static int[] firsts(RandomGenerator random, int sequences, int length) {
        int[] firsts = new int[sequences * length];
        for (int i = 0; i < firsts.length; i++) {
            firsts[i] = i % length == 0 ? 0 : random.nextInt(10) == 0 ? i % length : firsts[i - 1];
        }
        return firsts;
    }

    // A text ends where the next begins, and each of its tokens sees all of it.
    private static int[] ends(int[] firsts, int length) {
        int[] ends = new int[firsts.length];
        for (int i = ends.length - 1; i >= 0; i--) {
            boolean last = i % length == length - 1 || firsts[i + 1] != firsts[i];
            ends[i] = last ? i % length + 1 : ends[i + 1];
        }
        return ends;
    }

    @Test
    void losses() {
        Forall.seeds(20, random -> {
            int rows = random.nextInt(1, 50), width = random.nextInt(1, 12), n = random.nextInt(2, 30);
            Node x = input(random, rows, width);
            Parameter w = parameter(random, n, width);
            double[] xs = doubles(x.value()), ws = doubles(w.value());
            int[] targets = random.ints(rows, -1, n).toArray();
            targets[0] = 0;
            Function<double[], Double> ofX = v -> Meaning.crossEntropy(Meaning.linear(v, ws, null, rows, width, n),
                    targets, n);
            Function<double[], Double> ofW = v -> Meaning.crossEntropy(Meaning.linear(xs, v, null, rows, width, n),
                    targets, n);
            Tape tape = new Tape(WORKERS);
            assertEquals(ofX.apply(xs), tape.crossEntropy(x, w, targets), 1e-4);
            tape.backward();
            Gradients.check("x", x.grad(), x.value(), ofX, random);
            Gradients.check("w", w.grad(), w.value(), ofW, random);
            divergence(random, rows, width, n);
        });
    }

    private static void divergence(RandomGenerator random, int rows, int width, int n) {
        Node x = input(random, rows, width);
        Parameter w = parameter(random, n, width);
        float[] soft = new float[rows * n];
        for (int row = 0; row < rows; row++) {
            float sum = 0;
            for (int i = 1; i < n; i++) sum += soft[row * n + i] = random.nextFloat() + 0.01f; // one label is impossible
            for (int i = 0; i < n; i++) soft[row * n + i] /= sum;
        }
        double[] ws = doubles(w.value());
        Function<double[], Double> ofX = v -> Meaning.divergence(Meaning.linear(v, ws, null, rows, width, n), soft, n);
        float loss = new Tape(WORKERS).divergence(x, w, soft);
        assertEquals(ofX.apply(doubles(x.value())), loss, 1e-4);
        Gradients.check("x", x.grad(), x.value(), ofX, random);
    }

    @Test
    void embeddingsAndSums() {
        Forall.seeds(20, random -> {
            int n = random.nextInt(1, 20), width = random.nextInt(1, 20);
            int[] tokens = random.ints(random.nextInt(1, 50), 0, n).toArray();
            Parameter table = parameter(random, n, width);
            Tape tape = new Tape(WORKERS);
            Node rows = tape.embedding(table, tokens);
            float[] c = back(tape, tape.add(rows, rows), random);
            float[] expected = new float[n * width];
            for (int i = 0; i < tokens.length; i++) {
                for (int j = 0; j < width; j++) expected[tokens[i] * width + j] += 2 * c[i * width + j];
            }
            assertArrayEquals(expected, table.grad(), 1e-5f);
            assertThrows(IndexOutOfBoundsException.class, () -> new Tape(WORKERS).embedding(table, new int[]{n}));
        });
    }

    @Test
    void aRecomputedBlockHasTheSameBitsForwardAndBack() {
        Forall.seeds(20, random -> {
            int rows = random.nextInt(1, 70), n = random.nextInt(1, 20);
            Parameter w = parameter(random, n, n), v = parameter(random, n, n);
            Node x = input(random, rows, n);
            Tape.Block block = (tape, in) -> tape.gelu(tape.linear(tape.gelu(tape.linear(in, w, null)), v, null));
            Tape plain = new Tape(WORKERS), frugal = new Tape(WORKERS);
            Node y = block.on(plain, x);
            float[] c = back(plain, y, random);
            Node x2 = new Node(rows, n, x.value(), new float[rows * n]);
            float[] wGrad = w.grad().clone();
            Arrays.fill(w.grad(), 0);
            Node y2 = frugal.recomputed(x2, block);
            assertArrayEquals(y.value(), y2.value());
            System.arraycopy(c, 0, y2.grad(), 0, c.length);
            frugal.backward();
            assertArrayEquals(x.grad(), x2.grad());
            assertArrayEquals(wGrad, w.grad());
        });
    }
}
