package dev.pando.engine.weights;

import dev.pando.kernel.tensor.TensorType;
import java.util.List;
import java.util.stream.Collectors;

/// Type and shape of a tensor.
///
/// @param name       GGUF's name of it
/// @param type       how its elements are stored
/// @param dimensions the fastest first, as GGUF has them: `[columns, rows]`; one for a vector
public record TensorInfo(String name, TensorType type, List<Integer> dimensions) {

    /// Copies the dimensions.
    public TensorInfo {
        dimensions = List.copyOf(dimensions);
    }

    /// Elements of one row: the first dimension; 1 for a scalar.
    public int columns() {
        return dimensions.isEmpty() ? 1 : dimensions.getFirst();
    }

    /// Rows: the product of all other dimensions.
    public int rows() {
        return dimensions.stream().skip(1).reduce(1, Math::multiplyExact);
    }

    /// The shape in words: `896 × 4864`, columns first.
    public String shape() {
        return dimensions.stream().map(String::valueOf).collect(Collectors.joining(" × "));
    }
}
