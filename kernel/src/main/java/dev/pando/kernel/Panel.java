package dev.pando.kernel;

import static dev.pando.kernel.Lanes.LANES;

import dev.pando.kernel.tensor.Matrix;
import java.util.Arrays;

/// The product of many tokens: some rows of weights become floats once and meet every token in register tiles.
///
/// `y = Fold(16 lanes of fused w[r][k] · x[t][k], k rising)` with `w` as [Dequantise] has it: the same sum as
/// [Vectors#dot], whatever the number of tokens.
final class Panel {

    /// Rows that become floats at once.
    static final int ROWS = 32;

    /// Up to so many tokens, memory is the limit and rows go by fours.
    static final int FEW_TOKENS = 8;

    /// Columns of one walk at most: 6 tokens and their lanes fit in the first cache.
    private static final int WALK = 1024;

    private static final int TILE_ROWS = 4;
    private static final int TILE_TOKENS = Lanes.PARTS == 1 ? 6 : 4;

    private Panel() {}

    /// Outputs `y[offset + t · stride + r]` of rows `from ≤ r < to` for all tokens of `input`.
    static void multiply(Matrix m, int from, int to, Projections.Input input, float[] y, int offset, int stride,
            Scratch.Slot slot) {
        int step = input.tokens() <= FEW_TOKENS ? TILE_ROWS : ROWS, width = input.stride();
        float[] w = slot.panel(step * width), sums = slot.sums(step * TILE_TOKENS * LANES);
        for (int r = from; r < to; r += step) {
            int rows = Math.min(step, to - r), tiled = Math.ceilDiv(rows, TILE_ROWS) * TILE_ROWS;
            for (int i = 0; i < rows; i++) {
                Unpack.row(m, r + i, w, i * width);
                if (m.columns() < width) Arrays.fill(w, i * width + m.columns(), (i + 1) * width, 0);
            }
            // rows that fill up the last tile are summed and not looked at: any finite number will do
            Arrays.fill(w, rows * width, tiled * width, 0);
            for (int t = 0; t < input.tokens();) {
                int n = tile(w, tiled, input, t, sums);
                for (int i = 0; i < n; i++) {
                    Fold.many(sums, i * tiled * LANES, rows, y, offset + (t + i) * stride + r);
                }
                t += n;
            }
        }
    }

    /// Sums of `rows` rows and the next few tokens from `t` on; returns how many tokens.
    private static int tile(float[] w, int rows, Projections.Input input, int t, float[] sums) {
        int width = input.stride(), left = input.tokens() - t,
                n = left >= TILE_TOKENS ? TILE_TOKENS : left >= 4 ? 4 : 1;
        int walks = Math.ceilDiv(width, WALK), walk = Math.ceilDiv(width / LANES, walks) * LANES;
        for (int k = 0; k < width; k += walk) {
            int length = Math.min(walk, width - k), x = input.at() + t * width + k;
            for (int r = 0; r < rows; r += TILE_ROWS) {
                int at = r * width + k, sum = r * LANES;
                if (n == 6) {
                    Tile.rows4tokens6(w, at, width, input.x(), x, width, length, sums, sum, rows, k == 0);
                } else if (n == 4) {
                    Tile.rows2tokens4(w, at, width, input.x(), x, width, length, sums, sum, rows, k == 0);
                    Tile.rows2tokens4(w, at + 2 * width, width, input.x(), x, width, length, sums, sum + 2 * LANES,
                            rows, k == 0);
                } else {
                    Tile.rows4tokens1(w, at, width, input.x(), x, length, sums, sum, k == 0);
                }
            }
        }
        return n;
    }
}
