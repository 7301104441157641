package dev.pando.engine.train;

/// Activations on a [Tape]: a matrix of numbers, and how the loss would change with each of them.
///
/// The arrays belong to the tape and are taken back by [Tape#reset].
///
/// @param rows    usually tokens
/// @param columns elements of one row
/// @param value   (rows, columns)
/// @param grad    (rows, columns), zero until [Tape#backward]; null where nothing that is trained lies upstream
public record Node(int rows, int columns, float[] value, float[] grad) {

    /// Whether a gradient has to flow through here.
    public boolean learns() {
        return grad != null;
    }

    /// The same numbers in rows of another length: heads of a token as rows of their own.
    ///
    /// @throws IllegalArgumentException if the number of elements differs
    public Node reshape(int newRows, int newColumns) {
        if ((long) newRows * newColumns != (long) rows * columns) {
            throw new IllegalArgumentException(rows + " × " + columns + " as " + newRows + " × " + newColumns);
        }
        return new Node(newRows, newColumns, value, grad);
    }
}
