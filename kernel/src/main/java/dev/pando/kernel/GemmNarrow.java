package dev.pando.kernel;

import dev.pando.kernel.Gemm.Form;
import dev.pando.kernel.Gemm.Slice;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// [Gemm] where C has one vector of columns at most, as the inner side of a low-rank product has: A is read where it lies, eight rows
/// at a time, because no other tile would share what was packed of it.
///
/// The meaning is [Gemm]'s, and so are the bits.
final class GemmNarrow {

    private static final VectorSpecies<Float> SPECIES = GemmTile.SPECIES;
    private static final int LANES = SPECIES.length();
    private static final int ROWS = 8; // accumulators: enough for two units that take four cycles
    private static final int TILES_PER_PART = 16;

    private GemmNarrow() {}

    /// Whether a product is one of these.
    static boolean fits(Form form, int m, int n) {
        return form != Form.AT_B && n <= LANES && m >= ROWS;
    }

    /// [Gemm#multiply] for what [#fits].
    ///
    /// @param panel room for some of B, replaced if it is too small
    /// @return the panel
    static float[] multiply(Workers workers, Form form, int m, int n, int k, Slice a, Slice b, Slice c,
            boolean accumulate, float[] panel) {
        float[] right = panel.length >= GemmTile.DEPTH * LANES ? panel : new float[GemmTile.DEPTH * LANES];
        for (int from = 0; from < k; from += GemmTile.DEPTH) {
            int first = from, depth = Math.min(GemmTile.DEPTH, k - from), tiles = (m + ROWS - 1) / ROWS;
            pack(form, n, b, first, depth, right);
            workers.run((tiles + TILES_PER_PART - 1) / TILES_PER_PART, part -> {
                float[] tile = new float[ROWS * LANES]; // where C is narrower than a vector
                int until = Math.min(m, (part + 1) * TILES_PER_PART * ROWS);
                for (int row = part * TILES_PER_PART * ROWS; row < until; row += ROWS) {
                    int rows = Math.min(ROWS, until - row);
                    if (accumulate || first > 0) load(c, row, rows, n, tile);
                    else
                        Arrays.fill(tile, 0);
                    int l = a.offset() + row * a.stride() + first;
                    if (rows == ROWS) eight(a.data(), l, a.stride(), right, depth, tile);
                    else
                        for (int i = 0; i < rows; i++) one(a.data(), l + i * a.stride(), right, depth, tile, i * LANES);
                    for (int i = 0; i < rows; i++) {
                        System.arraycopy(tile, i * LANES, c.data(), c.offset() + (row + i) * c.stride(), n);
                    }
                }
            });
        }
        return right;
    }

    private static void load(Slice c, int row, int rows, int n, float[] tile) {
        for (int i = 0; i < rows; i++) {
            System.arraycopy(c.data(), c.offset() + (row + i) * c.stride(), tile, i * LANES, n);
        }
    }

    // (depth, LANES), zeros beside B
    private static void pack(Form form, int n, Slice b, int first, int depth, float[] right) {
        if (n < LANES) Arrays.fill(right, 0, depth * LANES, 0);
        if (form == Form.AB) {
            for (int d = 0; d < depth; d++) {
                System.arraycopy(b.data(), b.offset() + (first + d) * b.stride(), right, d * LANES, n);
            }
            return;
        }
        for (int j = 0; j < n; j++) {
            int row = b.offset() + j * b.stride() + first;
            for (int d = 0; d < depth; d++) right[d * LANES + j] = b.data()[row + d];
        }
    }

    private static void eight(float[] left, int l, int step, float[] right, int depth, float[] tile) {
        FloatVector c0 = FloatVector.fromArray(SPECIES, tile, 0), c1 = FloatVector.fromArray(SPECIES, tile, LANES);
        FloatVector c2 = FloatVector.fromArray(SPECIES, tile, 2 * LANES);
        FloatVector c3 = FloatVector.fromArray(SPECIES, tile, 3 * LANES);
        FloatVector c4 = FloatVector.fromArray(SPECIES, tile, 4 * LANES);
        FloatVector c5 = FloatVector.fromArray(SPECIES, tile, 5 * LANES);
        FloatVector c6 = FloatVector.fromArray(SPECIES, tile, 6 * LANES);
        FloatVector c7 = FloatVector.fromArray(SPECIES, tile, 7 * LANES);
        int l1 = l + step, l2 = l1 + step, l3 = l2 + step, l4 = l3 + step, l5 = l4 + step, l6 = l5 + step,
                l7 = l6 + step;
        for (int k = 0, r = 0; k < depth; k++, r += LANES) {
            FloatVector b = FloatVector.fromArray(SPECIES, right, r);
            c0 = FloatVector.broadcast(SPECIES, left[l + k]).fma(b, c0);
            c1 = FloatVector.broadcast(SPECIES, left[l1 + k]).fma(b, c1);
            c2 = FloatVector.broadcast(SPECIES, left[l2 + k]).fma(b, c2);
            c3 = FloatVector.broadcast(SPECIES, left[l3 + k]).fma(b, c3);
            c4 = FloatVector.broadcast(SPECIES, left[l4 + k]).fma(b, c4);
            c5 = FloatVector.broadcast(SPECIES, left[l5 + k]).fma(b, c5);
            c6 = FloatVector.broadcast(SPECIES, left[l6 + k]).fma(b, c6);
            c7 = FloatVector.broadcast(SPECIES, left[l7 + k]).fma(b, c7);
        }
        c0.intoArray(tile, 0);
        c1.intoArray(tile, LANES);
        c2.intoArray(tile, 2 * LANES);
        c3.intoArray(tile, 3 * LANES);
        c4.intoArray(tile, 4 * LANES);
        c5.intoArray(tile, 5 * LANES);
        c6.intoArray(tile, 6 * LANES);
        c7.intoArray(tile, 7 * LANES);
    }

    private static void one(float[] left, int l, float[] right, int depth, float[] tile, int at) {
        FloatVector c = FloatVector.fromArray(SPECIES, tile, at);
        for (int k = 0; k < depth; k++) {
            c = FloatVector.broadcast(SPECIES, left[l + k]).fma(FloatVector.fromArray(SPECIES, right, k * LANES), c);
        }
        c.intoArray(tile, at);
    }
}
