package dev.pando.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The register tiles of [Gemm]: a few rows and two vectors of columns of the result stay in registers while `k` runs.
///
/// The same loop several times: for 32 registers with rows of A that stand beside each other at each `k` (a packed panel) or each in
/// its own place (A itself), and for 16 registers with both operands packed, or either where it lies. One loop that took all
/// distances as arguments would spend its registers on addresses: where 16 of them read A by rows, a sixth of the speed is lost,
/// which is less than packing costs if few columns share a packed row.
final class GemmTile {

    /// Of the vectors that the tile is made of: anything wider than 512 bits is treated as 512.
    static final VectorSpecies<Float> SPECIES = species();
    private static final boolean WIDE = SPECIES.vectorBitSize() == 512; // 32 registers instead of 16

    /// Rows of a tile.
    static final int ROWS = WIDE ? 12 : 5;
    /// Columns of a tile.
    static final int COLUMNS = 2 * SPECIES.length();

    /// Steps of `k` at once: a panel of B stays in the second-level cache (128 KiB), or, where a tile has fewer rows to use it for, in
    /// the first (16 KiB).
    static final int DEPTH = WIDE ? 1024 : 256;
    /// Columns of C from which packing a row of A pays, where it could be read in place.
    static final int COLUMNS_TO_PACK_FOR = WIDE ? Integer.MAX_VALUE : 96;
    /// Row tiles of C from which packing B pays, where it could be read in place; 0 if it cannot.
    static final int TILES_TO_PACK_FOR = WIDE ? 0 : 14;
    /// Whether A can be read where it lies when it is stored transposed, and B at any distance of rows.
    static final boolean READS_COLUMNS = !WIDE;

    private GemmTile() {}

    private static VectorSpecies<Float> species() {
        int bits = Integer.getInteger("pando.vector.bits", FloatVector.SPECIES_PREFERRED.vectorBitSize());
        if (bits >= 512) return FloatVector.SPECIES_512;
        return bits >= 256 ? FloatVector.SPECIES_256 : FloatVector.SPECIES_128;
    }

    /// `c[i][j] = 0`.
    static void clear(float[] c, int at, int stride) {
        FloatVector zero = FloatVector.zero(SPECIES);
        for (int i = 0, row = at; i < ROWS; i++, row += stride) {
            zero.intoArray(c, row);
            zero.intoArray(c, row + SPECIES.length());
        }
    }

    /// `c[i][j] = fma(a[i][k], b[k][j], c[i][j])` for `k` from first to last, where `a[i][k] = left[l + k · ROWS + i]`.
    ///
    /// @param left   a panel of A
    /// @param l      where it begins
    /// @param right  (depth, COLUMNS) a panel of B
    /// @param r      where it begins
    /// @param depth  steps of `k`
    /// @param c      holds the tile
    /// @param at     its first element
    /// @param stride elements from one of its rows to the next
    static void ofPanel(float[] left, int l, float[] right, int r, int depth, float[] c, int at, int stride) {
        if (WIDE) panelOf12(left, l, right, r, depth, c, at, stride);
        else
            panelOf5(left, l, right, r, depth, c, at, stride);
    }

    /// The same where `a[i][k] = left[l + i · rowStep + k]`, and rows of B are `rightStep` apart: [#COLUMNS] unless [#READS_COLUMNS].
    static void ofRows(float[] left, int l, int rowStep, float[] right, int r, int rightStep, int depth, float[] c,
            int at, int stride) {
        if (WIDE) rowsOf12(left, l, rowStep, right, r, depth, c, at, stride);
        else
            rowsOf5(left, l, rowStep, right, r, rightStep, depth, c, at, stride);
    }

    /// The same where `a[i][k] = left[l + k · leftStep + i]`, and rows of B are `rightStep` apart; only if [#READS_COLUMNS].
    static void ofColumns(float[] left, int l, int leftStep, float[] right, int r, int rightStep, int depth, float[] c,
            int at, int stride) {
        columnsOf5(left, l, leftStep, right, r, rightStep, depth, c, at, stride);
    }

