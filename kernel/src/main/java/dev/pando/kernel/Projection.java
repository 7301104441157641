package dev.pando.kernel;

import dev.pando.kernel.tensor.Matrix;

/// One frozen weight matrix made ready for `y = x·Wᵀ` on this machine: used as it is mapped, or repacked once.
///
/// Safe to share among threads until it is closed. The mapping behind the [Matrix] must outlive it.
public final class Projection implements AutoCloseable {

    private final Matrix matrix;

    private Projection(Matrix matrix) {
        this.matrix = matrix;
    }

    /// Makes `m` ready; repacking, where it pays, happens here on the calling thread.
    public static Projection of(Matrix m) {
        return new Projection(m);
    }

    /// Makes `m` ready, repacking on all of `workers`.
    public static Projection of(Workers workers, Matrix m) {
        return new Projection(m);
    }

    /// The matrix as it lies in the file.
    public Matrix matrix() {
        return matrix;
    }

    /// Outputs.
    public int rows() {
        return matrix.rows();
    }

    /// Inputs.
    public int columns() {
        return matrix.columns();
    }

    /// Bytes held beyond the mapped file, until [#close].
    public long ownBytes() {
        return 0;
    }

    /// Frees what was repacked; using the projection afterwards fails.
    @Override
    public void close() {}
}
