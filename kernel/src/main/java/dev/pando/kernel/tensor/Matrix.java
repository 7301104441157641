package dev.pando.kernel.tensor;

import java.lang.foreign.MemorySegment;

/// A matrix of weights as it lies in a file: `rows` rows of `columns` elements, row after row.
///
/// For a projection `y = x·Wᵀ` a row holds the weights of one output (GGUF: `ne[1]` rows of `ne[0]` columns).
///
/// @param name    its name, for messages
/// @param type    how elements are stored
/// @param rows    outputs
/// @param columns inputs; a multiple of the type's block
/// @param data    exactly `type.bytes(rows · columns)` bytes, little-endian; the owner of the mapping keeps it alive
public record Matrix(String name, TensorType type, int rows, int columns, MemorySegment data) {

    /// @throws IllegalArgumentException if the shape is not positive or `data` has another size than it asks for
    public Matrix {
        if (rows < 1 || columns < 1) throw new IllegalArgumentException(name + ": " + rows + " × " + columns);
        long bytes = type.bytes(columns) * rows;
        if (data.byteSize() != bytes) {
            throw new IllegalArgumentException(name + ": " + data.byteSize() + " bytes, its shape asks for " + bytes);
        }
    }

    /// Bytes of one row.
    public long rowBytes() {
        return type.bytes(columns);
    }

    /// The bytes of row `row`, as a view.
    public MemorySegment row(int row) {
        return data.asSlice(row * rowBytes(), rowBytes());
    }
}