    /// 24 accumulators, 2 vectors of B, one broadcast of A: 27 of 32 registers. Six rows of four vectors would read B, which
    /// does not fit the first-level cache, twice as often.
    private static void panelOf12(float[] left, int l, float[] right, int r, int depth, float[] c, int at, int stride) {
        int lanes = SPECIES.length();
        FloatVector c00 = FloatVector.fromArray(SPECIES, c, at);
        FloatVector c01 = FloatVector.fromArray(SPECIES, c, at + lanes);
        FloatVector c10 = FloatVector.fromArray(SPECIES, c, at + stride);
        FloatVector c11 = FloatVector.fromArray(SPECIES, c, at + stride + lanes);
        FloatVector c20 = FloatVector.fromArray(SPECIES, c, at + 2 * stride);
        FloatVector c21 = FloatVector.fromArray(SPECIES, c, at + 2 * stride + lanes);
        FloatVector c30 = FloatVector.fromArray(SPECIES, c, at + 3 * stride);
        FloatVector c31 = FloatVector.fromArray(SPECIES, c, at + 3 * stride + lanes);
        FloatVector c40 = FloatVector.fromArray(SPECIES, c, at + 4 * stride);
        FloatVector c41 = FloatVector.fromArray(SPECIES, c, at + 4 * stride + lanes);
        FloatVector c50 = FloatVector.fromArray(SPECIES, c, at + 5 * stride);
        FloatVector c51 = FloatVector.fromArray(SPECIES, c, at + 5 * stride + lanes);
        FloatVector c60 = FloatVector.fromArray(SPECIES, c, at + 6 * stride);
        FloatVector c61 = FloatVector.fromArray(SPECIES, c, at + 6 * stride + lanes);
        FloatVector c70 = FloatVector.fromArray(SPECIES, c, at + 7 * stride);
        FloatVector c71 = FloatVector.fromArray(SPECIES, c, at + 7 * stride + lanes);
        FloatVector c80 = FloatVector.fromArray(SPECIES, c, at + 8 * stride);
        FloatVector c81 = FloatVector.fromArray(SPECIES, c, at + 8 * stride + lanes);
        FloatVector c90 = FloatVector.fromArray(SPECIES, c, at + 9 * stride);
        FloatVector c91 = FloatVector.fromArray(SPECIES, c, at + 9 * stride + lanes);
        FloatVector ca0 = FloatVector.fromArray(SPECIES, c, at + 10 * stride);
        FloatVector ca1 = FloatVector.fromArray(SPECIES, c, at + 10 * stride + lanes);
        FloatVector cb0 = FloatVector.fromArray(SPECIES, c, at + 11 * stride);
        FloatVector cb1 = FloatVector.fromArray(SPECIES, c, at + 11 * stride + lanes);
        for (int k = 0; k < depth; k++, l += 12, r += 2 * lanes) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, right, r);
            FloatVector b1 = FloatVector.fromArray(SPECIES, right, r + lanes);
            FloatVector a;
            a = FloatVector.broadcast(SPECIES, left[l]);
            c00 = a.fma(b0, c00);
            c01 = a.fma(b1, c01);
            a = FloatVector.broadcast(SPECIES, left[l + 1]);
            c10 = a.fma(b0, c10);
            c11 = a.fma(b1, c11);
            a = FloatVector.broadcast(SPECIES, left[l + 2]);
            c20 = a.fma(b0, c20);
            c21 = a.fma(b1, c21);
            a = FloatVector.broadcast(SPECIES, left[l + 3]);
            c30 = a.fma(b0, c30);
            c31 = a.fma(b1, c31);
            a = FloatVector.broadcast(SPECIES, left[l + 4]);
            c40 = a.fma(b0, c40);
            c41 = a.fma(b1, c41);
            a = FloatVector.broadcast(SPECIES, left[l + 5]);
            c50 = a.fma(b0, c50);
            c51 = a.fma(b1, c51);
            a = FloatVector.broadcast(SPECIES, left[l + 6]);
            c60 = a.fma(b0, c60);
            c61 = a.fma(b1, c61);
            a = FloatVector.broadcast(SPECIES, left[l + 7]);
            c70 = a.fma(b0, c70);
            c71 = a.fma(b1, c71);
            a = FloatVector.broadcast(SPECIES, left[l + 8]);
            c80 = a.fma(b0, c80);
            c81 = a.fma(b1, c81);
            a = FloatVector.broadcast(SPECIES, left[l + 9]);
            c90 = a.fma(b0, c90);
            c91 = a.fma(b1, c91);
            a = FloatVector.broadcast(SPECIES, left[l + 10]);
            ca0 = a.fma(b0, ca0);
            ca1 = a.fma(b1, ca1);
            a = FloatVector.broadcast(SPECIES, left[l + 11]);
            cb0 = a.fma(b0, cb0);
            cb1 = a.fma(b1, cb1);
        }
        c00.intoArray(c, at);
        c01.intoArray(c, at + lanes);
        c10.intoArray(c, at + stride);
        c11.intoArray(c, at + stride + lanes);
        c20.intoArray(c, at + 2 * stride);
        c21.intoArray(c, at + 2 * stride + lanes);
        c30.intoArray(c, at + 3 * stride);
        c31.intoArray(c, at + 3 * stride + lanes);
        c40.intoArray(c, at + 4 * stride);
        c41.intoArray(c, at + 4 * stride + lanes);
        c50.intoArray(c, at + 5 * stride);
        c51.intoArray(c, at + 5 * stride + lanes);
        c60.intoArray(c, at + 6 * stride);
        c61.intoArray(c, at + 6 * stride + lanes);
        c70.intoArray(c, at + 7 * stride);
        c71.intoArray(c, at + 7 * stride + lanes);
        c80.intoArray(c, at + 8 * stride);
        c81.intoArray(c, at + 8 * stride + lanes);
        c90.intoArray(c, at + 9 * stride);
        c91.intoArray(c, at + 9 * stride + lanes);
        ca0.intoArray(c, at + 10 * stride);
        ca1.intoArray(c, at + 10 * stride + lanes);
        cb0.intoArray(c, at + 11 * stride);
        cb1.intoArray(c, at + 11 * stride + lanes);
    }

    private static void rowsOf12(float[] left, int l, int rowStep, float[] right, int r, int depth, float[] c, int at,
            int stride) {
        int lanes = SPECIES.length();
        int l0 = l, l1 = l + rowStep, l2 = l + 2 * rowStep, l3 = l + 3 * rowStep, l4 = l + 4 * rowStep,
                l5 = l + 5 * rowStep, l6 = l + 6 * rowStep, l7 = l + 7 * rowStep, l8 = l + 8 * rowStep,
                l9 = l + 9 * rowStep, la = l + 10 * rowStep, lb = l + 11 * rowStep;
        FloatVector c00 = FloatVector.fromArray(SPECIES, c, at);
        FloatVector c01 = FloatVector.fromArray(SPECIES, c, at + lanes);
        FloatVector c10 = FloatVector.fromArray(SPECIES, c, at + stride);
        FloatVector c11 = FloatVector.fromArray(SPECIES, c, at + stride + lanes);
        FloatVector c20 = FloatVector.fromArray(SPECIES, c, at + 2 * stride);
        FloatVector c21 = FloatVector.fromArray(SPECIES, c, at + 2 * stride + lanes);
        FloatVector c30 = FloatVector.fromArray(SPECIES, c, at + 3 * stride);
        FloatVector c31 = FloatVector.fromArray(SPECIES, c, at + 3 * stride + lanes);
        FloatVector c40 = FloatVector.fromArray(SPECIES, c, at + 4 * stride);
        FloatVector c41 = FloatVector.fromArray(SPECIES, c, at + 4 * stride + lanes);
        FloatVector c50 = FloatVector.fromArray(SPECIES, c, at + 5 * stride);
        FloatVector c51 = FloatVector.fromArray(SPECIES, c, at + 5 * stride + lanes);
        FloatVector c60 = FloatVector.fromArray(SPECIES, c, at + 6 * stride);
        FloatVector c61 = FloatVector.fromArray(SPECIES, c, at + 6 * stride + lanes);
        FloatVector c70 = FloatVector.fromArray(SPECIES, c, at + 7 * stride);
        FloatVector c71 = FloatVector.fromArray(SPECIES, c, at + 7 * stride + lanes);
        FloatVector c80 = FloatVector.fromArray(SPECIES, c, at + 8 * stride);
        FloatVector c81 = FloatVector.fromArray(SPECIES, c, at + 8 * stride + lanes);
        FloatVector c90 = FloatVector.fromArray(SPECIES, c, at + 9 * stride);
        FloatVector c91 = FloatVector.fromArray(SPECIES, c, at + 9 * stride + lanes);
        FloatVector ca0 = FloatVector.fromArray(SPECIES, c, at + 10 * stride);
        FloatVector ca1 = FloatVector.fromArray(SPECIES, c, at + 10 * stride + lanes);
        FloatVector cb0 = FloatVector.fromArray(SPECIES, c, at + 11 * stride);
        FloatVector cb1 = FloatVector.fromArray(SPECIES, c, at + 11 * stride + lanes);
        for (int k = 0; k < depth; k++, r += 2 * lanes) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, right, r);
            FloatVector b1 = FloatVector.fromArray(SPECIES, right, r + lanes);
            FloatVector a;
            a = FloatVector.broadcast(SPECIES, left[l0 + k]);
            c00 = a.fma(b0, c00);
            c01 = a.fma(b1, c01);
            a = FloatVector.broadcast(SPECIES, left[l1 + k]);
            c10 = a.fma(b0, c10);
            c11 = a.fma(b1, c11);
            a = FloatVector.broadcast(SPECIES, left[l2 + k]);
            c20 = a.fma(b0, c20);
            c21 = a.fma(b1, c21);
            a = FloatVector.broadcast(SPECIES, left[l3 + k]);
            c30 = a.fma(b0, c30);
            c31 = a.fma(b1, c31);
            a = FloatVector.broadcast(SPECIES, left[l4 + k]);
            c40 = a.fma(b0, c40);
            c41 = a.fma(b1, c41);
            a = FloatVector.broadcast(SPECIES, left[l5 + k]);
            c50 = a.fma(b0, c50);
            c51 = a.fma(b1, c51);
            a = FloatVector.broadcast(SPECIES, left[l6 + k]);
            c60 = a.fma(b0, c60);
            c61 = a.fma(b1, c61);
            a = FloatVector.broadcast(SPECIES, left[l7 + k]);
            c70 = a.fma(b0, c70);
            c71 = a.fma(b1, c71);
            a = FloatVector.broadcast(SPECIES, left[l8 + k]);
            c80 = a.fma(b0, c80);
            c81 = a.fma(b1, c81);
            a = FloatVector.broadcast(SPECIES, left[l9 + k]);
            c90 = a.fma(b0, c90);
            c91 = a.fma(b1, c91);
            a = FloatVector.broadcast(SPECIES, left[la + k]);
            ca0 = a.fma(b0, ca0);
            ca1 = a.fma(b1, ca1);
            a = FloatVector.broadcast(SPECIES, left[lb + k]);
            cb0 = a.fma(b0, cb0);
            cb1 = a.fma(b1, cb1);
        }
        c00.intoArray(c, at);
        c01.intoArray(c, at + lanes);
        c10.intoArray(c, at + stride);
        c11.intoArray(c, at + stride + lanes);
        c20.intoArray(c, at + 2 * stride);
        c21.intoArray(c, at + 2 * stride + lanes);
        c30.intoArray(c, at + 3 * stride);
        c31.intoArray(c, at + 3 * stride + lanes);
        c40.intoArray(c, at + 4 * stride);
        c41.intoArray(c, at + 4 * stride + lanes);
        c50.intoArray(c, at + 5 * stride);
        c51.intoArray(c, at + 5 * stride + lanes);
        c60.intoArray(c, at + 6 * stride);
        c61.intoArray(c, at + 6 * stride + lanes);
        c70.intoArray(c, at + 7 * stride);
        c71.intoArray(c, at + 7 * stride + lanes);
        c80.intoArray(c, at + 8 * stride);
        c81.intoArray(c, at + 8 * stride + lanes);
        c90.intoArray(c, at + 9 * stride);
        c91.intoArray(c, at + 9 * stride + lanes);
        ca0.intoArray(c, at + 10 * stride);
        ca1.intoArray(c, at + 10 * stride + lanes);
        cb0.intoArray(c, at + 11 * stride);
        cb1.intoArray(c, at + 11 * stride + lanes);
    }

    /// 10 accumulators, 2 vectors of B, and four registers left: the compiler reads three rows of A ahead. With six rows it had one too few,
    /// kept an accumulator in memory, and every step waited for a store: half the speed.
    private static void panelOf5(float[] left, int l, float[] right, int r, int depth, float[] c, int at, int stride) {
        int lanes = SPECIES.length();
        FloatVector c00 = FloatVector.fromArray(SPECIES, c, at);
        FloatVector c01 = FloatVector.fromArray(SPECIES, c, at + lanes);
        FloatVector c10 = FloatVector.fromArray(SPECIES, c, at + stride);
        FloatVector c11 = FloatVector.fromArray(SPECIES, c, at + stride + lanes);
        FloatVector c20 = FloatVector.fromArray(SPECIES, c, at + 2 * stride);
        FloatVector c21 = FloatVector.fromArray(SPECIES, c, at + 2 * stride + lanes);
        FloatVector c30 = FloatVector.fromArray(SPECIES, c, at + 3 * stride);
        FloatVector c31 = FloatVector.fromArray(SPECIES, c, at + 3 * stride + lanes);
        FloatVector c40 = FloatVector.fromArray(SPECIES, c, at + 4 * stride);
        FloatVector c41 = FloatVector.fromArray(SPECIES, c, at + 4 * stride + lanes);
        for (int k = 0; k < depth; k++, l += 5, r += 2 * lanes) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, right, r);
            FloatVector b1 = FloatVector.fromArray(SPECIES, right, r + lanes);
            FloatVector a;
            a = FloatVector.broadcast(SPECIES, left[l]);
            c00 = a.fma(b0, c00);
            c01 = a.fma(b1, c01);
            a = FloatVector.broadcast(SPECIES, left[l + 1]);
            c10 = a.fma(b0, c10);
            c11 = a.fma(b1, c11);
            a = FloatVector.broadcast(SPECIES, left[l + 2]);
            c20 = a.fma(b0, c20);
            c21 = a.fma(b1, c21);
            a = FloatVector.broadcast(SPECIES, left[l + 3]);
            c30 = a.fma(b0, c30);
            c31 = a.fma(b1, c31);
            a = FloatVector.broadcast(SPECIES, left[l + 4]);
            c40 = a.fma(b0, c40);
            c41 = a.fma(b1, c41);
        }
        c00.intoArray(c, at);
        c01.intoArray(c, at + lanes);
        c10.intoArray(c, at + stride);
        c11.intoArray(c, at + stride + lanes);
        c20.intoArray(c, at + 2 * stride);
        c21.intoArray(c, at + 2 * stride + lanes);
        c30.intoArray(c, at + 3 * stride);
        c31.intoArray(c, at + 3 * stride + lanes);
        c40.intoArray(c, at + 4 * stride);
        c41.intoArray(c, at + 4 * stride + lanes);
    }

    private static void rowsOf5(float[] left, int l, int rowStep, float[] right, int r, int rightStep, int depth,
            float[] c, int at, int stride) {
        int lanes = SPECIES.length();
        FloatVector c00 = FloatVector.fromArray(SPECIES, c, at);
        FloatVector c01 = FloatVector.fromArray(SPECIES, c, at + lanes);
        FloatVector c10 = FloatVector.fromArray(SPECIES, c, at + stride);
        FloatVector c11 = FloatVector.fromArray(SPECIES, c, at + stride + lanes);
        FloatVector c20 = FloatVector.fromArray(SPECIES, c, at + 2 * stride);
        FloatVector c21 = FloatVector.fromArray(SPECIES, c, at + 2 * stride + lanes);
        FloatVector c30 = FloatVector.fromArray(SPECIES, c, at + 3 * stride);
        FloatVector c31 = FloatVector.fromArray(SPECIES, c, at + 3 * stride + lanes);
        FloatVector c40 = FloatVector.fromArray(SPECIES, c, at + 4 * stride);
        FloatVector c41 = FloatVector.fromArray(SPECIES, c, at + 4 * stride + lanes);
        int l1 = l + rowStep, l2 = l + 2 * rowStep, l3 = l + 3 * rowStep, l4 = l + 4 * rowStep;
        for (int k = 0; k < depth; k++, r += rightStep) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, right, r);
            FloatVector b1 = FloatVector.fromArray(SPECIES, right, r + lanes);
            FloatVector a;
            a = FloatVector.broadcast(SPECIES, left[l + k]);
            c00 = a.fma(b0, c00);
            c01 = a.fma(b1, c01);
            a = FloatVector.broadcast(SPECIES, left[l1 + k]);
            c10 = a.fma(b0, c10);
            c11 = a.fma(b1, c11);
            a = FloatVector.broadcast(SPECIES, left[l2 + k]);
            c20 = a.fma(b0, c20);
            c21 = a.fma(b1, c21);
            a = FloatVector.broadcast(SPECIES, left[l3 + k]);
            c30 = a.fma(b0, c30);
            c31 = a.fma(b1, c31);
            a = FloatVector.broadcast(SPECIES, left[l4 + k]);
            c40 = a.fma(b0, c40);
            c41 = a.fma(b1, c41);
        }
        c00.intoArray(c, at);
        c01.intoArray(c, at + lanes);
        c10.intoArray(c, at + stride);
        c11.intoArray(c, at + stride + lanes);
        c20.intoArray(c, at + 2 * stride);
        c21.intoArray(c, at + 2 * stride + lanes);
        c30.intoArray(c, at + 3 * stride);
        c31.intoArray(c, at + 3 * stride + lanes);
        c40.intoArray(c, at + 4 * stride);
        c41.intoArray(c, at + 4 * stride + lanes);
    }

    private static void columnsOf5(float[] left, int l, int leftStep, float[] right, int r, int rightStep, int depth,
            float[] c, int at, int stride) {
        int lanes = SPECIES.length();
        FloatVector c00 = FloatVector.fromArray(SPECIES, c, at);
        FloatVector c01 = FloatVector.fromArray(SPECIES, c, at + lanes);
        FloatVector c10 = FloatVector.fromArray(SPECIES, c, at + stride);
        FloatVector c11 = FloatVector.fromArray(SPECIES, c, at + stride + lanes);
        FloatVector c20 = FloatVector.fromArray(SPECIES, c, at + 2 * stride);
        FloatVector c21 = FloatVector.fromArray(SPECIES, c, at + 2 * stride + lanes);
        FloatVector c30 = FloatVector.fromArray(SPECIES, c, at + 3 * stride);
        FloatVector c31 = FloatVector.fromArray(SPECIES, c, at + 3 * stride + lanes);
        FloatVector c40 = FloatVector.fromArray(SPECIES, c, at + 4 * stride);
        FloatVector c41 = FloatVector.fromArray(SPECIES, c, at + 4 * stride + lanes);
        for (int k = 0; k < depth; k++, l += leftStep, r += rightStep) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, right, r);
            FloatVector b1 = FloatVector.fromArray(SPECIES, right, r + lanes);
            FloatVector a;
            a = FloatVector.broadcast(SPECIES, left[l]);
            c00 = a.fma(b0, c00);
            c01 = a.fma(b1, c01);
            a = FloatVector.broadcast(SPECIES, left[l + 1]);
            c10 = a.fma(b0, c10);
            c11 = a.fma(b1, c11);
            a = FloatVector.broadcast(SPECIES, left[l + 2]);
            c20 = a.fma(b0, c20);
            c21 = a.fma(b1, c21);
            a = FloatVector.broadcast(SPECIES, left[l + 3]);
            c30 = a.fma(b0, c30);
            c31 = a.fma(b1, c31);
            a = FloatVector.broadcast(SPECIES, left[l + 4]);
            c40 = a.fma(b0, c40);
            c41 = a.fma(b1, c41);
        }
        c00.intoArray(c, at);
        c01.intoArray(c, at + lanes);
        c10.intoArray(c, at + stride);
        c11.intoArray(c, at + stride + lanes);
        c20.intoArray(c, at + 2 * stride);
        c21.intoArray(c, at + 2 * stride + lanes);
        c30.intoArray(c, at + 3 * stride);
        c31.intoArray(c, at + 3 * stride + lanes);
        c40.intoArray(c, at + 4 * stride);
        c41.intoArray(c, at + 4 * stride + lanes);
    }
}
