package dev.pando.engine.train;

import dev.pando.kernel.tensor.Matrix;
import java.util.Arrays;

/// What a row of activations is multiplied with: a [Parameter] that learns, or a frozen matrix in any format.
public sealed interface Weight {

    /// Outputs.
    int rows();

    /// Inputs.
    int columns();

    /// A matrix of a model file that stays as it is: never copied to floats as a whole, only a few rows at a time.
    ///
    /// @param matrix the weights as they lie in the file
    record Frozen(Matrix matrix) implements Weight {
        @Override
        public int rows() {
            return matrix.rows();
        }

        @Override
        public int columns() {
            return matrix.columns();
        }
    }

    /// Weights that learn, kept in floats with their gradient. Vectors are matrices of one row.
    ///
    /// @param name    unique within a model; decides the order in which an optimiser sees it
    /// @param rows    outputs
    /// @param columns inputs
    /// @param value   (rows, columns)
    /// @param grad    (rows, columns), added to by each backward pass until an optimiser takes it; null if it is frozen
    /// @param decays  whether weight decay applies; not to norms and biases
    record Parameter(String name, int rows, int columns, float[] value, float[] grad, boolean decays)
            implements
                Weight {

        /// @throws IllegalArgumentException if an array has another size than the shape asks for
        public Parameter {
            if (value.length != rows * columns || (grad != null && grad.length != value.length)) {
                throw new IllegalArgumentException(
                        name + ": " + value.length + " values for " + rows + " × " + columns);
            }
        }

        /// A matrix of zeros that decays.
        public static Parameter matrix(String name, int rows, int columns) {
            return new Parameter(name, rows, columns, new float[rows * columns], new float[rows * columns], true);
        }

        /// A vector that stays as it is.
        public static Parameter frozen(String name, float[] value) {
            return new Parameter(name, 1, value.length, value, null, false);
        }

        /// Whether it has a gradient.
        public boolean learns() {
            return grad != null;
        }

        /// A vector of one value that does not decay.
        public static Parameter vector(String name, int length, float value) {
            float[] values = new float[length];
            Arrays.fill(values, value);
            return new Parameter(name, 1, length, values, new float[length], false);
        }
    }
}
