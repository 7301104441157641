package dev.pando.engine.weights;

/// Gives the rows of a matrix as stored elements, one after the other.
@FunctionalInterface
public interface EncodedRows {

    /// Writes the stored elements of row `row` to `into`, all of it.
    void read(int row, byte[] into);
}
