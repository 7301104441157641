package dev.pando.kernel;

import dev.pando.kernel.machine.ByteKernel;
import dev.pando.kernel.machine.LargePages;
import dev.pando.kernel.machine.QuadKernel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Objects;

/// Weights in seven bits with a scale and a bias for each row, and their product with [ByteInputs]:
///
/// ```
/// y[t][r] = fma(Σ_k x[t][k] · w[r][k] − zero[t] · Σ_k w[r][k], scale[t] · scale[r], bias[r])
/// ```
/// The sums are exact integers, so the bits are the same on every machine, however the work is shared: in machine code where it runs
/// ([ByteKernel]), in Java's vectors elsewhere ([ByteTile]).
public final class ByteMatrix {

    /// Rows that are multiplied together; a matrix has a multiple of that, and of columns one of 8.
    public static final int GROUP = ByteKernel.GROUP;

    /// The largest weight, and its negative the smallest: two products with it fit in 16 bits.
    public static final int WEIGHT_MAX = 64;

    // Weights that are multiplied with all inputs before the next are looked at: they stay in the first-level cache.
    private static final int CHUNK_BYTES = 24 * 1024;

    private final int rows;
    private final int columns;
    private final MemorySegment packed; // as [ByteKernel] draws it
    private final BitSet byTwo = new BitSet(); // groups where of signed inputs only two products are sure to fit in 16 bits

    /// Packs weights.
    ///
    /// @param arena   holds them
    /// @param weights (columns, rows): as ONNX has them, which multiplies from the left
    /// @param scales  (rows)
    /// @param biases  (rows)
    /// @throws IllegalArgumentException if a weight is too large, or sizes do not fit each other
    public ByteMatrix(Arena arena, int rows, int columns, byte[] weights, float[] scales, float[] biases) {
        if (rows < 1 || columns < ByteKernel.PAIR || rows % GROUP != 0 || columns % ByteKernel.PAIR != 0
                || weights.length != rows * columns
                || scales.length != rows || biases.length != rows)
            throw new IllegalArgumentException(rows + " rows of " + columns + ", " + weights.length + " weights");
        this.rows = rows;
        this.columns = columns;
        packed = LargePages.allocate(arena, rows / GROUP * groupBytes());
        for (int row = 0; row < rows; row++) pack(row, weights, scales[row], biases[row]);
    }

    private void pack(int row, byte[] weights, float scale, float bias) {
        long tail = tail(row);
        int r = row % GROUP, sum = 0;
        for (int k = 0; k < columns; k++) {
            byte w = weights[k * rows + row];
            if (Math.abs(w) > WEIGHT_MAX) throw new IllegalArgumentException("a weight of " + w);
            packed.set(ValueLayout.JAVA_BYTE, at(row, k), w);
            sum += w;
            if (k % ByteKernel.PAIR >= 5 && k % 2 == 1) markFour(row, k);
        }
        packed.set(ValueLayout.JAVA_FLOAT, tail + 4 * r, scale);
        packed.set(ValueLayout.JAVA_FLOAT, tail + ByteKernel.BIAS + 4 * r, bias);
        packed.set(ValueLayout.JAVA_INT, tail + ByteKernel.SUMS + 4 * r, sum);
    }

    // Column `k` is the last of four whose products are added in 16 bits: k, k − 1, k − 4 and k − 5.
    private void markFour(int row, int k) {
        int above = 0, below = 0;
        for (int back : new int[]{0, 1, 4, 5}) {
            byte w = packed.get(ValueLayout.JAVA_BYTE, at(row, k - back));
            above += Math.max(0, w);
            below += Math.max(0, -w);
        }
        if (Math.max(above, below) > ByteKernel.FOUR_MAX)
            packed.set(ValueLayout.JAVA_BYTE, group(row) + k / ByteKernel.PAIR, (byte) 1);
        if (below == 4 * WEIGHT_MAX) byTwo.set(row / GROUP); // -64 · -128, four times, is one too many
    }

    private long group(int row) {
        return row / GROUP * groupBytes();
    }

    private long at(int row, int column) {
        return group(row) + ByteKernel.marks(columns) + column / 4 * 4L * GROUP + 4 * (row % GROUP) + column % 4;
    }

    private long tail(int row) {
        return group(row) + ByteKernel.marks(columns) + GROUP * (long) columns;
    }

    /// Whether this machine multiplies such weights faster than what else there is.
    public static boolean isFast() {
        return ByteKernel.isPossible() && !ByteKernel.isOutdone();
    }

    private long groupBytes() {
        return ByteKernel.marks(columns) + GROUP * (long) columns + ByteKernel.GROUP_TAIL;
    }

    /// Rows: elements of an output.
    public int rows() {
        return rows;
    }

    /// Columns: elements of an input.
    public int columns() {
        return columns;
    }

