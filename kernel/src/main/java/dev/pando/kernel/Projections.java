package dev.pando.kernel;

import dev.pando.kernel.tensor.Matrix;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

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
        if (outputs.length == 0) return;
        int columns = outputs[0].projection.columns();
        for (Output out : outputs) check(out, columns, x, xOffset, tokens);
        if (tokens == 0) return;
        Input input = Input.of(x, xOffset, tokens, columns, scratch);
        round(workers, scratch.activations(), x, xOffset, tokens, columns, outputs);
        int[] ends = new int[outputs.length], rows = new int[outputs.length];
        int threads = workers.threads(), parts = 0;
        for (int i = 0; i < outputs.length; i++) {
            rows[i] = partRows(outputs[i].projection.matrix(), input, threads);
            parts += Math.ceilDiv(outputs[i].projection.rows(), rows[i]);
            ends[i] = parts;
        }
        int all = parts;
        Scratch.Slot[] slots = scratch.slots(threads);
        AtomicInteger next = new AtomicInteger();
        workers.run(Math.min(threads, all), slot -> {
            for (int p = next.getAndIncrement(); p < all; p = next.getAndIncrement()) {
                int o = 0;
                while (p >= ends[o]) o++;
                part(outputs[o], p - (o == 0 ? 0 : ends[o - 1]), rows[o], input, scratch.activations(), slots[slot]);
            }
        });
    }

    // Each form of rounded inputs is made once, if somebody wants it.
    private static void round(Workers workers, Activations rounded, float[] x, int xOffset, int tokens, int columns,
            Output... outputs) {
        boolean grouped = false, quads = false;
        for (Output out : outputs) {
            grouped |= out.projection.packed() instanceof Grouped;
            quads |= out.projection.packed() instanceof Quads || out.projection.packed() instanceof Unpacked;
        }
        if (grouped) {
            rounded.reserve(tokens, columns);
            each(workers, tokens, t -> rounded.round(t, columns, x, xOffset + t * columns));
        }
        if (quads) {
            rounded.reserveQuads(tokens, columns);
            each(workers, tokens, t -> rounded.roundQuads(t, columns, x, xOffset + t * columns));
        }
    }

    private static void each(Workers workers, int tokens, IntConsumer token) {
        if (tokens < 8) {
            for (int t = 0; t < tokens; t++) token.accept(t);
        } else {
            workers.run(tokens, token);
        }
    }

    private static void part(Output out, int part, int rows, Input input, Activations rounded, Scratch.Slot slot) {
        Matrix m = out.projection.matrix();
        int from = part * rows, to = Math.min(m.rows(), from + rows);
        Packed packed = out.projection.packed();
        if (packed != null) {
            packed.multiply(from, to, rounded, input.tokens, out.y, out.offset, out.stride, slot);
        } else if (input.tokens == 1 && Gemv.knows(m.type())) {
            Gemv.rows(m, from, to, input.x, input.at, out.y, out.offset, slot, true);
        } else {
            Panel.multiply(m, from, to, input, out.y, out.offset, out.stride, slot);
        }
    }

    /// Rows of one part: enough to be worth a turn, few enough that all threads end together.
    private static int partRows(Matrix m, Input input, int threads) {
        if (Warming.isCold()) return Math.ceilDiv(m.rows(), threads * 64) * 64; // the way to machine code is long yet
        if (input.tokens > Panel.FEW_TOKENS) return 64;
        int share = m.rows() / (threads * 4);
        return Math.clamp(share / 64 * 64, 64, 256);
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

    /// The inputs of a call, each token a multiple of 16 long: where there are fewer columns, zeros follow.
    ///
    /// @param x      (tokens, stride) at `at`
    /// @param stride columns rounded up to 16 lanes
    record Input(float[] x, int at, int tokens, int stride) {

        static Input of(float[] x, int at, int tokens, int columns, Scratch scratch) {
            if (columns % Lanes.LANES == 0) return new Input(x, at, tokens, columns);
            int stride = Math.ceilDiv(columns, Lanes.LANES) * Lanes.LANES;
            float[] padded = scratch.inputs(tokens * stride);
            for (int t = 0; t < tokens; t++) {
                System.arraycopy(x, at + t * columns, padded, t * stride, columns);
                Arrays.fill(padded, t * stride + columns, (t + 1) * stride, 0);
            }
            return new Input(padded, 0, tokens, stride);
        }
    }
}
