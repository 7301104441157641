package dev.pando.node.split;

import dev.pando.kernel.Projection;
import dev.pando.kernel.Projections;
import dev.pando.kernel.Projections.Output;
import dev.pando.kernel.Scratch;
import dev.pando.kernel.tensor.Matrix;
import dev.pando.kernel.tensor.TensorType;
import java.lang.foreign.Arena;
import java.util.concurrent.TimeUnit;

/// How fast this machine multiplies with weights, which is how fast it says tokens.
final class Speed {

    // Larger than most caches, so that memory is what is measured; zeros multiply as fast as anything else.
    private static final int ROWS = 16_384, COLUMNS = 2_048;
    private static final int TURNS_MAX = 40;
    private static final long NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(400);

    private Speed() {}

    /// Bytes of Q8_0 in a second, the best of a few passes over 36 MB; takes less than half a second.
    static long measure(Arithmetic arithmetic) {
        long[] best = {Long.MAX_VALUE};
        arithmetic.work(workers -> {
            try (Arena arena = Arena.ofShared()) {
                var data = arena.allocate(TensorType.Q8_0.bytes(COLUMNS) * ROWS, 64);
                Matrix matrix = new Matrix("speed", TensorType.Q8_0, ROWS, COLUMNS, data);
                try (Projection projection = Projection.of(workers, matrix)) {
                    float[] x = new float[COLUMNS], y = new float[ROWS];
                    Scratch scratch = new Scratch();
                    long begin = System.nanoTime();
                    for (int i = 0; i < TURNS_MAX && System.nanoTime() - begin < NANOS_MAX; i++) {
                        long start = System.nanoTime();
                        Projections.multiply(workers, scratch, x, 0, 1, new Output(projection, y));
                        best[0] = Math.min(best[0], System.nanoTime() - start);
                    }
                }
            }
        });
        return (long) (TensorType.Q8_0.bytes(COLUMNS) * ROWS * 1e9 / best[0]);
    }
}