    /// Multiplies all rows with inputs `token .. token + tokens`: row `r` of input `t` goes to `y[t · rows + r]`.
    ///
    /// @throws IndexOutOfBoundsException if something leaves its array
    public void multiply(ByteInputs x, int token, int tokens, float[] y) {
        if (x.columns() != columns) throw new IndexOutOfBoundsException("columns: " + x.columns() + " and " + columns);
        Objects.checkFromIndexSize(token * x.stride(), tokens * x.stride(), x.bytes.length);
        Objects.checkFromIndexSize(token * rows, tokens * rows, y.length);
        if (!x.paired()) inMachineCode(x, token, token + tokens, y);
        else if (!Warming.isCold()) inVectors(x, token, token + tokens, y);
        else
            plain(x, token, token + tokens, y);
    }

    private void inMachineCode(ByteInputs x, int token, int end, float[] y) {
        var parameters = new QuadKernel.Parameters();
        int most = Math.max(1, CHUNK_BYTES / (GROUP * columns)), all = rows / GROUP;
        for (int g = 0; g < all; g += most) {
            int groups = Math.min(most, all - g);
            for (int t = token, n; t < end; t += n) {
                n = together(end - t);
                ByteKernel.of(n).run(packed, g * groupBytes(), groups, columns, x.bytes, t * x.stride(), x.stride(), y,
                        t * rows + g * GROUP, rows, parameters);
            }
        }
    }

    // Four at once; of the last five, three and two: one alone would waste most of a turn.
    private static int together(int left) {
        return left == ByteKernel.INPUTS_MAX + 1 ? ByteKernel.INPUTS_MAX - 1 : Math.min(left, ByteKernel.INPUTS_MAX);
    }

    // Two vectors of rows at once; where their number is odd, the last is multiplied twice.
    private void inVectors(ByteInputs x, int token, int end, float[] y) {
        short[] w = new short[2 * ByteTile.ROWS * Math.min(columns, ByteTile.WALK)];
        int[] sums = new int[2 * ByteTile.ROWS * (end - token)];
        for (int row = 0; row < rows; row += 2 * ByteTile.ROWS) {
            int other = Math.min(row + ByteTile.ROWS, rows - ByteTile.ROWS);
            Arrays.fill(sums, 0);
            for (int k = 0; k < columns; k += ByteTile.WALK) {
                int n = Math.min(ByteTile.WALK, columns - k);
                ByteTile.unpack(packed, at(row, k), n, w, 0);
                ByteTile.unpack(packed, at(other, k), n, w, n * ByteTile.ROWS);
                walk(w, x, token, end, k, n, byTwo.get(row / GROUP) || byTwo.get(other / GROUP), sums);
            }
            for (int t = token, at = 0; t < end; t++, at += 2 * ByteTile.ROWS) {
                finish(sums, at, row, x, t, y);
                finish(sums, at + ByteTile.ROWS, other, x, t, y);
            }
        }
    }

    // Columns `k .. k + n` of all inputs.
    private void walk(short[] w, ByteInputs x, int token, int end, int k, int n, boolean one, int[] sums) {
        int stride = columns / 2, at = token * stride + k / 2, t = token, sum = 0, step = 2 * ByteTile.ROWS;
        for (; !one && t < end - 1; t += 2, at += 2 * stride, sum += 2 * step)
            ByteTile.four(w, x.pairs, at, stride, n, sums, sum);
        for (; t < end; t++, at += stride, sum += step) {
            ByteTile.one(w, 0, x.pairs, at, n, sums, sum);
            ByteTile.one(w, n * ByteTile.ROWS, x.pairs, at, n, sums, sum + ByteTile.ROWS);
        }
    }

    private void finish(int[] sums, int at, int row, ByteInputs x, int token, float[] y) {
        ByteTile.finish(sums, at, packed, tail(row) + 4 * (row % GROUP), x.zero(token), x.scale(token), y,
                token * rows + row);
    }

    /// The same, one element at a time: what it means.
    void plain(ByteInputs x, int token, int end, float[] y) {
        for (int row = 0; row < rows; row++) {
            long tail = tail(row);
            int r = row % GROUP;
            float scale = packed.get(ValueLayout.JAVA_FLOAT, tail + 4 * r);
            float bias = packed.get(ValueLayout.JAVA_FLOAT, tail + ByteKernel.BIAS + 4 * r);
            int all = packed.get(ValueLayout.JAVA_INT, tail + ByteKernel.SUMS + 4 * r);
            for (int t = token; t < end; t++) {
                int sum = -x.zero(t) * all;
                for (int k = 0; k < columns; k++)
                    sum += (x.bytes[t * x.stride() + k] & 0xff) * packed.get(ValueLayout.JAVA_BYTE, at(row, k));
                y[t * rows + row] = Math.fma(sum, x.scale(t) * scale, bias);
            }
        }
    }
}
