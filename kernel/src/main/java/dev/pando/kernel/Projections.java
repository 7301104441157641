package dev.pando.kernel;

import java.util.Objects;

/// Several projections that share one input, in one parallel phase: query, key and value; gate and up.
///
/// The bits of one output depend on its row of weights and its token alone: not on how many tokens or projections are
/// in the call, nor on threads or vector width. See `docs/decisions/001-same-bits.md`.
public final class Projections {

    private Projections() {}

    /// Where one projection's outputs go: token `t`, row `r` to `y[offset + t · stride + r]`.
    ///
    /// @param projection the weights
    /// @param y          (tokens, stride) at `offset`
    /// @param offset     first element
    /// @param stride     elements from one token to the next, at least the projection's rows
    public record Output(Projection projection, float[] y, int offset, int stride) {

        /// @throws IllegalArgumentException if `offset` is negative or the rows do not fit in the stride
        public Output {
            if (offset < 0 || stride < projection.rows()) {
                throw new IllegalArgumentException(
                        projection.matrix().name() + ": offset " + offset + ", stride " + stride);
            }
        }

        /// Outputs from the start of `y`, tokens side by side.
        public Output(Projection projection, float[] y) {
            this(projection, y, 0, projection.rows());
        }
    }

    /// `y[t][r] = Σ_k x[t][k] · w[r][k]` for every output; all projections must have the same number of columns.
    ///
    /// @param x       (tokens, columns) at `xOffset`
    /// @param xOffset first element
    /// @param tokens  rows of `x`; 0 does nothing
    /// @param outputs must not overlap `x` or each other
    /// @throws IllegalArgumentException  if the projections differ in columns
    /// @throws IndexOutOfBoundsException if a slice leaves its array; nothing is written then
    public static void multiply(Workers workers, Scratch scratch, float[] x, int xOffset, int tokens,
            Output... outputs) {
        for (Output out : outputs) check(out, outputs[0].projection.columns(), x, xOffset, tokens);
        for (Output out : outputs) {
            Projection w = out.projection;
            workers.run(w.rows(), r -> {
                float[] row = new float[w.columns()];
                Dequantise.row(w.matrix(), r, row, 0);
                for (int t = 0; t < tokens; t++) {
                    out.y[out.offset + t * out.stride + r] = Vectors.dot(x, xOffset + t * row.length, row, 0,
                            row.length);
                }
            });
        }
    }

    private static void check(Output out, int columns, float[] x, int xOffset, int tokens) {
        if (out.projection.columns() != columns) {
            throw new IllegalArgumentException(out.projection.matrix().name() + ": " + out.projection.columns()
                    + " columns, the others have " + columns);
        }
        Objects.checkFromIndexSize(xOffset, Math.multiplyExact(tokens, columns), x.length);
        if (tokens == 0) return;
        int last = Math.addExact(out.offset, Math.multiplyExact(tokens - 1, out.stride));
        Objects.checkFromIndexSize(last, out.projection.rows(), out.y.length);
    }
}
