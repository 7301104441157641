package dev.pando.lab.kernels;

import dev.pando.kernel.Dequantise;
import dev.pando.kernel.Projection;
import dev.pando.kernel.Projections;
import dev.pando.kernel.Scratch;
import dev.pando.kernel.Workers;
import dev.pando.kernel.tensor.Matrix;
import dev.pando.kernel.tensor.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;

/// One product of random weights and inputs, run again and again.
final class Product {

    /// Weights that no cache holds.
    static final long BEYOND_CACHES_BYTES = 128L << 20;
    /// Weights of about one layer.
    static final long WITHIN_CACHES_BYTES = 4L << 20;

    private static final long WARM_UP_NANOS = 3_000_000_000L;
    private static final int CHECKED_ROWS = 32;
    private static final double TOLERANCE = 0.04; // formats of few bits round their inputs to 8 bits

    private final Matrix matrix;
    private final int tokens;
    private final float[] x;
    private final float[] y;
    private final Scratch scratch = new Scratch();

    Product(TensorType type, int columns, long bytes, int tokens) {
        int rows = (int) (bytes / type.bytes(columns));
        this.matrix = random(type, rows, columns);
        this.tokens = tokens;
        this.x = new float[tokens * columns];
        this.y = new float[tokens * rows];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < x.length; i++) x[i] = (float) random.nextGaussian();
    }

    // Bytes of which neither halves nor floats are special: speed does not depend on the rest.
    private static Matrix random(TensorType type, int rows, int columns) {
        MemorySegment data = Arena.ofAuto().allocate(type.bytes(columns) * rows, 64);
        SplittableRandom random = new SplittableRandom(2);
        for (long i = 0; i < data.byteSize(); i++) {
            data.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt(0x20, 0x40));
        }
        return new Matrix("random " + type, type, rows, columns, data);
    }

    /// Bytes of the weights as they are stored in a file.
    double bytes() {
        return matrix.data().byteSize();
    }

    /// Multiplications and additions of one run.
    double operations() {
        return 2.0 * matrix.rows() * matrix.columns() * tokens;
    }

    /// @throws IllegalStateException if an output is not the inner product of its row and its token
    void check(Workers workers) {
        int rows = Math.min(CHECKED_ROWS, matrix.rows()), n = matrix.columns();
        long bytes = rows * matrix.rowBytes();
        Matrix few = new Matrix(matrix.name(), matrix.type(), rows, n, matrix.data().asSlice(0, bytes));
        float[] w = new float[n];
        try (Projection projection = Projection.of(few)) {
            Projections.multiply(workers, scratch, x, 0, tokens, new Projections.Output(projection, y));
        }
        for (int r = 0; r < rows; r++) {
            Dequantise.row(few, r, w, 0);
            double exact = 0, size = 0;
            for (int k = 0; k < n; k++) {
                exact += (double) x[k] * w[k];
                size += (double) x[k] * w[k] * x[k] * w[k];
            }
            if (!(Math.abs(y[r] - exact) <= TOLERANCE * Math.sqrt(size))) {
                throw new IllegalStateException(few.name() + " row " + r + ": " + y[r] + " instead of " + exact);
            }
        }
    }

    /// Seconds of each of `count` runs, after a warm-up on few rows.
    double[] runs(Workers workers, int count) {
        int few = Math.min(256, matrix.rows()), fewTokens = Math.min(16, tokens);
        MemorySegment part = matrix.data().asSlice(0, few * matrix.rowBytes());
        try (Projection small = Projection.of(workers,
                new Matrix(matrix.name(), matrix.type(), few, matrix.columns(), part))) {
            for (long end = System.nanoTime() + WARM_UP_NANOS; System.nanoTime() < end;) {
                Projections.multiply(workers, scratch, x, 0, fewTokens, new Projections.Output(small, y));
            }
        }
        double[] seconds = new double[count];
        try (Projection projection = Projection.of(workers, matrix)) {
            for (int i = 0; i < count; i++) {
                long begin = System.nanoTime();
                Projections.multiply(workers, scratch, x, 0, tokens, new Projections.Output(projection, y));
                seconds[i] = (System.nanoTime() - begin) * 1e-9;
            }
        }
        return seconds;
    }
}
