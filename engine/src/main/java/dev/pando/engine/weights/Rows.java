package dev.pando.engine.weights;

/// Gives the rows of a matrix one after the other, so that it need not be in memory whole.
@FunctionalInterface
public interface Rows {

    /// Writes row `row` to `into`, all of it.
    void read(int row, float[] into);

    /// The rows of a matrix that is in memory.
    ///
    /// @param values (rows, columns)
    static Rows of(float[] values) {
        return (row, into) -> System.arraycopy(values, row * into.length, into, 0, into.length);
    }
}
